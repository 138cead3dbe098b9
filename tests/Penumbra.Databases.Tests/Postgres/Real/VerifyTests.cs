using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>The three kinds of check. One that cannot run counts as failed, and no value is ever told.</summary>
public sealed class VerifyTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    public Task InitializeAsync() => server.DropDatabasesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task A_clean_shop_passes_and_the_proof_stands_in_it()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        VerifyCheck[] checks = [Shop.NoRealMail, Shop.Survivors, Suspects()];
        (await server.Work(database).SanitizeAsync(Shop.Plan(checks, Shop.Masks), null, CancellationToken.None)).Done();
        var report = (await server.Work(database).VerifyAsync(Shop.Verify(Shop.NoRealMail, Shop.Survivors), null, CancellationToken.None)).Done();
        report.Checks.Select(check => (check.Name, check.Looked, check.Of)).Should().Equal(("no-real-mail", 1, 1), ("no-original-values", 1500, 1500));
        report.Columns.Should().StartWith(["public.customers.email", "public.customers.full_name"]).And.HaveCount(10);
        report.Content.Should().MatchRegex("^[0-9a-f]{64}$");
        (await server.ColumnAsync(database, "SELECT concat_ws(' ', run, resource, digest, content, fence) FROM penumbra_refresh.proof")).Should().Equal($"20261121t000000z db-ABC d1 {report.Content} {report.Fence.Xmax}");
        (await server.AskAsync<string>(database, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).Should().Be($"{report.Fence.Xmax}");

        var again = (await server.Work(database).VerifyAsync(Shop.Verify(Shop.NoRealMail, Shop.Survivors), null, CancellationToken.None)).Done();
        again.Content.Should().Be(report.Content);
        await server.RunAsync(database, "UPDATE customers SET phone = '1' WHERE id = 1");
        (await FailAsync(database, Shop.NoRealMail, Shop.Survivors)).Should().Contain("customers.phone has changed since survivors were looked for");
    }

    [PostgresFact]
    public async Task A_query_must_give_one_row_with_the_expected_value_and_its_own_value_is_not_told()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (mail text, phone text); INSERT INTO t VALUES ('ada@real.org', '5551234'), ('bob@real.org', '5554321')");
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Done();
        foreach (var (text, expect, sentence) in new[]
        {
            ("SELECT count(*) FROM t WHERE mail LIKE '%real%'", "0", "c: it counted 2; 0 is expected"),
            ("SELECT phone FROM t ORDER BY 1 LIMIT 1", "0", "c: it gave another value than the expected one"),
            ("SELECT mail FROM t WHERE false", "0", "c: it gave no row"),
            ("SELECT mail FROM t", "0", "c: it gave more than one row"),
            ("SELECT mail, phone FROM t", "0", "c: it gave 2 columns; one is expected"),
            ("SELECT NULL", "", "c: it gave NULL"),
            ("SELECT 1; SELECT 2", "0", "c: verify/c has 2 statements; one query is expected"),
            ("SELECT $key", "0", "c: verify/c, line 1, statement 1: a check has no parameters"),
            ("SELEC 1", "0", "c: verify/c, line 1, statement 1: syntax error at or near \"SELEC\" (SQLSTATE 42601)"),
            ("DELETE FROM t RETURNING 0", "0", "c: verify/c, line 1, statement 1: cannot execute DELETE in a read-only transaction (SQLSTATE 25006)"),
            ("SELECT mail::int FROM t", "0", "c: verify/c, line 1, statement 1: a value does not fit (SQLSTATE 22P02; the server's sentence may hold a value and is not shown)"),
        })
        {
            (await FailAsync(database, new VerifyCheck.Query("c", new SqlText("verify/c", text), expect))).Should().Be(sentence);
        }

        (await server.Work(database).VerifyAsync(Shop.Verify(new VerifyCheck.Query("c", new SqlText("verify/c", "SELECT true, -- yes\n") with { Text = "SELECT 1 = 1 -- yes" }, "t")), null, CancellationToken.None)).Done();
        (await server.Work(database).VerifyAsync(Shop.Verify(), null, CancellationToken.None)).Failure!.Message.Should().Be("there is no check: nothing would be proved");
    }

    [PostgresFact]
    public async Task A_value_that_stayed_at_its_key_is_a_survivor()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        var forgetful = Shop.Sql("forgetful", "UPDATE customers SET email = 'u' || id || '@example.invalid', full_name = 'Nobody ' || id; UPDATE customers SET phone = '000' WHERE id > 3; UPDATE orders SET customer_email = ''");
        var failure = (await server.Work(database).SanitizeAsync(Shop.Plan([Shop.Survivors], forgetful), null, CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.Unclean, Message = "survivors: customers.phone: 3 rows kept their value" });
        (await FailAsync(database, Shop.Survivors)).Should().Be("no-original-values: survivors: customers.phone: 3 rows kept their value");
        (await server.AskAsync<long>(database, "SELECT count(*) FROM pg_class WHERE relname IN ('originals', 'phrases')")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_value_that_moved_to_another_text_is_a_survivor()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        await server.RunAsync(database, """
            UPDATE orders SET remark = 'Please call Given17 SURNAME51, she knows.' WHERE id = 1; UPDATE orders SET details = '{"contact": {"mail": ["PERSON3@mail3.example.org"]}}' WHERE id = 2;
            UPDATE orders SET remark = 'given 17 surname 51' WHERE id = 3;
            """);
        var failure = (await server.Work(database).SanitizeAsync(Shop.Plan([Shop.Survivors], Shop.Masks), null, CancellationToken.None)).Failure!;
        failure.Message.Should().Be("survivors: customers.email: originals stand 1 times elsewhere, first in orders.details; customers.full_name: originals stand 1 times elsewhere, first in orders.remark");
    }

    // The same people, each with another's address: whoever reads it writes to real ones.
    [PostgresFact]
    public async Task Values_that_were_shuffled_between_rows_are_survivors()
    {
        const string Shuffle = "UPDATE customers c SET email = o.email FROM customers o WHERE o.id = c.id % 500 + 1; UPDATE orders SET customer_email = ''";
        var database = await server.NewDatabaseAsync(Shop.Script.Replace("NOT NULL UNIQUE", "NOT NULL", StringComparison.Ordinal));
        (await SearchAsync(database, ["customers.email"], Shop.Sql("a", Shuffle))).Should().Be("survivors: customers.email: originals stand 500 times elsewhere, first in customers.email");

        var sampled = await server.NewDatabaseAsync(Shop.Script.Replace("NOT NULL UNIQUE", "NOT NULL", StringComparison.Ordinal));
        var plan = new SanitizePlan { Steps = [Shop.Sql("a", Shuffle)], Checks = [new VerifyCheck.Survivors("s", ["customers.email"])], Key = Shop.Key, SurvivorRows = 50 };
        (await server.Work(sampled).SanitizeAsync(plan, null, CancellationToken.None)).Failure!.Message.Should().MatchRegex("^survivors: customers.email: originals stand [3-7][0-9] times elsewhere, first in customers.email$");
    }

    [PostgresFact]
    public async Task Values_that_moved_into_another_survivors_column_are_survivors()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        (await SearchAsync(database, ["customers.email", "customers.full_name"], Shop.Sql("a", "UPDATE customers SET full_name = email, email = 'u' || id || '@example.invalid'; UPDATE orders SET customer_email = ''")))
            .Should().Be("survivors: customers.email: originals stand 500 times elsewhere, first in customers.full_name");

        var longer = await server.NewDatabaseAsync(Shop.Script);
        (await SearchAsync(longer, ["customers.email"], Shop.Sql("a", "UPDATE customers SET email = 'was: ' || upper(email) WHERE id <= 7; UPDATE customers SET email = 'u' || id || '@example.invalid' WHERE id > 7; UPDATE orders SET customer_email = ''")))
            .Should().Be("survivors: customers.email: originals stand 7 times elsewhere, first in customers.email");
    }

    [PostgresFact]
    public async Task Values_that_stand_in_a_masked_column_are_survivors_unless_the_mask_itself_may_have_made_them_up()
    {
        // Digits alone are masked there; and what a file puts behind a mask is no mask's.
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, email text, full_name text, remark text);
            INSERT INTO customers SELECT n, translate(n::text, '0123456789', 'abcdefghij') || '@real.org', 'Given' || n, 'call 555 12' || n || ' or ' || translate(n::text, '0123456789', 'abcdefghij') || '@real.org' FROM generate_series(1, 40) n;
            CREATE TABLE old AS SELECT id, email FROM customers WHERE id <= 3;
            """);
        (await SearchAsync(database, ["customers.email"], new SanitizeStep.Mask("m", [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name), new("customers", "remark", MaskKind.Digits)]),
            Shop.Sql("a", "UPDATE customers c SET full_name = o.email FROM old o WHERE o.id = c.id; DROP TABLE old"))).Should().Be("survivors: customers.email: originals stand 43 times elsewhere, first in customers.full_name");

        // Made-up names and numbers that are somebody's in production too.
        var dense = await server.NewDatabaseAsync($"""
            CREATE TABLE people (id int PRIMARY KEY, full_name text, number text, code text UNIQUE);
            INSERT INTO people SELECT n, g || ' ' || f, lpad((100000000 + n)::text, 9, '0'), 'C-' || lpad(n::text, 4, '0') FROM (SELECT g, f, row_number() OVER () AS n FROM unnest(ARRAY['{string.Join("','", MadeUpNames.Given)}']) g, unnest(ARRAY['{string.Join("','", MadeUpNames.Family)}']) f) p WHERE n < 1000;
            CREATE TABLE orders (id int PRIMARY KEY, code text NOT NULL REFERENCES people (code), remark text); INSERT INTO orders SELECT id, code, 'nothing' FROM people;
            """);
        MaskRule[] rules = [new("people", "full_name", MaskKind.Name), new("people", "number", MaskKind.Digits), new("people", "code", MaskKind.Digits), new("orders", "code", MaskKind.Digits)];
        var again = await server.NewDatabaseAsync($"CREATE TABLE people (id int PRIMARY KEY, code text UNIQUE); INSERT INTO people SELECT n, 'C-' || lpad(n::text, 4, '0') FROM generate_series(1, 999) n; CREATE TABLE orders (id int PRIMARY KEY, code text NOT NULL REFERENCES people (code), remark text); INSERT INTO orders SELECT id, code, 'of ' || code FROM people WHERE id <= 7");
        (await SearchAsync(dense, ["people.full_name", "people.number", "people.code"], new SanitizeStep.Mask("m", rules))).Should().BeNull("a masked code may be another one's, there and in what refers to it");
        (await SearchAsync(again, ["people.code"], new SanitizeStep.Mask("m", rules[2..]))).Should().Be("survivors: people.code: originals stand 7 times elsewhere, first in orders.remark");
    }

    private async Task<string?> SearchAsync(string database, string[] columns, params SanitizeStep[] steps) =>
        (await server.Work(database).SanitizeAsync(Shop.Plan([new VerifyCheck.Survivors("s", columns)], steps), null, CancellationToken.None)).Failure?.Message;

    // Replica mode stops the triggers that would keep a search column current.
    [PostgresFact]
    public async Task A_value_that_stayed_in_a_search_column_or_an_array_of_JSON_is_a_survivor()
    {
        foreach (var (type, value) in new[]
        {
            ("tsvector", "to_tsvector('simple', 'dear ' || full_name || ', hello')"),
            ("tsvector", "to_tsvector('english', 'write to ' || email || ' please')"),
            ("jsonb[]", "ARRAY[jsonb_build_object('who', full_name)]"),
            ("json[]", "ARRAY[json_build_object('who', full_name)]"),
            ("tsvector[]", "ARRAY[to_tsvector('simple', email)]"),
        })
        {
            var database = await server.NewDatabaseAsync(Shop.Script);
            await server.RunAsync(database, $"CREATE TABLE found (id int PRIMARY KEY, look {type}); INSERT INTO found SELECT id, {value} FROM customers WHERE id <= 7");
            var failure = (await server.Work(database).SanitizeAsync(Shop.Plan([Shop.Survivors], Shop.Masks), null, CancellationToken.None)).Failure;
            failure.Should().NotBeNull($"{type} {value}");
            failure!.Message.Should().Contain("originals stand 7 times elsewhere, first in found.look", $"{type} {value}");
        }
    }

    [PostgresFact]
    public async Task Rows_whose_key_changed_are_compared_with_every_original()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, 'value ' || n FROM generate_series(1, 100) n");
        var check = new VerifyCheck.Survivors("s", ["t.v"]);
        (await server.Work(database).SanitizeAsync(Shop.Plan([check], Shop.Sql("a", "UPDATE t SET id = id + 1000; UPDATE t SET v = 'x' || id WHERE id > 1010")), null, CancellationToken.None)).Failure!.Message
            .Should().Be("survivors: t.v: 10 rows kept their value");
    }

    [PostgresFact]
    public async Task A_table_without_a_key_is_compared_value_by_value()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t SELECT 'value ' || n % 50 FROM generate_series(1, 100) n");
        var check = new VerifyCheck.Survivors("s", ["t.v"]);
        (await server.Work(database).SanitizeAsync(Shop.Plan([check], Shop.Sql("a", "UPDATE t SET v = 'x' || v WHERE v <> 'value 7'")), null, CancellationToken.None)).Failure!.Message
            .Should().Be("survivors: t.v: 2 rows kept their value");
    }

    [PostgresFact]
    public async Task Above_the_limit_a_sample_is_looked_at_and_its_power_is_told()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, 'value ' || n FROM generate_series(1, 20000) n");
        var check = new VerifyCheck.Survivors("s", ["t.v"]);
        var plan = new SanitizePlan { Steps = [Shop.Sql("a", "UPDATE t SET v = 'masked ' || id * 7")], Checks = [check], Key = Shop.Key, SurvivorRows = 2000 };
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        var report = (await server.Work(database).VerifyAsync(Shop.Verify(check), null, CancellationToken.None)).Done().Checks[0];
        report.Of.Should().Be(20000);
        report.Looked.Should().BeInRange(1700, 2300);
        report.Note.Should().StartWith($"a sample of {report.Looked} of 20000 values");

        var careless = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT n, 'value ' || n FROM generate_series(1, 20000) n");
        var bad = new SanitizePlan { Steps = [Shop.Sql("a", "UPDATE t SET v = 'masked ' || id * 7 WHERE id > 500")], Checks = [check], Key = Shop.Key, SurvivorRows = 2000 };
        (await server.Work(careless).SanitizeAsync(bad, null, CancellationToken.None)).Failure!.Message.Should().MatchRegex("t.v: [0-9]+ rows kept their value");
    }

    [PostgresFact]
    public async Task Survivors_of_a_column_that_does_not_exist_are_told_with_what_there_is()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, v text)");
        foreach (var (column, sentence) in new[] { ("t.w", "survivors: the table t has no column w; it has id, v"), ("u.v", "survivors: there is no table u; there are t"), ("v", "v is not the name of a column: write table.column or schema.table.column") })
            (await server.Work(database).SanitizeAsync(Shop.Plan([new VerifyCheck.Survivors("s", [column])]), null, CancellationToken.None)).Failure!.Message.Should().Be(sentence);
    }

    [PostgresFact]
    public async Task Columns_that_look_personal_and_were_left_are_suspects()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, email text, "homeAddress" text, "name" text, born_on date, date_of_birth date, phone_number bigint, is_phone boolean, empty_phone text);
            INSERT INTO customers SELECT n, n || '@real.org', 'Street ' || n, 'Name ' || n, '2000-01-01', '1990-01-01', 5550000 + n, true, NULL FROM generate_series(1, 30) n;
            CREATE TABLE products (id int PRIMARY KEY, name text, blurb text, sku text, contact_email text);
            INSERT INTO products SELECT n, 'Chair ' || n, CASE n WHEN 17 THEN 'ask jim@real.org' ELSE 'nice' END, 'SKU-' || n, 'sales@shop.example' FROM generate_series(1, 30) n;
            CREATE TABLE logs (line text, who text); INSERT INTO logs SELECT '10.0.0.' || n, '+372 555 123' || n FROM generate_series(1, 9) n;
            """);
        var check = Suspects("products.contact_email");
        (await server.Work(database).SanitizeAsync(Shop.Plan([check], Shop.Sql("a", "UPDATE customers SET email = id || '@example.invalid'")), null, CancellationToken.None)).Done();
        (await FailAsync(database, check)).Should().Be("suspects: left as they were: customers.homeAddress (its name); customers.name (its name); customers.date_of_birth (its name); customers.phone_number (its name); "
            + "logs.line (9 of 9 look like network addresses); logs.who (9 of 9 look like numbers of phones); products.blurb (1 of 30 look like addresses of mail)");
    }

    [PostgresFact]
    public async Task A_column_that_is_new_since_the_last_good_run_is_a_suspect_until_somebody_allows_it()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, harmless text, flag boolean); INSERT INTO t VALUES (1, 'blue', true)");
        var check = Suspects();
        (await server.Work(database).SanitizeAsync(Shop.Plan([check]), null, CancellationToken.None)).Done();
        (await server.Work(database).VerifyAsync(Shop.Verify(check), null, CancellationToken.None)).Done();
        VerifyPlan With(string[] allow, params string[] known) => new() { RunId = "r", ResourceId = "x", Digest = "d", Checks = [Suspects(allow)], Key = Shop.Key, KnownColumns = known };
        (await server.Work(database).VerifyAsync(With([], "public.t.id"), null, CancellationToken.None)).Failure!.Message.Should().Be("suspects: left as they were: t.harmless (new since the last good run)");
        (await server.Work(database).VerifyAsync(With(["t.harmless"], "public.t.id"), null, CancellationToken.None)).Done();
    }

    [PostgresFact]
    public async Task No_check_of_suspects_passes_when_the_list_of_known_columns_is_gone()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, harmless text); INSERT INTO t VALUES (1, 'blue')");
        (await server.Work(database).SanitizeAsync(Shop.Plan([Suspects()]), null, CancellationToken.None)).Done();
        var plan = new VerifyPlan { RunId = "r", ResourceId = "x", Digest = "d", Checks = [Suspects()], Key = Shop.Key, MissingColumns = "ConfigMap nightly-refresh-columns, entry columns," };
        (await server.Work(database).VerifyAsync(plan, null, CancellationToken.None)).Failure!.Message.Should().StartWith(
            "suspects: the list of known columns is gone: ConfigMap nightly-refresh-columns, entry columns, holds none although a verified snapshot stands in status, so that nobody can tell which columns are new");
    }

    [PostgresFact]
    public async Task A_renamed_column_does_not_hide()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (id int PRIMARY KEY, email text); INSERT INTO t VALUES (1, 'a@real.org')");
        var check = Suspects();
        (await server.Work(database).SanitizeAsync(Shop.Plan([check], Shop.Sql("a", "ALTER TABLE t RENAME email TO harmless")), null, CancellationToken.None)).Done();
        (await FailAsync(database, check)).Should().Contain("t.harmless (1 of 1 look like addresses of mail)");
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Failure!.Problem.Should().Be(WorkProblem.RestoreAnew);
    }

    [PostgresFact]
    public async Task Another_database_with_rows_in_it_is_never_shared_without_a_word_whatever_the_checks_are()
    {
        var other = await server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t VALUES ('x')");
        var database = await server.NewDatabaseAsync(Shop.Script);
        (await server.Work(database).SanitizeAsync(Shop.Plan([Shop.NoRealMail, Shop.Survivors, Shop.Suspects], Shop.Masks), null, CancellationToken.None)).Done();
        foreach (VerifyCheck[] checks in new VerifyCheck[][] { [Shop.NoRealMail], [Shop.Survivors], [Shop.NoRealMail, Shop.Survivors] })
        {
            (await FailAsync(database, checks)).Should().Be(
                $"other databases of the server hold what nobody sanitized: {other}; they would be shared as they are: allow {other}/* in a check of suspects, or refresh from a server without them");
        }

        (await FailAsync(database, Shop.Suspects)).Should().Contain($"hold what nobody sanitized: {other};");
        (await server.Work(database).VerifyAsync(Shop.Verify(Shop.NoRealMail, Suspects()), null, CancellationToken.None)).Done();
        await server.RunAsync(other, "DROP TABLE t");
        (await server.Work(database).VerifyAsync(Shop.Verify(Shop.NoRealMail), null, CancellationToken.None)).Done();
        await server.RunAsync(other, "SELECT lo_from_bytea(0, 'a letter of a person')");
        (await FailAsync(database, Shop.NoRealMail)).Should().Contain($"hold what nobody sanitized: {other};");
    }

    [PostgresFact]
    public async Task A_database_that_was_never_looked_at_fails_every_check()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t VALUES ('x')");
        (await FailAsync(database, Shop.NoRealMail)).Should().Be("the database was never sanitized");
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Done();
        (await FailAsync(database, new VerifyCheck.Survivors("s", ["t.v"]), Shop.Suspects)).Should().StartWith("s: t.v was not looked at before the original was gone | suspects: the original was not looked at before it was sanitized");
    }

    // The other tests' databases are on this server too.
    [PostgresFact]
    public async Task Bytes_that_nobody_looks_into_are_suspect_beside_values_that_were_replaced()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, email text, scan bytea, pages bytea[], letter oid, empty bytea);
            INSERT INTO customers SELECT n, 'ada' || n || '@real.org', convert_to('ada' || n || '@real.org', 'UTF8'), ARRAY[convert_to('ada' || n, 'UTF8')], n FROM generate_series(1, 5) n;
            CREATE TABLE products (id int PRIMARY KEY, picture bytea); INSERT INTO products VALUES (1, '\x00ff');
            """);
        var mask = new SanitizeStep.Mask("shape", [new("customers", "email", MaskKind.Email)]);
        (await server.Work(database).SanitizeAsync(Shop.Plan([Suspects()], mask), null, CancellationToken.None)).Done();
        (await FailAsync(database, Suspects())).Should().Be("suspects: left as they were: customers.scan (bytes that nobody looks into, beside values that were replaced); "
            + "customers.pages (bytes that nobody looks into, beside values that were replaced); customers.letter (bytes that nobody looks into, beside values that were replaced)");
        (await server.Work(database).VerifyAsync(Shop.Verify(Suspects("customers.scan", "customers.pages", "customers.letter")), null, CancellationToken.None)).Done();

        var replaced = await server.NewDatabaseAsync("CREATE TABLE customers (id int PRIMARY KEY, email text, scan bytea); INSERT INTO customers VALUES (1, 'ada@real.org', '\x0102')");
        (await server.Work(replaced).SanitizeAsync(Shop.Plan([Suspects()], mask, Shop.Sql("scans", "UPDATE customers SET scan = ''")), null, CancellationToken.None)).Done();
        (await server.Work(replaced).VerifyAsync(Shop.Verify(Suspects()), null, CancellationToken.None)).Done();
    }

    private static VerifyCheck.Suspects Suspects(params string[] allow) => new("suspects", [.. allow, .. Enumerable.Range(1, 100).Select(number => $"shop{number}/*")]);

    private async Task<string> FailAsync(string database, params VerifyCheck[] checks)
    {
        var plan = Shop.Verify(checks);
        var failure = (await server.Work(database).VerifyAsync(plan, null, CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.Unclean });
        return failure.Message;
    }
}
