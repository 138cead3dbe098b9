using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>The real worker with residue: Fresh before an imitated cloud: killed at any call, in the middle of a load, and in every step of the databases.</summary>
public sealed class FreshWorkerTests
{
    public static TheoryData<DatabaseKind> Kinds() => [DatabaseKind.Cluster, DatabaseKind.Instance];

    private static WorkerWorld World(DatabaseKind kind) => new(WorkerSpecs.Of(kind) with { Residue = ResidueMode.Fresh }) { Tools = new ClientTools([15]) };

    private static int Count(WorkerWorld world, string call) => world.Rds.Calls.Count(called => called == call);

    // Of instances, CreateDBInstance is the new database itself; of clusters its and the temporary one's instance.
    private static string Create(DatabaseKind kind) => kind == DatabaseKind.Cluster ? "CreateDBCluster" : "CreateDBInstance";

    private static void Succeeded(WorkerWorld world, string because)
    {
        world.Judge();
        world.Violations.Should().BeEmpty(because);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded, $"{because}: {world.Status.Run.Message}");
        world.Status.Snapshots.Should().ContainSingle(because).Which.Physical.Should().BeTrue(because);
        var published = world.Rds.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121t000000z");
        published.SharedWith.Should().Equal(["111122223333"], because);
        published.Of.Should().EndWith("-fresh", because);
        world.Rds.Snapshots.Should().OnlyContain(snapshot => snapshot == published || snapshot.SharedWith.Count == 0, because);
        WorkerWorld.Ours(world.Rds.Clusters).Concat(WorkerWorld.Ours(world.Rds.Instances)).Should().OnlyContain(thing => thing.Status == "deleting", because);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_run_goes_through_and_copies_nothing(DatabaseKind kind)
    {
        var world = World(kind);
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "nothing went wrong");
        world.Worked.Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Verify, RefreshStep.Load, RefreshStep.Verify);
        world.Rds.Calls.Should().NotContain(call => call.StartsWith("Copy", StringComparison.Ordinal));
        world.Rds.Calls.Count.Should().BeLessThan(330, "calls follow from what remains");
        world.Status.Usual.Select(usual => usual.Step).Should().Contain([RefreshStep.Create, RefreshStep.Load, RefreshStep.Prove]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_worker_killed_before_or_after_any_call_is_gone_on_from_on_the_same_two_databases(DatabaseKind kind)
    {
        var whole = World(kind);
        await whole.RunAsync();
        for (var at = 0; at < whole.Rds.Writes; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var world = World(kind);
                var (count, point, because) = (0, at, $"killed {(before ? "before" : "after")} call {at}");
                world.Rds.Around = (_, isBefore) =>
                {
                    if (isBefore == before && count++ == point) throw new KilledException();
                };
                (await world.RunAsync()).Should().Be(ExitCode.Done, because);
                Succeeded(world, because);
                world.Processes.Should().Be(2, because);
                Count(world, Create(kind)).Should().BeLessThanOrEqualTo(before ? 2 : 1, because);
                world.Status.Run!.Recreated.Should().Be(0, because);
            }
        }
    }

    [Fact]
    public async Task A_worker_killed_at_any_two_calls_is_gone_on_from()
    {
        var whole = World(DatabaseKind.Cluster);
        await whole.RunAsync();
        for (var first = 0; first < whole.Rds.Writes; first++)
        {
            for (var second = first + 1; second < whole.Rds.Writes + 4; second++)
            {
                var (world, count, one, two) = (World(DatabaseKind.Cluster), 0, first, second);
                world.Rds.Around = (_, isBefore) =>
                {
                    if (isBefore) return;
                    var now = count++;
                    if (now == one || now == two) throw new KilledException();
                };
                (await world.RunAsync()).Should().Be(ExitCode.Done, $"{first} {second}");
                Succeeded(world, $"{first} {second}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_load_that_was_interrupted_begins_anew_in_another_empty_database(DatabaseKind kind)
    {
        var world = World(kind);
        var killed = false;
        world.DuringLoad = _ =>
        {
            if (!killed && (killed = true)) throw new KilledException();
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "in the middle of the load");
        Count(world, Create(kind)).Should().Be(2);
        world.Rds.Calls.Count(call => call.StartsWith("RestoreDB", StringComparison.Ordinal)).Should().Be(1);
        world.Status.Run!.Recreated.Should().Be(1);
    }

    [Theory]
    [InlineData(RefreshStep.Quiesce, 1)]
    [InlineData(RefreshStep.Verify, 1)]
    [InlineData(RefreshStep.Verify, 2)]
    [InlineData(RefreshStep.Snapshot, 1)]
    public async Task A_worker_killed_in_a_database_is_gone_on_from_without_another_load(RefreshStep step, int time)
    {
        var world = World(DatabaseKind.Cluster);
        var count = 0;
        world.Database = at => at == step && ++count == time ? throw new KilledException() : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, step.ToString());
        Count(world, "CreateDBCluster").Should().Be(1, "a load that was compared whole is known again");
        Count(world, "RestoreDBClusterFromSnapshot").Should().Be(1);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_load_costs_the_new_database_and_not_the_run()
    {
        var world = World(DatabaseKind.Cluster);
        var broke = false;
        world.Database = step => step == RefreshStep.Load && !broke && (broke = true) ? new WorkFailure(ErrorKind.Retry, WorkProblem.Unreachable, "the connection to the database broke") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "it passed");
        Count(world, "CreateDBCluster").Should().Be(2, "never on top of half a load");
    }

    [Fact]
    public async Task A_load_with_an_error_ends_the_run_publishes_nothing_and_is_not_gone_on_with()
    {
        var world = World(DatabaseKind.Cluster);
        world.Database = step => step == RefreshStep.Load ? new WorkFailure(ErrorKind.Terminal, WorkProblem.LoadFailed, "shop: pg_restore ended with 1 at EXTENSION pg_cron") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.LoadFailed));
        world.Status.Run.Message.Should().Contain("pg_cron");
        world.ConfigMap.Should().BeEmpty();
        world.Rds.Calls.Should().NotContain("CreateDBClusterSnapshot");

        world.Database = _ => null;
        world.RunId = "20261122t000000z";
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.Violations.Should().BeEmpty();
        Count(world, "RestoreDBClusterFromSnapshot").Should().Be(1, "the temporary database is adopted");
        Count(world, "CreateDBCluster").Should().Be(2, "the half loaded one is deleted");
    }

    [Fact]
    public async Task Who_writes_into_the_verified_database_while_it_is_dumped_is_noticed()
    {
        var world = World(DatabaseKind.Cluster);
        var wrote = false;
        world.DuringLoad = from =>
        {
            if (!wrote && (wrote = true)) world.WriteBehind(from);
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "noticed");
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
        Count(world, "CreateDBCluster").Should().Be(2, "what came along goes with its database");
    }

    [Fact]
    public async Task Who_writes_into_the_new_database_while_the_snapshot_is_taken_is_noticed()
    {
        var world = World(DatabaseKind.Cluster);
        var once = false;
        world.Rds.Around = (action, before) =>
        {
            if (action == "CreateDBClusterSnapshot" && !before && !once && (once = true)) world.WriteBehind(WorkerWorld.Ours(world.Rds.Clusters).Single(cluster => cluster.Id.EndsWith("-fresh", StringComparison.Ordinal)).ResourceId);
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "noticed");
        Count(world, "CreateDBCluster").Should().Be(2);
    }

    [Fact]
    public async Task Who_has_no_client_programs_is_told_before_anything_costs_money()
    {
        var world = World(DatabaseKind.Cluster);
        world.Tools = new ClientTools([]);
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.ClientToolsUnfit));
        world.Rds.Writes.Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Both_databases_go_with_the_refresh(DatabaseKind kind)
    {
        var world = World(kind);
        world.Database = step => step == RefreshStep.Load ? new WorkFailure(ErrorKind.Terminal, WorkProblem.LoadFailed, "shop: stopped") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        foreach (var database in WorkerWorld.Ours(kind == DatabaseKind.Cluster ? world.Rds.Clusters : world.Rds.Instances)) database.Protected = true;
        world.Mode = RefreshMode.Remove;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        WorkerWorld.Ours(world.Rds.Clusters).Concat(WorkerWorld.Ours(world.Rds.Instances)).Should().OnlyContain(thing => thing.Status == "deleting");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_new_database_is_like_the_temporary_one_and_encrypted_quiet_and_private_from_the_start(DatabaseKind kind)
    {
        var world = World(kind);
        var forms = new List<IReadOnlyDictionary<string, string>>();
        world.Rds.Script = (action, form) =>
        {
            if (action == Create(kind) && form["DB" + (kind == DatabaseKind.Cluster ? "Cluster" : "Instance") + "Identifier"].EndsWith("-fresh", StringComparison.Ordinal)) forms.Add(form);
            return null;
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        var made = forms.Should().ContainSingle().Subject;
        made.Should().Contain("KmsKeyId", "alias/lower-envs").And.Contain("StorageEncrypted", "true").And.Contain("DeletionProtection", "false").And.Contain("EngineVersion", "15.4")
            .And.Contain("VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-0123").And.Contain("MasterUsername", "postgres").And.Contain("Tags.Tag.1.Key", Keys.CloudDigest).And.NotContainKey("DatabaseName").And.NotContainKey("DBName");
        if (kind == DatabaseKind.Cluster)
        {
            made.Should().Contain("BackupRetentionPeriod", "1", "a cluster cannot have less");
            return;
        }

        made.Should().Contain("BackupRetentionPeriod", "0").And.Contain("AllocatedStorage", "20").And.Contain("StorageType", "gp3").And.Contain("PubliclyAccessible", "false").And.Contain("DBInstanceClass", "db.t4g.medium");
    }
}
