using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>A call that was done, and whose answer nobody heard.</summary>
public sealed class LostAnswerTests
{
    [Theory]
    [InlineData(DatabaseKind.Instance, "CopyDBSnapshot")]
    [InlineData(DatabaseKind.Cluster, "RestoreDBClusterFromSnapshot")]
    [InlineData(DatabaseKind.Cluster, "CreateDBClusterSnapshot")]
    public async Task What_was_begun_all_the_same_may_take_as_long_as_it_moves(DatabaseKind kind, string lost)
    {
        var (world, answers) = (new WorkerWorld(WorkerSpecs.Of(kind)), 0);
        world.Rds.Takes = operation => operation == lost ? TimeSpan.FromHours(3) : FakeRds.UsuallyTakes(operation);
        world.Rds.Around = (action, before) =>
        {
            if (action == lost && !before && answers++ == 0) throw new HttpRequestException("the connection was reset");
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run?.Message);
        world.ShouldHaveSucceeded(lost);
        world.Rds.Calls.Count(call => call == lost).Should().Be(2, "the second is told that it exists");
    }

    [Fact]
    public async Task A_snapshot_that_the_ConfigMap_names_though_nobody_heard_it_outlives_an_API_server_that_is_away_past_the_deadline()
    {
        var world = new WorkerWorld(WorkerSpecs.Of(DatabaseKind.Cluster));
        var back = DateTimeOffset.MinValue;
        ApiFailure? Away() => world.Time.Now < back ? new ApiFailure(ErrorKind.Retry, 0, "NoAnswer", "connection refused") : null;
        (world.Cluster, world.Asking, world.Reading) = (Away, Away, Away);
        world.Unheard = what =>
        {
            if (back > DateTimeOffset.MinValue) return null;
            back = world.Time.Now + world.Spec.Deadline;
            return new ApiFailure(ErrorKind.Retry, 0, "NoAnswer", "the connection was reset");
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run?.Message);
        world.ShouldHaveSucceeded("applications read its name");
        world.Status.Snapshots.Should().ContainSingle(snapshot => snapshot.Id == world.ConfigMap["snapshotId"] && snapshot.Verified);
    }
}
