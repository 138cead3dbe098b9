using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Tests.Postgres.Real;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>Runs with residue: Fresh before two real servers, killed at statements, at programs that dump and load, and amid the rows. No file of the new server ever holds a planted value, its log included.</summary>
public abstract class FreshSqlCrashTests(ITestOutputHelper output, DatabaseKind kind) : SqlCrashRuns(output)
{
    // Clusters and instances share what is usual: they differ in calls, hardly in statements.
    protected override int Usually => 12;

    protected override string Script => """
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text);
        CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers (id), remark text);
        INSERT INTO customers SELECT n, format('zqx%szqx@real.org', n), format('Given zqx%szqx', n) FROM generate_series(1, 60) n;
        INSERT INTO orders SELECT n, n % 50 + 1, format('for zqx%szqx', n) FROM generate_series(1, 90) n;
        CREATE MATERIALIZED VIEW mails AS SELECT email FROM customers; ANALYZE; DELETE FROM customers WHERE id > 55;
        """;

    internal override SnapshotRefreshSpec Spec { get; } = WorkerSpecs.Of(kind) with
    {
        Database = Database,
        Residue = ResidueMode.Fresh,
        Sanitize =
        [
            new SanitizeStep.Mask("people", [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name)]),
            Shop.Sql("rest", "UPDATE orders SET remark = 'masked ' || id"),
        ],
        Verify = [new VerifyCheck.Query("no-real-mail", new SqlText("verify/no-real-mail", "SELECT count(*) FROM customers WHERE email LIKE '%zqx%'"), "0"), new VerifyCheck.Survivors("survivors", ["customers.email"])],
    };

    [PostgresFact]
    public Task A_worker_killed_at_a_statement_or_a_program_is_gone_on_from_and_nothing_raw_comes_into_the_new_database() => RunAllAsync();

    public sealed class OfClusters(ITestOutputHelper output) : FreshSqlCrashTests(output, DatabaseKind.Cluster);

    public sealed class OfInstances(ITestOutputHelper output) : FreshSqlCrashTests(output, DatabaseKind.Instance);
}
