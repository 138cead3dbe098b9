using System.Diagnostics;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Worker;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>Containers between statements: when they are let in, what they find, and what they leave.</summary>
public sealed class ContainerStepTests(PostgresServer server) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    public Task InitializeAsync() => server.DropDatabasesAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    private const string Audited = """
        CREATE TABLE t (id int PRIMARY KEY, phone text); CREATE TABLE audit (old text);
        CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (OLD.phone); RETURN NEW; END $$;
        CREATE TRIGGER remember BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION remember();
        INSERT INTO t VALUES (1, '+372 5551234')
        """;

    private static readonly SanitizeStep[] Steps = [Shop.Sql("a", "SELECT 1"), new SanitizeStep.Container("phones", "shop/rotate:1", ["/rotate"]), Shop.Sql("b", "UPDATE t SET phone = phone || '!'")];

    private static SanitizePlan Plan(string? until = null, params string[] done) => new() { Steps = Steps, Checks = [], Key = Shop.Key, Until = until, ContainersDone = done };

    private async Task<SanitizeReport> SanitizeAsync(string database, SanitizePlan plan, string user = "postgres") => (await server.Work(database, user).SanitizeAsync(plan, null, CancellationToken.None)).Done();

    [PostgresFact]
    public async Task No_trigger_copies_what_a_container_replaces_and_nobody_finds_the_setting_afterwards()
    {
        var database = await server.NewDatabaseAsync(Audited);
        (await SanitizeAsync(database, Plan("phones"))).NextContainer.Should().Be("phones");

        // As any program would log in: nobody tells it of the setting.
        (await server.AskAsync<string>(database, "SHOW session_replication_role")).Should().Be("replica");
        (await server.AskAsync<string>("postgres", "SHOW session_replication_role")).Should().Be("origin", "it holds in this database alone");
        await server.RunAsync(database, "UPDATE t SET phone = '+000'");
        (await SanitizeAsync(database, Plan(null, "phones"))).Should().BeEquivalentTo(new { NextContainer = (string?)null, Ran = 1, Skipped = 1 });
        (await server.AskAsync<string>(database, "SHOW session_replication_role")).Should().Be("origin");
        (await server.AskAsync<long>(database, "SELECT count(*) FROM audit")).Should().Be(0);
        (await server.AskAsync<long>(database, "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = current_database()")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_pod_that_begins_anew_stops_before_its_container_whatever_was_done_behind_it()
    {
        var database = await server.NewDatabaseAsync(Audited);
        await SanitizeAsync(database, Plan("phones"));
        await SanitizeAsync(database, Plan(null, "phones"));
        (await SanitizeAsync(database, Plan("phones"))).Should().BeEquivalentTo(new { NextContainer = "phones", Ran = 0, Skipped = 1 });
        (await server.AskAsync<string>(database, "SHOW session_replication_role")).Should().Be("replica");
        (await SanitizeAsync(database, Plan(null, "phones"))).Should().BeEquivalentTo(new { NextContainer = (string?)null, Ran = 0, Skipped = 2 });
        (await server.AskAsync<string>(database, "SELECT phone FROM t")).Should().Be("+372 5551234!", "what stands behind it ran once");
    }

    [PostgresFact]
    public async Task A_container_that_is_not_known_to_have_worked_here_is_asked_for()
    {
        var database = await server.NewDatabaseAsync(Audited);
        (await SanitizeAsync(database, Plan())).NextContainer.Should().Be("phones");
        (await SanitizeAsync(database, Plan(null, "another"))).NextContainer.Should().Be("phones");
        (await server.ColumnAsync(database, "SELECT step FROM penumbra_refresh.marks ORDER BY ordinal")).Should().Equal("before", "a");
    }

    [PostgresFact]
    public async Task Another_image_or_command_means_restoring_anew()
    {
        var database = await server.NewDatabaseAsync(Audited);
        await SanitizeAsync(database, Plan("phones"));
        await SanitizeAsync(database, Plan(null, "phones"));
        foreach (var other in new SanitizeStep.Container[] { new("phones", "shop/rotate:2", ["/rotate"]), new("phones", "shop/rotate:1", ["/rotate", "--all"]), new("telephones", "shop/rotate:1", ["/rotate"]) })
        {
            var plan = new SanitizePlan { Steps = [Steps[0], other, Steps[2]], Checks = [], Key = Shop.Key, Until = other.Name };
            (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Failure!.Problem.Should().Be(WorkProblem.RestoreAnew);
        }
    }

    [PostgresFact]
    public async Task A_role_that_may_set_it_without_being_superuser_may_be_given_it()
    {
        await server.RunAsync("postgres", $"CREATE ROLE master LOGIN PASSWORD '{PostgresServer.Password}'; GRANT SET ON PARAMETER session_replication_role TO master");
        var database = await server.NewDatabaseAsync(Audited, "master");
        (await SanitizeAsync(database, Plan("phones"), "master")).NextContainer.Should().Be("phones");
        (await server.AskAsync<string>(database, "SHOW session_replication_role", "master")).Should().Be("replica");
        await SanitizeAsync(database, Plan(null, "phones"), "master");
        (await server.AskAsync<string>(database, "SHOW session_replication_role", "master")).Should().Be("origin");
        await server.RunAsync("postgres", "ALTER ROLE master NOLOGIN");
    }

    [PostgresFact]
    public async Task A_column_that_a_container_left_otherwise_the_second_time_means_restoring_anew_and_nothing_is_proved()
    {
        var database = await server.NewDatabaseAsync(Shop.Script);
        SanitizeStep[] steps = [Shop.Masks, new SanitizeStep.Container("phones", "shop/rotate:1", [])];
        SanitizePlan With(string? until, params string[] done) => new() { Steps = steps, Checks = [Shop.Survivors], Key = Shop.Key, Until = until, ContainersDone = done };
        const string Rotate = "UPDATE customers SET phone = md5(random()::text)";
        await SanitizeAsync(database, With("phones"));
        await server.RunAsync(database, Rotate);
        await SanitizeAsync(database, With(null, "phones"));
        (await VerifyAsync(database)).Failure.Should().BeNull();

        await SanitizeAsync(database, With("phones"));
        await server.RunAsync(database, Rotate);
        await SanitizeAsync(database, With(null, "phones"));
        var failure = (await VerifyAsync(database)).Failure!;
        failure.Problem.Should().Be(WorkProblem.RestoreAnew);
        failure.Message.Should().StartWith("customers.phone has changed since survivors were looked for");
    }

    [PostgresFact]
    public async Task Plain_psql_finds_its_database_by_the_files()
    {
        var database = await server.NewDatabaseAsync(Audited);
        var folder = Directory.CreateTempSubdirectory("penumbra-handover-").FullName;
        new HandoverFolder(folder, folder).Leave(new RefreshEffect.HandOver("phones", "", 0, "db-1"), server.Target(database), "r1");
        var start = new ProcessStartInfo(Path.Combine(PostgresPrograms.Find()!.Folder, "psql"), ["-XAtw", "-c", "SELECT phone FROM t"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGSERVICEFILE"] = Path.Combine(folder, HandoverFolder.ServiceFile);
        start.Environment["PGSERVICE"] = HandoverFolder.Service;
        start.Environment["PGPASSFILE"] = Path.Combine(folder, HandoverFolder.PasswordFile);
        using var psql = Process.Start(start)!;
        var (said, complained) = (await psql.StandardOutput.ReadToEndAsync(), await psql.StandardError.ReadToEndAsync());
        await psql.WaitForExitAsync();
        complained.Should().BeEmpty();
        said.Trim().Should().Be("+372 5551234");
        Directory.Delete(folder, recursive: true);
    }

    private Task<WorkResult<VerifyReport>> VerifyAsync(string database) => server.Work(database).VerifyAsync(
        new VerifyPlan { RunId = "20261121t000000z", ResourceId = "db-ABC", Digest = "d1", Checks = [Shop.Survivors], Key = Shop.Key, HasContainers = true }, null, CancellationToken.None);
}
