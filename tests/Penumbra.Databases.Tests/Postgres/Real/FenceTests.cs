using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>The fence moves when anything is written anywhere in the cluster, and for no other reason.</summary>
public sealed class FenceTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    public Task InitializeAsync() => server.DropDatabasesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [PostgresFact]
    public async Task Nothing_but_a_write_moves_it()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t SELECT 'x' || n FROM generate_series(1, 1000) n; CREATE SEQUENCE s");
        var other = await server.NewDatabaseAsync("CREATE TABLE u (v text)");
        var first = await FenceAsync(database);
        (await FenceAsync(database)).Should().Be(first);
        (await FenceAsync(other)).Should().Be(first);
        await server.RunAsync(database, "SELECT count(*), max(v) FROM t; SET work_mem = '1MB'; BEGIN READ ONLY; SELECT v FROM t ORDER BY v; COMMIT; CHECKPOINT; SELECT txid_current_if_assigned()");
        await server.RunAsync(database, "VACUUM pg_class");
        (await FenceAsync(database)).Should().Be(first, "reading, checkpoints and a vacuum that finds nothing take no transaction id");

        foreach (var (where, write) in new[]
        {
            (database, "UPDATE t SET v = 'y' WHERE v = 'x1'"), (database, "DELETE FROM t WHERE v = 'x2'"), (other, "INSERT INTO u VALUES ('z')"), (other, "CREATE TABLE w ()"), (database, "BEGIN; INSERT INTO t VALUES ('gone'); ROLLBACK"),
            (database, "SELECT lo_create(0)"), (database, "COMMENT ON TABLE t IS 'x'"), ("postgres", "CREATE ROLE somebody NOLOGIN"), (database, "TRUNCATE t"), (database, "SELECT txid_current()"),
        })
        {
            var before = await FenceAsync(database);
            await server.RunAsync(where, write);
            (await FenceAsync(database)).Xmax.Should().BeGreaterThan(before.Xmax, write);
        }
    }

    [PostgresFact]
    public async Task A_write_between_the_proof_and_the_snapshot_is_seen()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (v text)");
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Done();
        var check = new Core.SnapshotRefreshes.Spec.VerifyCheck.Query("c", new("verify/c", "SELECT 1"), "1");
        var proof = (await server.Work(database).VerifyAsync(Shop.Verify(check), null, CancellationToken.None)).Done();
        (await FenceAsync(database)).Should().Be(proof.Fence);
        await server.RunAsync("postgres", "CREATE TABLE somewhere_else ()");
        (await FenceAsync(database)).Should().NotBe(proof.Fence);
    }

    [PostgresFact]
    public async Task A_check_that_writes_somewhere_is_seen()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (v text); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT pg_current_xact_id(); SELECT 1'");
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Done();
        var check = new Core.SnapshotRefreshes.Spec.VerifyCheck.Query("c", new("verify/c", "SELECT f()"), "1");
        (await server.Work(database).VerifyAsync(Shop.Verify(check), null, CancellationToken.None)).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Conflict, Problem = WorkProblem.NotQuiet, Message = "somebody wrote while the checks ran: the fence moved" });
    }

    [PostgresFact]
    public async Task Somebody_who_could_write_is_told()
    {
        var database = await server.NewDatabaseAsync();
        await using (var other = await server.OpenAsync("postgres"))
        {
            (await server.Work(database).ReadFenceAsync(CancellationToken.None)).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Conflict, Problem = WorkProblem.NotQuiet, Message = "the database is not still: others are connected: client backend of postgres" });
        }

        await server.RunAsync("postgres", "CREATE ROLE app LOGIN");
        (await server.Work(database).ReadFenceAsync(CancellationToken.None)).Failure!.Message.Should().Be("the database is not still: other roles may log in: app");
        await FenceAsync(database, platform: ["app"]);
        await server.RunAsync("postgres", "DROP ROLE app");
        await server.RunAsync(database, "CREATE TABLE p (); BEGIN; INSERT INTO p DEFAULT VALUES; PREPARE TRANSACTION 'open'");
        (await server.Work(database).ReadFenceAsync(CancellationToken.None)).Failure!.Message.Should().Be("the database is not still: 1 prepared transactions are open");
        await server.RunAsync(database, "ROLLBACK PREPARED 'open'");
        await FenceAsync(database);
    }

    private async Task<Fence> FenceAsync(string database, IReadOnlyList<string>? platform = null) => (await server.Work(database, platformRoles: platform).ReadFenceAsync(CancellationToken.None)).Done();
}
