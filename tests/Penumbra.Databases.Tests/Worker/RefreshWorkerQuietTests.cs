using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>Who is in the temporary database beside the worker.</summary>
public sealed class RefreshWorkerQuietTests
{
    private static WorkerWorld World(DatabaseKind kind = DatabaseKind.Cluster) => new(WorkerSpecs.Of(kind));

    // Somebody reset the master's password in the cloud, and stays connected: only Quiesce ends them, and what they wrote must be rewritten and proved again.
    [Theory]
    [InlineData(RefreshStep.Verify)]
    [InlineData(RefreshStep.Snapshot)]
    public async Task Who_is_found_in_the_database_is_put_out_and_everything_is_proved_again(RefreshStep step)
    {
        var world = World();
        var inside = false;
        var come = false;
        world.Database = at =>
        {
            if (at == RefreshStep.Quiesce) inside = false;
            if (at == step && !come) inside = come = true;
            return inside ? new WorkFailure(ErrorKind.Conflict, WorkProblem.NotQuiet, "the database is not still: others are connected: client backend of postgres") : null;
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("they were put out");
        world.Worked.TakeLast(4).Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Rewrite, RefreshStep.Verify);
        world.Worked.Should().HaveCount(8);
    }

    [Fact]
    public async Task A_database_that_never_becomes_quiet_ends_the_run_and_is_told_as_that()
    {
        var world = World();
        world.Database = at => at == RefreshStep.Verify ? new WorkFailure(ErrorKind.Conflict, WorkProblem.NotQuiet, "the database is not still: others are connected: client backend of postgres") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run.Should().BeEquivalentTo(new { Reason = nameof(Reason.QuiesceFailed), Message = "the database is not still: others are connected: client backend of postgres" });
        world.Worked.Count(step => step == RefreshStep.Quiesce).Should().Be(3);
    }

    [Fact]
    public async Task What_cannot_be_stopped_in_the_database_ends_the_run()
    {
        var world = World();
        world.Database = step => step == RefreshStep.Quiesce ? new WorkFailure(ErrorKind.Terminal, WorkProblem.CannotQuiesce, "role reporting keeps LOGIN") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.QuiesceFailed));
    }

    [Fact]
    public async Task Who_writes_while_the_snapshot_is_taken_is_noticed()
    {
        var world = World();
        var once = false;
        world.Rds.Around = (action, before) =>
        {
            if (action == "CreateDBClusterSnapshot" && !before && !once && (once = true)) world.WriteBehind(WorkerWorld.Ours(world.Rds.Clusters).Single().ResourceId);
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("noticed");
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
    }
}
