using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Time;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>A worker that may not, or cannot, read the ConfigMap that names what was published.</summary>
public sealed class UnreadConfigMapTests
{
    private static readonly ApiFailure Forbidden = new(ErrorKind.Terminal, 403, "Forbidden", "configmaps \"shop-snapshot\" is forbidden");

    [Fact]
    public async Task A_pod_that_may_not_read_the_ConfigMap_of_its_run_any_more_says_so_and_takes_nothing_away()
    {
        // Renamed while the run is under way: the Role has the new name, the Job the old one.
        var world = World();
        world.Rds.Around = (action, before) =>
        {
            if (action == "CreateDBClusterSnapshot" && !before) throw new KilledException();
        };
        (await world.PodAsync()).Should().BeNull();
        world.Rds.Around = (_, _) => { };
        world.Reading = () => Forbidden;
        var (writes, began) = (world.Rds.Writes, world.Time.Now);
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Failed);
        world.Status.Run.Reason.Should().Be(nameof(Reason.InputMissing));
        world.Status.Run.Message.Should().ContainAll("spec.publish.configMap", "shop-snapshot", "403 Forbidden", "renamed");
        world.Events.Should().ContainSingle(told => told.Warning && told.Reason == Reason.InputMissing);
        world.Rds.Writes.Should().Be(writes, "nobody knows what is named");
        (world.Time.Now - began).Should().BeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_a_pod_that_may_not_read_the_ConfigMap_leaves_is_listed_by_the_next_run()
    {
        var world = World();
        world.Named = () => throw new KilledException();
        (await world.PodAsync()).Should().BeNull();
        (world.Named, world.Reading) = (() => { }, () => Forbidden);
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        (await world.RunAsync()).Should().Be(ExitCode.Failed, "a run that has ended stays so");
        world.Rds.Snapshots.Should().Contain(snapshot => snapshot.Id == world.ConfigMap["snapshotId"], "applications read that name");
        (world.Reading, world.RunId) = (() => null, "20261122t000000z");
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.Status.Snapshots.Select(snapshot => snapshot.RunId).Should().Equal("20261122t000000z", "20261121t000000z");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_published_is_cleaned_up_after_and_ends_well_though_its_ConfigMap_may_not_be_read()
    {
        var world = World();
        world.Rds.Around = (action, before) =>
        {
            if (action == "DeleteDBInstance" && before) throw new KilledException();
        };
        (await world.PodAsync()).Should().BeNull();
        world.Status.Snapshots.Should().ContainSingle();
        (world.Rds.Around, world.Reading) = ((_, _) => { }, () => Forbidden);
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("all that is left needs no name");
    }

    [Fact]
    public async Task A_ConfigMap_that_may_not_be_read_is_told_with_all_else_before_anything_is_made()
    {
        var world = World();
        world.Reading = () => Forbidden;
        world.Problems = [new Problem(Reason.InputMissing, "spec.sanitize", "ConfigMap shop-sanitize has no key a.sql")];
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Message.Should().ContainAll("a.sql", "spec.publish.configMap");
        world.Rds.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_ConfigMap_that_cannot_be_read_for_the_moment_is_waited_for_until_the_deadline()
    {
        var (world, away) = (World(), 0);
        world.Reading = () => ++away < 5 ? new ApiFailure(ErrorKind.Retry, 503, "ServiceUnavailable", "") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("away for a while");

        world = World();
        world.Reading = () => new ApiFailure(ErrorKind.Retry, 503, "ServiceUnavailable", "");
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DeadlineExceeded));
        world.Rds.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_sweep_that_may_not_read_the_ConfigMap_takes_away_what_it_cannot_name_and_ends()
    {
        var world = World();
        world.Rds.Around = (action, before) =>
        {
            if (action == "CreateDBClusterSnapshot" && !before) throw new KilledException();
        };
        (await world.PodAsync()).Should().BeNull();
        (world.Rds.Around, world.Reading, world.Mode) = ((_, _) => { }, () => Forbidden, RefreshMode.Sweep);
        await world.Time.RunAsync(world.Time.WaitAsync(TimeSpan.FromDays(3), CancellationToken.None));
        var began = world.Time.Now;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        (world.Time.Now - began).Should().BeLessThan(TimeSpan.FromMinutes(30), "databases take minutes to delete");
        WorkerWorld.Ours(world.Rds.Clusters).Should().OnlyContain(cluster => cluster.Status == "deleting");
        WorkerWorld.Ours(world.Rds.Snapshots).Should().ContainSingle("the ConfigMap may name it");
    }

    private static WorkerWorld World() => new(WorkerSpecs.Of(DatabaseKind.Cluster));
}
