using System.Text.RegularExpressions;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>Masked columns: made up, the same everywhere for the same input, and nothing that held before is broken.</summary>
public sealed class MaskTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_shop_is_masked_and_its_parts_still_belong_together()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        await server.RunAsync(database, "CREATE TABLE was AS SELECT * FROM customers; UPDATE customers SET full_name = NULL WHERE id = 7; UPDATE customers SET phone = '' WHERE id = 8");
        var joined = await server.AskAsync<long>(database, "SELECT count(*) FROM orders o JOIN customers c ON c.email = o.customer_email");
        (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Masks), null, CancellationToken.None)).Done().Rows.Should().Be(1500);

        (await server.AskAsync<long>(database, "SELECT count(*) FROM orders o JOIN customers c ON c.email = o.customer_email")).Should().Be(joined);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM customers WHERE email !~ '^u[0-9a-f]{20}@example.invalid$'")).Should().Be(0);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM customers c JOIN was w USING (id) WHERE c.email = w.email OR c.full_name = w.full_name OR c.phone = w.phone")).Should().Be(0);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM customers c JOIN was w USING (id) WHERE c.phone <> '' AND regexp_replace(c.phone, '[0-9]', '9', 'g') <> regexp_replace(w.phone, '[0-9]', '9', 'g')")).Should().Be(0);
        (await server.ColumnAsync(database, "SELECT full_name FROM customers WHERE id = 7 UNION ALL SELECT phone FROM customers WHERE id = 8")).Should().Equal("NULL", "");
        (await server.AskAsync<long>(database, "SELECT count(DISTINCT full_name) FROM customers")).Should().BeGreaterThan(400);
        (await server.ColumnAsync(database, "SELECT DISTINCT full_name FROM customers WHERE full_name IS NOT NULL")).Should().OnlyContain(name => Regex.IsMatch(name, "^[A-Z][a-z]+ [A-Z][a-z]+$"));
        (await server.AskAsync<long>(database, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'penumbra_refresh'::regnamespace")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_key_of_masks_gives_the_same_values_whatever_key_the_database_has()
    {
        var values = new List<IReadOnlyList<string>>();
        foreach (var (key, masks) in new[] { (Shop.Key, Shop.Key), ([.. Shop.Key.Reverse()], Shop.Key), (Shop.Key, Shop.Key.Reverse().ToArray()) })
        {
            var database = await server.NewDatabaseAsync(Shop.Script);
            (await server.Work(database).SanitizeAsync(new SanitizePlan { Steps = [Shop.Masks], Checks = [Shop.Survivors], Key = key, MaskKey = masks }, null, CancellationToken.None)).Done();
            values.Add(await server.ColumnAsync(database, "SELECT email || full_name || phone FROM customers ORDER BY id"));
        }

        values[1].Should().Equal(values[0]);
        values[2].Should().NotIntersectWith(values[0]);
        var refused = await server.Work(await server.NewDatabaseAsync(Shop.Script)).SanitizeAsync(new SanitizePlan { Steps = [Shop.Masks], Checks = [], Key = Shop.Key, MaskKey = new byte[31] }, null, CancellationToken.None);
        refused.Failure!.Message.Should().Be("the key of masks has fewer than 32 bytes");
    }

    [PostgresFact]
    public async Task The_same_key_gives_the_same_values_in_another_database_and_another_key_gives_others()
    {
        var values = new List<IReadOnlyList<string>>();
        foreach (var key in new[] { Shop.Key, Shop.Key, [.. Shop.Key.Reverse()] })
        {
            var database = await server.NewDatabaseAsync(Shop.Script);
            (await server.Work(database).SanitizeAsync(new SanitizePlan { Steps = [Shop.Masks], Checks = [], Key = key }, null, CancellationToken.None)).Done();
            values.Add(await server.ColumnAsync(database, "SELECT email || full_name || phone FROM customers ORDER BY id"));
        }

        values[1].Should().Equal(values[0]);
        values[2].Should().NotIntersectWith(values[0]);
    }

    [PostgresFact]
    public async Task Digits_are_a_permutation_that_leaves_nothing_where_it_was()
    {
        // Every number of one to four digits, in one unique column: each must have an image of its own, of its own length.
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE codes (id int PRIMARY KEY, code text UNIQUE, CHECK (code ~ '^[0-9]+$'));
            INSERT INTO codes SELECT row_number() OVER (), lpad(n::text, w, '0') FROM generate_series(1, 4) w, generate_series(0, 9999) n WHERE n < 10 ^ w;
            CREATE TABLE was AS SELECT * FROM codes;
            """);
        await MaskAsync(database, new MaskRule("codes", "code", MaskKind.Digits));
        (await server.AskAsync<long>(database, "SELECT count(*) FROM codes c JOIN was w USING (id) WHERE length(c.code) <> length(w.code) OR c.code = w.code")).Should().Be(0);
        (await server.AskAsync<long>(database, "SELECT count(DISTINCT code) FROM codes")).Should().Be(11110);
        // No pattern that an eye would see: neighbours do not stay neighbours.
        (await server.AskAsync<long>(database, "SELECT count(*) FROM codes a JOIN was x USING (id) JOIN was y ON y.id = a.id + 1 JOIN codes b ON b.id = y.id WHERE length(x.code) = 4 AND length(y.code) = 4 AND b.code::int = a.code::int + 1")).Should().BeLessThan(100);
    }

    [PostgresFact]
    public async Task Long_numbers_separators_and_letters_keep_their_shape()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, '+372 (55) 123-456'), (2, '1234567890123456789012345678901234567890'), (3, '1234567890123456789012345678901234567891'), (4, 'none'), (5, 'õ1ü2');
            """);
        await MaskAsync(database, new MaskRule("t", "v", MaskKind.Digits));
        var values = await server.ColumnAsync(database, "SELECT v FROM t ORDER BY id");
        values[0].Should().MatchRegex(@"^\+\d{3} \(\d\d\) \d{3}-\d{3}$").And.NotBe("+372 (55) 123-456");
        values[1].Should().MatchRegex(@"^\d{40}$").And.NotStartWith("123456");
        values[2].Should().MatchRegex(@"^\d{40}$").And.NotBe(values[1]);
        values[3].Should().Be("none");
        values[4].Should().MatchRegex(@"^õ\dü\d$");
    }

    [PostgresFact]
    public async Task Integers_keep_their_length_their_sign_and_their_type()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (id int PRIMARY KEY, i int UNIQUE, b bigint, s smallint);
            INSERT INTO t SELECT n, 1000 + n, 9000000000000000000 + n, 30000 + n % 2000 FROM generate_series(0, 2999) n;
            INSERT INTO t VALUES (5000, 2147483647, 9223372036854775807, 32767), (5001, -77, -5, -1), (5002, NULL, NULL, NULL), (5003, 0, 0, 0);
            CREATE TABLE was AS SELECT * FROM t;
            """);
        await MaskAsync(database, new MaskRule("t", "i", MaskKind.Digits), new MaskRule("t", "b", MaskKind.Digits), new MaskRule("t", "s", MaskKind.Digits));
        (await server.AskAsync<long>(database, "SELECT count(*) FROM t JOIN was w USING (id) WHERE length(t.i::text) <> length(w.i::text) OR t.i = w.i OR t.b = w.b OR length(t.b::text) <> length(w.b::text) OR length(t.s::text) <> length(w.s::text)")).Should().Be(0);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM t WHERE i IS NULL")).Should().Be(1);
        (await server.AskAsync<long>(database, "SELECT count(DISTINCT b) FROM t")).Should().Be(3003);
    }

    [PostgresFact]
    public async Task A_unique_column_of_names_and_narrow_columns_shape_all_of_their_kind()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE a (id int PRIMARY KEY, nick varchar(30) UNIQUE, mail varchar(28)); CREATE TABLE b (nick text, mail text);
            INSERT INTO a SELECT n, 'nick' || n, 'm' || n || '@x.org' FROM generate_series(1, 300) n; INSERT INTO b SELECT nick, mail FROM a;
            """);
        await MaskAsync(database, new MaskRule("a", "nick", MaskKind.Name), new MaskRule("b", "nick", MaskKind.Name), new MaskRule("a", "mail", MaskKind.Email), new MaskRule("b", "mail", MaskKind.Email));
        (await server.AskAsync<long>(database, "SELECT count(*) FROM a JOIN b USING (nick, mail)")).Should().Be(300);
        (await server.AskAsync<long>(database, "SELECT max(length(mail)) + max(length(nick)) FROM b")).Should().Be(28 + 30);
    }

    [PostgresFact]
    public async Task Partitions_inheritance_domains_and_collations_are_masked_too()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE EXTENSION citext; CREATE DOMAIN mail AS varchar(60) CHECK (VALUE ~ '@');
            CREATE TABLE p (id int, mail mail, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100); CREATE TABLE p2 (mail mail, id int NOT NULL); ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (100) TO (1000);
            INSERT INTO p SELECT n, n || '@real.org' FROM generate_series(0, 999) n;
            CREATE TABLE h (mail citext NOT NULL) PARTITION BY HASH (mail); CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE h2 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            INSERT INTO h SELECT mail FROM p;
            CREATE TABLE parent (mail text); CREATE TABLE child (extra int) INHERITS (parent); INSERT INTO parent SELECT mail FROM p LIMIT 10; INSERT INTO child SELECT mail, 1 FROM p LIMIT 10;
            """);
        await MaskAsync(database, new MaskRule("p", "mail", MaskKind.Email), new MaskRule("h", "mail", MaskKind.Email), new MaskRule("parent", "mail", MaskKind.Email));
        (await server.AskAsync<long>(database, "SELECT count(*) FROM (SELECT mail::text FROM p UNION ALL SELECT mail FROM h UNION ALL SELECT mail FROM parent) v (mail) WHERE mail LIKE '%@example.invalid'")).Should().Be(2020);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM p JOIN h ON h.mail = p.mail::citext")).Should().Be(1000);
    }

    [PostgresFact]
    public async Task A_table_of_many_pages_is_masked_exactly_once_and_tells_how_far_it_is()
    {
        // Free space on every page, so that new versions of rows land on pages that come later.
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (id int PRIMARY KEY, mail text, filler text) WITH (fillfactor = 10); INSERT INTO t SELECT n, n || '@real.org', repeat('x', 300) FROM generate_series(1, 20000) n;
            CREATE TABLE twin AS SELECT id, mail FROM t;
            """);
        var told = new List<WorkProgress>();
        var plan = Shop.Plan(new SanitizeStep.Mask("m", [new("t", "mail", MaskKind.Email), new("twin", "mail", MaskKind.Email)]));
        (await server.Work(database).SanitizeAsync(plan, new Told(told), CancellationToken.None)).Done().Rows.Should().Be(40000);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM t JOIN twin USING (id, mail)")).Should().Be(20000);
        var table = told.Where(progress => progress is { Step: "m", What: "t" }).ToList();
        table.Should().HaveCountGreaterThan(1).And.BeInAscendingOrder(progress => progress.Done);
        table[^1].Done.Should().Be(table[^1].Of);
    }

    // Of one statement nobody hears before its end, and it must not be taken for a standstill.
    [PostgresFact]
    public async Task What_is_masked_by_one_statement_says_so()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (id int PRIMARY KEY, code text UNIQUE, mail text); INSERT INTO t SELECT n, lpad(n::text, 6, '0'), n || '@real.org' FROM generate_series(1, 100) n;
            CREATE TABLE p (mail text) PARTITION BY HASH (mail); CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0); INSERT INTO p SELECT mail FROM t;
            CREATE TABLE plain AS SELECT * FROM t;
            """);
        var told = new List<WorkProgress>();
        var plan = Shop.Plan(new SanitizeStep.Mask("m", [new("t", "code", MaskKind.Digits), new("p", "mail", MaskKind.Email), new("plain", "mail", MaskKind.Email)]));
        (await server.Work(database).SanitizeAsync(plan, new Told(told), CancellationToken.None)).Done().Rows.Should().Be(300);
        told.Where(progress => progress.IsOneStatement).Should().Equal(new WorkProgress("m", "t", 0, 0) { IsOneStatement = true }, new WorkProgress("m", "p", 0, 0) { IsOneStatement = true });
    }

    [PostgresFact]
    public async Task What_is_missing_or_cannot_be_masked_is_told_with_what_there_is()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE, born date, tiny varchar(5), made text GENERATED ALWAYS AS (email || '!') STORED); CREATE TABLE orders (mail text REFERENCES customers (email));
            INSERT INTO customers VALUES (1, 'a@b.c', '2000-01-01', 'x@y.z');
            """);
        foreach (var (rule, problem, message) in new[]
        {
            (new MaskRule("customer", "email", MaskKind.Email), WorkProblem.NotFound, "there is no table customer; the schema public has customers, orders"),
            (new MaskRule("crm.customers", "email", MaskKind.Email), WorkProblem.NotFound, "there is no table crm.customers; the schema crm has no table"),
            (new MaskRule("customers", "mail", MaskKind.Email), WorkProblem.NotFound, "the table customers has no column mail; it has id, email, born, tiny, made"),
            (new MaskRule("customers", "born", MaskKind.Digits), WorkProblem.CannotMask, "customers.born is of type date; Digits needs a text or an integer"),
            (new MaskRule("customers", "id", MaskKind.Name), WorkProblem.CannotMask, "customers.id is of type int4; Name needs a text"),
            (new MaskRule("customers", "made", MaskKind.Email), WorkProblem.CannotMask, "customers.made is generated from other columns; mask those"),
            (new MaskRule("customers", "tiny", MaskKind.Email), WorkProblem.CannotMask, "customers.tiny holds 5 characters; Email needs 23"),
            (new MaskRule("customers", "email", MaskKind.Email), WorkProblem.CannotMask, "customers.email is tied by a foreign key to orders.mail, which is not masked as Email too"),
            (new MaskRule("a.b.c", "email", MaskKind.Email), WorkProblem.NotFound, "a.b.c is not the name of a table: write table or schema.table"),
        })
        {
            var failure = (await server.Work(database).SanitizeAsync(Shop.Plan(new SanitizeStep.Mask("m", [rule])), null, CancellationToken.None)).Failure!;
            failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = problem, Message = message });
        }
    }

    [PostgresFact]
    public async Task Both_sides_of_a_foreign_key_are_masked_alike()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE customers (code text PRIMARY KEY); CREATE TABLE orders (id int, code text REFERENCES customers);
            INSERT INTO customers SELECT lpad(n::text, 4, '0') FROM generate_series(0, 5999) n; INSERT INTO orders SELECT n, lpad((n % 6000)::text, 4, '0') FROM generate_series(1, 9000) n;
            """);
        await MaskAsync(database, new MaskRule("customers", "code", MaskKind.Digits), new MaskRule("orders", "code", MaskKind.Digits));
        await server.RunAsync(database, "ALTER TABLE orders DROP CONSTRAINT orders_code_fkey; ALTER TABLE orders ADD FOREIGN KEY (code) REFERENCES customers");
    }

    // The two mail addresses are one to citext: the foreign key holds before, and must hold afterwards.
    [PostgresFact]
    public async Task What_is_the_same_to_citext_is_masked_alike()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE EXTENSION citext; CREATE DOMAIN nick AS citext;
            CREATE TABLE customers (email citext UNIQUE, nick nick UNIQUE, plain text); CREATE TABLE orders (id int, mail citext REFERENCES customers (email), nick nick REFERENCES customers (nick));
            INSERT INTO customers SELECT format('Person%s@Mail.org', n), format('Nick%s', n), format('PERSON%s@mail.org', n) FROM generate_series(1, 200) n;
            INSERT INTO orders SELECT n, format('pERSON%s@mAIL.org', n % 200 + 1), format('nICK%s', n % 200 + 1) FROM generate_series(1, 400) n;
            """);
        await MaskAsync(database, new("customers", "email", MaskKind.Email), new("orders", "mail", MaskKind.Email), new("customers", "plain", MaskKind.Email), new("customers", "nick", MaskKind.Name), new("orders", "nick", MaskKind.Name));
        await server.RunAsync(database, "ALTER TABLE orders DROP CONSTRAINT orders_mail_fkey, DROP CONSTRAINT orders_nick_fkey; ALTER TABLE orders ADD FOREIGN KEY (mail) REFERENCES customers (email), ADD FOREIGN KEY (nick) REFERENCES customers (nick)");
        (await server.AskAsync<long>(database, "SELECT count(*) FROM customers WHERE plain = email::text")).Should().Be(200, "in a text column of the kind it is the same value too");
    }

    [PostgresFact]
    public async Task A_foreign_key_under_a_nondeterministic_collation_is_refused()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE customers (email text COLLATE folded UNIQUE, nick text COLLATE folded UNIQUE); CREATE TABLE orders (mail text COLLATE folded REFERENCES customers (email));
            INSERT INTO customers VALUES ('Bob@x.org', 'Bob'); INSERT INTO orders VALUES ('bob@x.org');
            """);
        var plan = Shop.Plan(new SanitizeStep.Mask("m", [new("customers", "email", MaskKind.Email), new("orders", "mail", MaskKind.Email)]));
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Failure.Should().BeEquivalentTo(new
        {
            Kind = ErrorKind.Terminal,
            Problem = WorkProblem.CannotMask,
            Message = "customers.email is tied by a foreign key to orders.mail under the nondeterministic collation folded: what is equal there need not be the same text, and would be masked differently; in a file before, drop the foreign key, or make the texts the same and give both columns a deterministic collation",
        });
        await MaskAsync(await server.NewDatabaseAsync("CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false); CREATE TABLE t (v text COLLATE folded UNIQUE); INSERT INTO t VALUES ('Bob')"), new MaskRule("t", "v", MaskKind.Name));
    }

    [PostgresFact]
    public async Task Integers_of_all_widths_are_masked_alike()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE wide (id bigint PRIMARY KEY); CREATE TABLE middle (id int PRIMARY KEY); CREATE TABLE small (id smallint PRIMARY KEY);
            CREATE TABLE of_wide (wide int REFERENCES wide, middle bigint REFERENCES middle, small bigint REFERENCES small, tiny smallint REFERENCES middle);
            INSERT INTO middle SELECT n FROM unnest(ARRAY[0, 7, -7, 12345, 20000, 32767, 32768, 40000, 99999, -32768, 1234567890, 2000000000, 2147483647, -2147483648, -2000000000]) n UNION SELECT 1000000000 + n FROM generate_series(1, 300) n;
            INSERT INTO wide SELECT id FROM middle UNION SELECT 2147483648 + n FROM generate_series(0, 100) n UNION SELECT unnest(ARRAY[9876543210, 99999999999, 9223372036854775807]);
            INSERT INTO small SELECT id FROM middle WHERE id BETWEEN -32768 AND 32767;
            INSERT INTO of_wide SELECT id, id, (SELECT s.id FROM small s WHERE s.id = m.id), (SELECT s.id FROM small s WHERE s.id = m.id) FROM middle m;
            CREATE TABLE was AS SELECT * FROM wide;
            """);
        await MaskAsync(
            database, new("wide", "id", MaskKind.Digits), new("middle", "id", MaskKind.Digits), new("small", "id", MaskKind.Digits),
            new("of_wide", "wide", MaskKind.Digits), new("of_wide", "middle", MaskKind.Digits), new("of_wide", "small", MaskKind.Digits), new("of_wide", "tiny", MaskKind.Digits));
        await server.RunAsync(database, """
            ALTER TABLE of_wide DROP CONSTRAINT of_wide_wide_fkey, DROP CONSTRAINT of_wide_middle_fkey, DROP CONSTRAINT of_wide_small_fkey, DROP CONSTRAINT of_wide_tiny_fkey;
            ALTER TABLE of_wide ADD FOREIGN KEY (wide) REFERENCES wide, ADD FOREIGN KEY (middle) REFERENCES middle, ADD FOREIGN KEY (small) REFERENCES small, ADD FOREIGN KEY (tiny) REFERENCES middle;
            """);
        (await server.AskAsync<long>(database, "SELECT count(DISTINCT id) FROM wide")).Should().Be(419);
        (await server.ColumnAsync(database, "SELECT length(id::text) || ' ' || count(*) FROM wide GROUP BY length(id::text) ORDER BY 1")).Should().Equal(await server.ColumnAsync(database, "SELECT length(id::text) || ' ' || count(*) FROM was GROUP BY length(id::text) ORDER BY 1"));
    }

    private async Task MaskAsync(string database, params MaskRule[] rules) =>
        (await server.Work(database).SanitizeAsync(Shop.Plan(new SanitizeStep.Mask("m", rules)), null, CancellationToken.None)).Done();

    private sealed class Told(List<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told.Add(value);
    }
}
