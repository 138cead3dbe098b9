using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Tests.Postgres.Real;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>
/// Runs with two containers between masks and files, each killed at statements of the worker and of the containers: a pod that begins anew lets the containers work again. Production has a trigger that copies what is
/// replaced: it must not fire for a container either.
/// </summary>
public sealed class ContainerCrashTests(ITestOutputHelper output) : SqlCrashRuns(output)
{
    // The worker's own statements are SqlCrashTests' too: here it is the containers' that count.
    protected override int Usually => 12;

    protected override string Script => """
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text, phone text, password text);
        CREATE TABLE audit (at timestamptz NOT NULL DEFAULT now(), old text);
        CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (old) VALUES (OLD.phone || OLD.password); RETURN NEW; END $$;
        INSERT INTO customers SELECT n, format('zqx%szqx@real.org', n), format('Given zqx%szqx', n), format('zqx-phone-%s', n), format('zqx-hash-%s', n) FROM generate_series(1, 60) n;
        CREATE TRIGGER remember BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION remember();
        ANALYZE; DELETE FROM customers WHERE id > 55;
        """;

    internal override SnapshotRefreshSpec Spec { get; } = WorkerSpecs.Of(DatabaseKind.Cluster) with
    {
        Database = Database,
        Sanitize =
        [
            new SanitizeStep.Mask("people", [new("customers", "email", MaskKind.Email)]),
            new SanitizeStep.Container("passwords", "shop/rotate:1", ["/rotate", "password"]),
            Shop.Sql("names", "UPDATE customers SET full_name = 'customer ' || id"),
            new SanitizeStep.Container("phones", "shop/rotate:1", ["/rotate", "phone"]),
        ],
        Verify =
        [
            new VerifyCheck.Query("nothing-copied", new SqlText("verify/nothing-copied", "SELECT count(*) FROM audit"), "0"),
            new VerifyCheck.Query("rotated", new SqlText("verify/rotated", "SELECT count(*) FROM customers WHERE password NOT LIKE 'rotated %' OR phone NOT LIKE 'rotated %'"), "0"),
            new VerifyCheck.Query("no-setting-left", new SqlText("verify/no-setting-left", "SELECT count(*) FROM pg_db_role_setting WHERE setrole <> 0"), "0"),
            new VerifyCheck.Survivors("survivors", ["customers.email", "customers.phone", "customers.password"]),
        ],
    };

    // An image that knows nothing of the worker but the file, and that may be interrupted between its two statements.
    internal override async Task<int?> ContainerAsync(SanitizeStep.Container step, JsonObject given, Action<string, bool> around)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = given["host"]!.GetValue<string>(), Port = given["port"]!.GetValue<int>(), Database = given["database"]!.GetValue<string>(), Username = given["user"]!.GetValue<string>(),
            Password = given["password"]!.GetValue<string>(), Pooling = false, SslMode = SslMode.Disable,
        };
        await using var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync();
        foreach (var half in new[] { 0, 1 })
        {
            var sql = string.Create(CultureInfo.InvariantCulture, $"UPDATE customers SET {step.Command[1]} = 'rotated ' || id WHERE id % 2 = {half}");
            around(sql, true);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            around(sql, false);
        }

        return 0;
    }

    [PostgresFact]
    public Task A_pod_killed_at_a_statement_lets_its_containers_work_again_and_nothing_raw_is_shared() => RunAllAsync();

    [PostgresFact]
    public async Task A_pod_killed_at_two_statements_lets_its_containers_work_again()
    {
        await RunAsync();
        var count = Points;
        foreach (var (first, second) in new[] { (0.1, 0.3), (0.4, 0.5), (0.6, 0.6), (0.97, 0.4) }) await RunAsync((int)(count * first), (int)(count * second));
    }
}
