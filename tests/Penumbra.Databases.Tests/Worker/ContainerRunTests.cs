using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Worker;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>Pods of several processes with containers between them, before the imitated cloud.</summary>
public sealed class ContainerRunTests
{
    private static WorkerWorld World() => new(WorkerSpecs.Of(DatabaseKind.Cluster) with
    {
        Sanitize = [new SanitizeStep.Container("passwords", "shop/rotate:1", []), new SanitizeStep.Container("keys", "shop/keys@sha256:0", ["/keys"])],
    });

    private static void Succeeded(WorkerWorld world, string because)
    {
        world.Judge();
        world.Violations.Should().BeEmpty(because);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded, because);
        world.ConfigMap["snapshotId"].Should().Be("shop-clean-20261121t000000z", because);
        WorkerWorld.Ours(world.Rds.Clusters).Should().OnlyContain(thing => thing.Status == "deleting", because);
    }

    [Fact]
    public async Task Containers_work_in_order_in_one_database()
    {
        var world = World();
        (await world.PodAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "nothing went wrong");
        world.Processes.Should().Be(3);
        world.Containers.Select(worked => worked.Split(' ')[0]).Should().Equal("passwords", "keys");
        world.Containers.Select(worked => worked.Split(' ')[2]).Distinct().Should().ContainSingle();
        world.Rds.Calls.Count(call => call.StartsWith("RestoreDB", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task A_pod_killed_before_or_after_any_call_is_gone_on_from_on_the_same_temporary_database()
    {
        var whole = World();
        await whole.RunAsync();
        for (var at = 0; at < whole.Rds.Writes; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var world = World();
                var (count, point) = (0, at);
                world.Rds.Around = (_, isBefore) =>
                {
                    if (isBefore != before) return;
                    if (count++ == point) throw new KilledException();
                };
                var because = $"killed {(before ? "before" : "after")} call {at}";
                (await world.RunAsync()).Should().BeOneOf([ExitCode.Done, ExitCode.Ended], because);
                Succeeded(world, because);
                world.Containers.Select(worked => worked.Split(' ')[2]).Distinct().Should().ContainSingle(because);
                world.Rds.Calls.Count(call => call.StartsWith("RestoreDB", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(before ? 2 : 1, because);
            }
        }
    }

    [Fact]
    public async Task A_container_that_fails_is_tried_again_in_the_same_database()
    {
        var world = World();
        var failures = 0;
        world.Image = (step, _) => Task.FromResult<int?>(step.Name == "keys" && failures++ < 2 ? 7 : 0);
        (await world.PodAsync()).Should().Be(ExitCode.Again);
        world.Status.Run!.Message.Should().StartWith("container keys works in penumbra-");
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "it worked in the end");
        world.Containers.Select(worked => worked.Split(' ')[2]).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_database_deleted_while_a_container_works_is_restored_and_all_containers_work_in_the_new_one()
    {
        var world = World();
        var deleted = false;
        world.Image = (step, given) =>
        {
            if (step.Name != "keys" || deleted) return Task.FromResult<int?>(0);
            deleted = true;
            world.Rds.Clusters.RemoveAll(cluster => cluster.ResourceId == given["resourceId"]!.GetValue<string>());
            return Task.FromResult<int?>(0);
        };
        (await world.PodAsync()).Should().Be(ExitCode.Again, "no container of this pod can work in the new one");
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        Succeeded(world, "a new one was made clean");
        world.Containers.GroupBy(worked => worked.Split(' ')[2]).Select(group => group.Count()).Should().Equal(2, 2);
    }

    [Fact]
    public async Task A_pod_behind_a_published_run_takes_the_database_away_and_lets_no_container_work()
    {
        var world = World();
        world.Rds.Around = (action, before) =>
        {
            if (action == "DeleteDBInstance" && before && world.Processes == 3) throw new KilledException();
        };
        (await world.PodAsync()).Should().BeNull();
        var worked = world.Containers.Count;
        (await world.PodAsync()).Should().Be(ExitCode.Ended, "the Job's rules know the number: no other pod is tried");
        Succeeded(world, "it was published by the first pod");
        (await world.PodAsync()).Should().Be(ExitCode.Ended);
        world.Containers.Should().HaveCount(worked);
    }

    [Fact]
    public async Task A_failed_run_lets_no_container_work_any_more()
    {
        var world = World();
        world.Database = step => step == RefreshStep.Verify ? new(Penumbra.Kubernetes.Client.ErrorKind.Terminal, Penumbra.Databases.Postgres.WorkProblem.Unclean, "customers.email has 3 survivors") : null;
        (await world.PodAsync()).Should().Be(ExitCode.Failed);
        var worked = world.Containers.Count;
        (await world.PodAsync()).Should().Be(ExitCode.Failed);
        world.Containers.Should().HaveCount(worked);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.VerifyFailed));
    }
}
