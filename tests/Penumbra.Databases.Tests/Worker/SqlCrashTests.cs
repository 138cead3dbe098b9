using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Tests.Postgres.Real;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>Runs of files and masks, killed at statements.</summary>
public sealed class SqlCrashTests(ITestOutputHelper output) : SqlCrashRuns(output)
{
    protected override string Script => """
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text, phone text);
        CREATE TABLE orders (id int PRIMARY KEY, customer_email varchar(80), remark text);
        INSERT INTO customers SELECT n, format('zqx%szqx@real.org', n), format('Given zqx%szqx', n), format('+372 5%s', lpad((n * 7919 % 10000000)::text, 7, '0')) FROM generate_series(1, 60) n;
        INSERT INTO orders SELECT n, format('zqx%szqx@real.org', n % 60 + 1), format('for zqx%szqx', n) FROM generate_series(1, 90) n;
        CREATE MATERIALIZED VIEW mails AS SELECT email FROM customers; ANALYZE; DELETE FROM customers WHERE id > 55;
        """;

    internal override SnapshotRefreshSpec Spec { get; } = WorkerSpecs.Of(DatabaseKind.Cluster) with
    {
        Database = Database,
        Sanitize =
        [
            new SanitizeStep.Mask("people", [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name), new("orders", "customer_email", MaskKind.Email)]),
            Shop.Sql("rest", "UPDATE customers SET phone = '+000 ' || id; ANALYZE customers; UPDATE orders SET remark = 'masked ' || id"),
        ],
        Verify = [new VerifyCheck.Query("no-real-mail", new SqlText("verify/no-real-mail", "SELECT count(*) FROM customers WHERE email LIKE '%zqx%'"), "0"), new VerifyCheck.Survivors("survivors", ["customers.email", "customers.phone"])],
    };

    [PostgresFact]
    public Task A_worker_killed_at_a_statement_is_gone_on_from_and_nothing_raw_is_shared() => RunAllAsync();

    [PostgresFact]
    public Task A_worker_killed_at_a_call_of_the_cloud_and_at_a_statement_is_gone_on_from() => RunPairsAsync();

    [PostgresFact]
    public async Task A_worker_killed_at_two_statements_is_gone_on_from()
    {
        await RunAsync();
        var count = Points;
        foreach (var (first, second) in new[] { (0.1, 0.05), (0.3, 0.5), (0.4, 0.95), (0.55, 0.1), (0.7, 0.7), (0.97, 0.3) }) await RunAsync((int)(count * first), (int)(count * second));
    }
}
