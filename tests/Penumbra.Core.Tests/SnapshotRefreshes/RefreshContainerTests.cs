using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>Runs whose data is made clean by containers too: several processes of one pod, with a container between each two.</summary>
public sealed class RefreshContainerTests
{
    private static SnapshotRefreshSpec Spec(params string[] containers) => RefreshSpecs.Cluster(spec => spec with { Sanitize = [.. containers.Select(name => new SanitizeStep.Container(name, $"shop/{name}:1", []))] });

    private static RefreshWorld World() => new RefreshWorld(Spec("passwords", "keys")).WithSource();

    // Pods until the run has ended, as a Job makes them.
    private static RunOutcome Job(RefreshWorld world, Func<string, bool>? fails = null)
    {
        for (var pod = 0; pod < 7; pod++)
        {
            if (world.Pod(fails) is { } ended) return ended;
        }

        throw new InvalidOperationException($"no pod came to an end: {world.Status.Run?.Message}");
    }

    private static void Succeeded(RefreshWorld world, int restores)
    {
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded);
        world.Violations.Should().BeEmpty();
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(restores);
        world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).Should().OnlyContain(database => database.Status == "deleting");
        world.ConfigMap.Should().Contain("snapshotId", "shop-clean-20261121t000000z");
    }

    [Fact]
    public void Each_process_ends_before_its_container_and_the_last_one_publishes()
    {
        var world = World();
        world.Pod().Should().Be(RunOutcome.Succeeded);
        Succeeded(world, restores: 1);
        world.Done.OfType<RefreshEffect.HandOver>().Select(given => given.Step).Should().Equal("passwords", "keys");
        world.Done.OfType<RefreshEffect.SetPassword>().Should().HaveCount(3, "what a container was given is worth nothing once it has ended");
        world.Done.OfType<RefreshEffect.Work>().Where(work => work.Step is RefreshStep.Rewrite or RefreshStep.Verify).Should().HaveCount(2, "only the last process comes so far");
    }

    [Fact]
    public void Status_says_which_container_works_in_what()
    {
        var world = World();
        world.Until = "passwords";
        world.Run().Should().BeNull();
        world.Left.Should().Be(ProcessEnd.HandedOver);
        world.Status.Run!.Should().BeEquivalentTo(new { Step = RefreshStep.Sanitize, Outcome = RunOutcome.Running });
        world.Status.Run!.Message.Should().StartWith("container passwords works in penumbra-");
    }

    [Fact]
    public void A_container_that_failed_works_again_in_the_same_database()
    {
        var (world, failures) = (World(), 0);
        Job(world, step => step == "keys" && failures++ < 2).Should().Be(RunOutcome.Succeeded);
        Succeeded(world, restores: 1);
        world.Done.OfType<RefreshEffect.HandOver>().Select(given => given.Step).Should().Equal("passwords", "keys", "passwords", "keys", "passwords", "keys");
    }

    [Fact]
    public void A_pod_that_dies_after_any_effect_is_gone_on_from_by_one_that_begins_anew()
    {
        var whole = World();
        whole.Pod();
        for (var at = 0; at < whole.Done.Count; at++)
        {
            var (world, count, point) = (World(), 0, at);
            var outcome = world.Pod(dieAfter: _ => count++ == point) ?? Job(world);
            outcome.Should().Be(RunOutcome.Succeeded, $"died after {at}");
            Succeeded(world, restores: 1);
        }
    }

    [Fact]
    public void A_database_that_is_lost_behind_a_container_is_restored_and_the_containers_work_in_it()
    {
        var world = World();
        var lost = false;
        world.Between = () =>
        {
            // Somebody deletes it while the second container has it.
            if (lost || world.Given is not { Step: "keys" } || world.Until is not null) return;
            lost = true;
            world.Databases.RemoveAll(database => database.ResourceId == world.Given.ResourceId);
        };
        Job(world).Should().Be(RunOutcome.Succeeded);
        Succeeded(world, restores: 2);
        lost.Should().BeTrue();
        world.Done.OfType<RefreshEffect.HandOver>().Select(given => (given.Step, given.ResourceId)).Should().Equal(
            ("passwords", "cluster-R1"), ("keys", "cluster-R1"), ("passwords", "cluster-R2"), ("keys", "cluster-R2"));
    }

    [Fact]
    public void A_process_behind_a_container_ends_where_another_database_stands()
    {
        var world = World();
        world.Until = "keys";
        world.Run().Should().BeNull();
        world.Left.Should().Be(ProcessEnd.AnotherPod, "passwords has not worked here");
        world.Done.OfType<RefreshEffect.HandOver>().Should().BeEmpty();
    }

    [Fact]
    public void A_run_that_is_published_lets_no_container_work_and_comes_to_its_end()
    {
        var world = World();
        var died = false;
        world.Pod(dieAfter: _ => !died && (died = world.Done[^1] is RefreshEffect.PatchStatus && world.Status.Snapshots.Count > 0)).Should().BeNull();
        var given = world.Done.OfType<RefreshEffect.HandOver>().Count();
        world.Until = "passwords";
        world.Run().Should().Be(RunOutcome.Succeeded, "what is left to do is to take the database away");
        world.Done.OfType<RefreshEffect.HandOver>().Should().HaveCount(given);
        Succeeded(world, restores: 1);
        world.Run().Should().Be(RunOutcome.Succeeded, "whatever pod looks at it again");
        world.Done.OfType<RefreshEffect.HandOver>().Should().HaveCount(given);
    }

    [Fact]
    public void A_snapshot_that_was_taken_before_a_container_worked_again_is_not_published()
    {
        var world = World();
        var died = false;
        world.Pod(dieAfter: _ => !died && (died = world.Snapshots.Exists(snapshot => snapshot.Id == "shop-clean-20261121t000000z" && snapshot.Status == "available"))).Should().BeNull();
        died.Should().BeTrue();
        Job(world).Should().Be(RunOutcome.Succeeded);
        Succeeded(world, restores: 1);
        world.Done.OfType<RefreshEffect.CreateSnapshot>().Should().HaveCount(2, "the proof that the first stood on was another process'");
    }

    [Fact]
    public void A_pod_past_the_deadline_fails_the_run_before_a_container_works()
    {
        var world = World();
        world.Until = "passwords";
        world.Run();
        world.Advance(world.Spec.Deadline);
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DeadlineExceeded));
        world.Databases.Should().Contain(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid), "the next run goes on with it");
    }

    [Fact]
    public void What_a_container_worked_again_to_another_end_is_restored_anew_three_times_at_most()
    {
        var world = World();
        world.Trouble = step => step == RefreshStep.Verify ? new WorkResult(step, WorkOutcome.Restore, Reason.VerifyFailed, "customers.email has changed", world.Now, 1) : null;
        Job(world).Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.VerifyFailed));
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(4);
        world.Violations.Should().BeEmpty();
        world.ConfigMap.Should().BeNull();
    }

    [Fact]
    public void Names_of_the_pods_own_containers_and_too_many_are_refused()
    {
        Validate.Problems(Spec("worker-2", "passwords", "worker")).Where(problem => problem.Path == "spec.sanitize").Should().HaveCount(2);
        Validate.Problems(Spec("workers", "passwords")).Should().BeEmpty();
        Validate.Problems(Spec([.. Enumerable.Range(0, 16).Select(number => $"c{number}")])).Should().BeEmpty();
        Validate.Problems(Spec([.. Enumerable.Range(0, 17).Select(number => $"c{number}")])).Should().ContainSingle().Which.Message.Should().Contain("at most 16");
    }

    [Theory]
    [InlineData("shop/rotate@sha256:9f2c", true)]
    [InlineData("shop/rotate:1", false)]
    public void What_an_image_made_that_may_be_another_today_is_not_gone_on_with_by_another_run(string image, bool adopted)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Sanitize = [new SanitizeStep.Container("passwords", image, [])] })).WithSource();
        world.Trouble = step => step == RefreshStep.Verify ? new WorkResult(step, WorkOutcome.Failed, Reason.VerifyFailed, "a survivor", world.Now) : null;
        Job(world).Should().Be(RunOutcome.Failed);
        world.Crash();
        (world.Trouble, world.RunId, world.StartedAt) = (_ => null, "20261121t120000z", world.Now);
        Job(world).Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(adopted ? 1 : 2);
        world.Events.Any(told => told.Reason == Reason.OrphanAdopted).Should().Be(adopted);
        world.Violations.Should().BeEmpty();
    }
}
