using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary><c>spec.replicas: 0</c>, by hand or by an autoscaler that sleeps at night: nobody is served, nothing can be judged, and no release is blamed for it.</summary>
public sealed class LaunchScaledToZeroTests
{
    [Fact]
    public void A_release_that_comes_while_nobody_is_served_waits_and_goes_its_way_once_there_are_pods()
    {
        var world = Specs.Adopted();
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("aaa") == 0, TimeSpan.FromSeconds(5));
        world.Push("bbb");
        world.Run(TimeSpan.FromMinutes(10));
        world.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Healthy && status.Reason == Reason.ScaledToZero);
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Message.Should().Contain("spec.replicas is 0").And.Contain("revision bbb waits");
        world.Revisions.Should().Equal("aaa");

        Scale(world, 4);
        Promotes(world);
        world.Status.Decisions.Should().OnlyContain(decision => decision.To >= decision.From);
    }

    [Fact]
    public void A_launch_that_is_scaled_to_nothing_under_way_is_taken_back_without_blame_and_begins_anew()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(3));
        Scale(world, 0);
        world.RunUntil(w => w.CandidateShare == Share.None && w.ReplicasOf("aaa") == 0 && w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(20));
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Superseded);
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.ScaledToZero && decision.To == Share.None);

        world.Run(TimeSpan.FromHours(8));
        world.Status.Reason.Should().Be(Reason.ScaledToZero);
        Scale(world, 4);
        Promotes(world);
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Fact]
    public void Scaling_up_and_a_new_template_in_one_commit_give_the_stable_revision_its_pods_first()
    {
        var world = Specs.Adopted();
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        Scale(world, 4);
        world.StartUp = TimeSpan.FromSeconds(20);
        world.Push("bbb");
        world.RunUntil(w => w.Revisions.Contains("bbb"), TimeSpan.FromMinutes(1));
        world.Seen().Revisions.Single(revision => revision.Hash == "aaa").Ready.Should().BePositive();
        Promotes(world);
    }

    [Fact]
    public void Scaling_up_moments_before_a_new_template_does_so_too()
    {
        var world = Specs.Adopted();
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        world.StartUp = TimeSpan.FromSeconds(20);
        Scale(world, 4);
        world.Run(TimeSpan.FromSeconds(1));
        world.Push("bbb");
        world.RunUntil(w => w.Revisions.Contains("bbb"), TimeSpan.FromMinutes(1));
        world.Seen().Revisions.Single(revision => revision.Hash == "aaa").Ready.Should().BePositive();
        Promotes(world);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_bakes_or_is_pinned_keeps_its_users_and_goes_on_when_there_are_pods_again(bool pinned)
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        if (pinned) world.Spec = world.Spec with { PinnedRevision = "bbb" };
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("aaa") == 0 && w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(20));
        world.BeforeWrite = effect => effect is not LaunchEffect.SetTraffic { Aim.Rest: false } set || set.Aim.Share == Share.All ? true : throw new InvalidOperationException($"{set.Aim.Share} %");
        world.Run(TimeSpan.FromHours(8));
        world.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Baking && status.Reason == Reason.ScaledToZero);
        world.CandidateShare.Should().Be(Share.All);

        world.StartUp = TimeSpan.FromSeconds(20);
        Scale(world, 4);
        Promotes(world);
        world.AttemptOf("bbb").Should().Be(1);
    }

    [Fact]
    public void A_promotion_under_way_is_finished()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(5));
        Scale(world, 0);
        world.RunUntil(w => w.Routes["checkout"].AtRest && w.ReplicasOf("aaa") == 0 && w.ReplicasOf("bbb") == 0, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void What_was_aborted_before_stays_aborted()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.SetReady("aaa", 1);
        world.NeverReady.Add("aaa");
        world.Acts["abort"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(3));
        world.Status.Reason.Should().Be(Reason.WaitingForStable, "there is not room for all on stable yet");
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    [Fact]
    public void With_the_share_made_by_pods_it_is_the_same()
    {
        var world = Specs.Adopted();
        world.Routes["checkout"] = world.Routes["checkout"] with { ByReplicas = true };
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("aaa") == 0, TimeSpan.FromSeconds(10));
        world.Stalled().Should().BeEmpty();
        world.Status.Reason.Should().Be(Reason.ScaledToZero);
    }

    [Fact]
    public void Pipelines_that_wait_for_a_launch_with_no_replicas_are_answered_as_by_a_Deployment_with_none()
    {
        var world = Specs.Adopted();
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Status.Should().Be(ConditionStatus.True);
        world.Push("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Status.Should().Be(ConditionStatus.False, "the template's revision does not serve");
    }

    [Fact]
    public void A_stable_revision_that_cannot_start_any_more_holds_its_successor_for_the_deadline_alone()
    {
        var world = Specs.Adopted();
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        world.NeverReady.Add("aaa");
        Scale(world, 4);
        world.Push("bbb");
        world.Run(world.Spec.ProgressDeadline - TimeSpan.FromSeconds(10));
        world.Revisions.Should().Equal("aaa");
        world.RunUntil(w => w.Status.Stable?.Revision == "bbb", TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_launch_over_no_replicas_is_not_adopted_and_the_template_serves_on()
    {
        var world = new LaunchWorld(Specs.Simple() with { Replicas = 0 });
        world.Run(TimeSpan.FromMinutes(5));
        world.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Adopting && status.Reason == Reason.ScaledToZero);
        world.Template!.Replicas.Should().Be(4);
        Scale(world, 4);
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "aaa" }, TimeSpan.FromMinutes(1));
    }

    private static void Scale(LaunchWorld world, int replicas) => world.Spec = world.Spec with { Replicas = replicas };

    private static void Promotes(LaunchWorld world) => world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(20));
}
