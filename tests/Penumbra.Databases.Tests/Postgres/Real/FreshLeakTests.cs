using System.Text;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Loading;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>What Fresh promises and Rewrite cannot: planted values are in no file of the new data directory at all, its write-ahead log and <c>pg_authid</c> included.</summary>
public sealed class FreshLeakTests : OwnServerTests
{
    private readonly PostgresServer _fresh = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _fresh.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _fresh.DisposeAsync();
    }

    [PostgresFact]
    public async Task No_file_of_the_new_data_directory_holds_a_planted_value_or_an_old_password()
    {
        var database = await Server.NewDatabaseAsync(LeakTests.Planted);
        var elsewhere = await Server.NewDatabaseAsync("CREATE TABLE copies (v text); INSERT INTO copies SELECT 'zqxperson' || n || 'zqx' FROM generate_series(1, 50) n; ANALYZE; DELETE FROM copies");
        await Server.RunAsync("postgres", "CREATE ROLE app LOGIN PASSWORD 'zqxoldpasswordzqx'");
        var verifier = await Server.AskAsync<string>("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'app'");
        await Server.RunAsync("postgres", "CHECKPOINT");
        string[] needles = ["zqxperson", "zqxoldpassword", verifier, verifier[^40..]];
        Search(Server.Data, needles).Should().Contain(found => found.StartsWith("base/", StringComparison.Ordinal)).And.Contain(found => found.StartsWith("pg_wal/", StringComparison.Ordinal))
            .And.Contain(found => found.StartsWith("global/", StringComparison.Ordinal), "the search itself must work, in pg_authid too");

        VerifyCheck[] checks = [Shop.Survivors, new VerifyCheck.Suspects("suspects", [$"{elsewhere}/*"]), new VerifyCheck.Query("none", new SqlText("verify/none", "SELECT count(*) FROM customers WHERE email LIKE '%' || 'zqx' || '%'"), "0")];
        var plan = Shop.Plan(checks, Shop.Masks, Shop.Sql("rest", """
            UPDATE orders SET remark = 'masked', details = '{}';
            UPDATE documents SET body = repeat('masked ', 1000);
            DELETE FROM visits; DELETE FROM gone; UPDATE notes SET who = 'masked', kind = 'public';
            SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
            """));
        var old = Server.Work(database);
        (await old.QuiesceAsync(CancellationToken.None)).Done();
        (await old.SanitizeAsync(plan, null, CancellationToken.None)).Done();
        var verified = (await old.VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done();

        var programs = await ClientPrograms.FindAsync(name => name == ClientPrograms.FolderVariable ? PostgresPrograms.Find()!.Folder : null, CancellationToken.None);
        var work = new PostgresWork(_fresh.Target(database), new ConnectSettings { Timeout = TimeSpan.FromSeconds(20), RetryFor = TimeSpan.FromSeconds(20) }, TimeProvider.System, new Random(1), programs);
        var load = new LoadPlan { FromHost = "127.0.0.1", FromPort = Server.Port, FromResourceId = "db-ABC", ResourceId = "db-FRESH", Fence = verified.Fence.Text, Key = Shop.Key };
        (await work.LoadAsync(load, null, CancellationToken.None)).Done().Databases.Should().Equal(database, elsewhere);
        (await work.VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done();

        await _fresh.StopAsync();
        Search(_fresh.Data, needles).Should().BeEmpty();
    }

    private static List<string> Search(string data, IEnumerable<string> needles)
    {
        var bytes = needles.Select(Encoding.ASCII.GetBytes).ToList();
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var content = File.ReadAllBytes(file);
            if (bytes.Exists(needle => content.AsSpan().IndexOf(needle) >= 0)) found.Add(Path.GetRelativePath(data, file));
        }

        return found;
    }
}
