using Npgsql;
using Penumbra.Databases.Postgres;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A platform that writes into a database of its own, as RDS does every few minutes.</summary>
public sealed class PlatformFenceTests : OwnServerTests
{
    [PostgresFact]
    public async Task What_the_platform_writes_into_its_own_database_moves_nothing_and_any_other_write_does()
    {
        var platform = await Server.NewDatabaseAsync("CREATE TABLE heartbeat (n int)");
        var database = await Server.NewDatabaseAsync("CREATE TABLE t (v text)");
        var other = await Server.NewDatabaseAsync("CREATE TABLE u (v text)");
        await Server.RunAsync("postgres", $"CREATE ROLE platform SUPERUSER LOGIN PASSWORD '{PostgresServer.Password}'");
        var work = new PostgresWork(Server.Target(database) with { PlatformDatabases = [platform], PlatformRoles = ["platform"] }, new() { RetryFor = TimeSpan.FromSeconds(20) }, TimeProvider.System, new Random(1));
        async Task<string> ReadAsync() => (await work.ReadFenceAsync(CancellationToken.None)).Done().Text;
        (await work.SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Done();
        await using var beats = await Server.OpenAsync(platform, "platform");
        async Task BeatAsync() => await new NpgsqlCommand("INSERT INTO heartbeat VALUES (1)", beats).ExecuteNonQueryAsync();

        var check = new Core.SnapshotRefreshes.Spec.VerifyCheck.Query("c", new("verify/c", "SELECT 1"), "1");
        var proof = (await work.VerifyAsync(Shop.Verify(check), null, CancellationToken.None)).Done().Fence;
        proof.Text.Should().StartWith("counted-");
        (await ReadAsync()).Should().Be(proof.Text, "the proof's own writing is in it");
        await BeatAsync();
        (await ReadAsync()).Should().Be(proof.Text, "the platform's own database is nobody's");

        foreach (var (where, write) in new[]
        {
            (database, "INSERT INTO t VALUES ('x')"), (database, "TRUNCATE t"), (other, "INSERT INTO u VALUES ('z')"), (other, "CREATE TABLE w ()"), (database, "BEGIN; INSERT INTO t VALUES ('gone'); ROLLBACK"), (database, "SELECT lo_create(0)"),
            (database, "COMMENT ON TABLE t IS 'x'"), ("postgres", "CREATE ROLE anybody NOLOGIN"), (database, "VACUUM FULL t"), (database, "SELECT pg_stat_reset()"),
        })
        {
            var before = await ReadAsync();
            await Server.RunAsync(where, write, "platform");
            (await ReadAsync()).Should().NotBe(before, "{0}, by whomever", write);
        }

        // Who is in a database of others may have written what is not counted yet: the id alone counts then.
        await using (var inside = await Server.OpenAsync(other, "platform"))
        {
            (await ReadAsync()).Should().NotStartWith("counted-");
        }
    }
}
