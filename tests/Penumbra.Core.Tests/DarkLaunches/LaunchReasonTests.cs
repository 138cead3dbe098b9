using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>What people read in status.reason, in the decisions and in events, in the situations that they are in.</summary>
public sealed class LaunchReasonTests
{
    [Fact]
    public void A_first_revision_that_does_not_become_ready_says_so()
    {
        var world = new LaunchWorld();
        world.NeverReady.Add("aaa");
        world.Run(TimeSpan.FromMinutes(2));
        world.Status.Reason.Should().Be(Reason.WaitingForFirstRevision);
        world.Status.Message.Should().Contain("0 of 4 pods ready");
    }

    [Fact]
    public void A_launch_that_requires_a_verdict_waits_for_it_and_then_starts_by_itself()
    {
        var world = Pushed(Specs.Guarded(), w => w.Requirement = new RequirementFacts("checkout-next", false, "Inconclusive: 17 of 10000 comparisons"));
        world.Run(TimeSpan.FromMinutes(5));
        world.Last!.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Healthy && status.Reason == Reason.WaitingForVerdict);
        world.Last.Status.Message.Should().ContainAll("waits for ShadowDeployment checkout-next", "17 of 10000 comparisons", "revision aaa serves everybody");
        world.Candidate.Should().BeNull("nothing of the candidate exists");
        world.Requirement = world.Requirement! with { IsMet = true };
        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(1));
        world.Requirement = world.Requirement with { IsMet = false };
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_candidate_that_does_not_become_ready_says_what_it_waits_for()
    {
        var world = Pushed(Specs.Guarded(), w => w.NeverReady.Add("bbb"));
        world.Run(TimeSpan.FromMinutes(1));
        world.Last!.Status.Reason.Should().Be(Reason.WaitingForCandidate);
        world.Last.Status.Message.Should().Contain("0 of 1 pods ready");
    }

    [Fact]
    public void A_route_that_a_gateway_refuses_says_why_and_goes_back_after_the_deadline()
    {
        var world = Pushed(Specs.Guarded());
        world.Routes["checkout"] = world.Routes["checkout"] with { Acceptance = RouteAcceptance.Refused, AcceptanceMessage = "no such listener" };
        world.Run(TimeSpan.FromMinutes(1));
        world.Last!.Status.Reason.Should().Be(Reason.WaitingForRoute);
        world.Last.Status.Message.Should().Contain("HTTPRoute/checkout is refused: no such listener");
        world.Run(TimeSpan.FromMinutes(2));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.ProgressDeadlineExceeded);
        world.Status.Decisions[0].Evidence.Should().Contain("no such listener");
    }

    [Fact]
    public void The_candidates_Service_becomes_another_revision_only_after_the_gateways_forgot_the_last()
    {
        var world = AtStep(2);
        world.Push("ccc");
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromSeconds(5));
        var cleared = world.Now;
        world.RunUntil(w => w.Last!.Reason == Reason.WaitingForIdentity, TimeSpan.FromSeconds(5));
        world.RunUntil(w => w.Candidate!.Selects == "ccc", TimeSpan.FromSeconds(10));
        (world.Now - cleared).Should().BeGreaterThanOrEqualTo(world.Spec.Traffic.PropagationDelay - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Too_few_events_hold_a_step_and_end_it_when_patience_does()
    {
        var spec = Specs.Guarded();
        var world = Pushed(spec with { Analysis = spec.Analysis with { Patience = TimeSpan.FromMinutes(5) } }, w => w.RequestsPerSecond = 0);
        world.Run(TimeSpan.FromMinutes(2));
        world.Status.Reason.Should().Be(Reason.WaitingForObjectives);
        world.Last!.Status.Message.Should().Contain("0 of 50 events");
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Run(TimeSpan.FromMinutes(5));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.PatienceExhausted);
    }

    [Fact]
    public void Promote_by_annotation_is_told_as_what_it_is()
    {
        var world = AtStep(1);
        world.Acts["promote"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.PromotedByHand && decision.To == Share.All);
        world.Acts.Clear();
        world.RunUntil(w => w.Status.Reason == Reason.Promoting, TimeSpan.FromMinutes(3));
        world.Status.Phase.Should().Be(LaunchPhase.Promoting);
        world.Apex!.Selects.Should().Be("bbb");
    }

    [Fact]
    public void A_forward_fix_says_that_stable_served_nobody()
    {
        var world = AtStep(1);
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 0);
        world.Run(TimeSpan.FromSeconds(2));
        world.Status.Decisions.Should().Contain(decision => decision.Reason == Reason.ForwardFix && decision.To == Share.All);
        world.Events.Should().Contain(line => line.StartsWith("Warning ForwardFix", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pin_is_the_reason_of_its_own_move()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.Spec = world.Spec with { PinnedRevision = "aaa" };
        world.RunUntil(w => w.CandidateShare == Share.All, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromSeconds(2));
        world.Status.Decisions[0].Reason.Should().Be(Reason.Pinned);
    }

    [Fact]
    public void A_candidate_whose_Deployment_vanishes_goes_back_at_once_and_another_template_starts()
    {
        var world = AtStep(2);
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromSeconds(2));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.CandidateLost);
        world.Push("ccc");
        world.RunUntil(w => w.Apex!.Selects == "ccc" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_template_that_is_stables_again_is_withdrawn_and_not_blamed()
    {
        var world = AtStep(2);
        world.Push("aaa");
        world.Run(TimeSpan.FromSeconds(20));
        world.Status.Decisions[0].Reason.Should().Be(Reason.Withdrawn);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Superseded);
        world.Status.Phase.Should().Be(LaunchPhase.Healthy);
    }

    [Fact]
    public void Going_back_that_waits_for_capacity_says_how_much_is_missing()
    {
        var world = AtStep(2);
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 1);
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.All, Marker = world.Routes["checkout"].Marker! with { Share = Share.All } };
        world.Acts["abort"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(5));
        world.Status.Reason.Should().Be(Reason.WaitingForStable);
        world.Last!.Status.Message.Should().Contain("1 of 4 stable pods are ready");
    }

    [Fact]
    public void Retry_is_told_when_it_starts_an_attempt()
    {
        var world = AtStep(1);
        world.Acts["abort"] = "bbb/1";
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(1));
        world.Acts.Clear();
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Last!.Reason == Reason.Retried || w.Log.Any(line => line.Contains(nameof(Reason.Retried), StringComparison.Ordinal)), TimeSpan.FromSeconds(5));
        world.AttemptOf("bbb").Should().Be(2);
        world.Status.Handled.Should().Contain("retry bbb/1");
    }

    [Fact]
    public void A_bad_objective_may_pause_instead_of_going_back()
    {
        var world = Pushed(Specs.Guarded() with { OnBad = OnTrouble.Pause }, w => w.Failing["bbb"] = 0.5);
        world.Run(TimeSpan.FromMinutes(10));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Status.Hold!.Reason.Should().Be(Reason.PausedByObjective);
        world.Status.Message.Should().Contain("availability").And.Contain(Keys.Retry);
    }

    [Fact]
    public void A_silent_source_may_pause_instead_of_going_back_and_retry_goes_on()
    {
        var spec = Specs.Guarded();
        var world = Pushed(spec with { Analysis = spec.Analysis with { OnUnknown = OnTrouble.Pause, UnknownDeadline = TimeSpan.FromMinutes(2) } }, w => w.SourceSilent = true);
        world.Run(TimeSpan.FromMinutes(20));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Status.Hold!.Reason.Should().Be(Reason.PausedByUnknown);
        world.SourceSilent = false;
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_raised_share_is_put_back_in_the_next_pass_and_the_hand_is_named()
    {
        var world = AtStep(1);
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.All, ChangedBy = "kubectl-edit" };
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.DriftUndone && decision.Evidence.Contains("kubectl-edit"));
    }

    [Fact]
    public void A_launch_that_nothing_guards_is_told_with_a_warning()
    {
        Pushed(Specs.Simple()).Events.Should().Contain(line => line.StartsWith("Warning NoObjectives", StringComparison.Ordinal));
        Pushed(Specs.Guarded(ObjectiveMode.Observe)).Events.Should().Contain(line => line.StartsWith("Warning NoObjectives", StringComparison.Ordinal));
        Pushed(Specs.Guarded()).Events.Should().NotContain(line => line.Contains("NoObjectives", StringComparison.Ordinal));
    }

    [Fact]
    public void An_objective_without_a_stated_rate_of_false_alarms_is_told_when_the_launch_starts()
    {
        var guarded = Specs.Guarded();
        IReadOnlyList<Objective> As(JudgeKind judge, ObjectiveMode mode) => [.. guarded.Objectives.Select(objective => objective with { Judge = judge, Mode = mode })];
        Pushed(guarded with { Objectives = As(JudgeKind.Threshold, ObjectiveMode.Enforce) }).Events.Should().Contain(line => line.StartsWith("Warning NoErrorControl", StringComparison.Ordinal) && line.Contains(guarded.Objectives[0].Name, StringComparison.Ordinal));
        Pushed(guarded with { Objectives = [guarded.Objectives[0] with { Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Sequential, Mode = ObjectiveMode.Enforce }] }).Events.Should().Contain(line => line.StartsWith("Warning UnguardedBake", StringComparison.Ordinal));
        Pushed(guarded with { Objectives = As(JudgeKind.Sequential, ObjectiveMode.Enforce) }).Events.Should().NotContain(line => line.Contains("UnguardedBake", StringComparison.Ordinal));
        Pushed(guarded with { Objectives = As(JudgeKind.Threshold, ObjectiveMode.Observe) }).Events.Should().NotContain(line => line.Contains("NoErrorControl", StringComparison.Ordinal));
        Pushed(guarded with { Objectives = As(JudgeKind.Sequential, ObjectiveMode.Enforce) }).Events.Should().NotContain(line => line.Contains("NoErrorControl", StringComparison.Ordinal));
    }

    [Fact]
    public void A_share_that_whole_pods_cannot_make_is_refused_with_the_arithmetic()
    {
        var world = new LaunchWorld();
        world.Routes["checkout"] = world.Routes["checkout"] with { ByReplicas = true };
        world.Run(TimeSpan.FromSeconds(5));
        world.Status.Reason.Should().Be(Reason.ShareTooCoarse);
        world.Stalled().Should().Contain("spec.steps[0].weight").And.Contain("20 %").And.Contain("5 %");
        world.Spec = world.Spec with { Steps = [new StepSpec { Share = Share.Percent(20) }, new StepSpec { Share = Share.All }] };
        world.Run(TimeSpan.FromSeconds(20));
        world.Stalled().Should().BeEmpty();
    }

    [Fact]
    public void What_an_autoscaler_reads_is_written_within_ten_seconds_and_no_more_often()
    {
        var world = Specs.Adopted(Specs.Simple() with { Readiness = Readiness.Serving });
        world.Run(TimeSpan.FromMinutes(2));
        world.Spec = world.Spec with { Replicas = 6 };
        world.Run(TimeSpan.FromSeconds(12));
        world.Status.Replicas.Should().Be(6);
        world.Status.Stable!.Ready.Should().Be(6);

        world.NeverReady.Add("aaa");
        var writes = world.Writes;
        for (var second = 0; second < 300; second++)
        {
            world.SetReady("aaa", second % 2 == 0 ? 5 : 6);
            world.Run(TimeSpan.FromSeconds(1));
        }

        (world.Writes - writes).Should().BeInRange(25, 31, "a flapping pod costs one write in ten seconds");
    }

    [Fact]
    public void A_flapping_pod_writes_Ready_at_most_twice_in_ten_seconds_and_a_fall_at_once()
    {
        var world = Specs.Adopted();
        world.Run(TimeSpan.FromMinutes(2));
        IsReady(world).Should().BeTrue();
        world.NeverReady.Add("aaa");
        var writes = world.Writes;
        for (var second = 0; second < 300; second++)
        {
            world.SetReady("aaa", second % 2 == 0 ? 3 : 4);
            world.Settle();
            if (second % 2 == 0) IsReady(world).Should().BeFalse("a fall is told at once");
            world.Run(TimeSpan.FromSeconds(1));
        }

        (world.Writes - writes).Should().BeInRange(25, 62);
        world.Run(TimeSpan.FromSeconds(12));
        IsReady(world).Should().BeTrue("a rise is told in the end");
    }

    [Fact]
    public void A_template_that_is_scaled_up_again_is_told_once_a_reversal_and_not_fought()
    {
        var world = Specs.Adopted();
        world.Run(TimeSpan.FromMinutes(1));
        ScaledUp(world).Should().BeEmpty("the first time it is the operator that scales it down");
        for (var reversal = 1; reversal <= 2; reversal++)
        {
            world.Template = LaunchWorld.TemplateOf("aaa", 2);
            world.Run(TimeSpan.FromMinutes(5));
            world.Restart();
            world.Run(TimeSpan.FromMinutes(5));
            world.Template.Replicas.Should().Be(2);
            ScaledUp(world).Should().HaveCount(reversal);
            world.Status.Conditions.Single(condition => condition.Type == "Adopted").Should().Match<Condition>(condition => condition.Status == ConditionStatus.True && condition.Reason == nameof(Reason.TemplateScaledUp));
            world.Template = LaunchWorld.TemplateOf("aaa", 0);
            world.Run(TimeSpan.FromMinutes(1));
            world.Status.Conditions.Single(condition => condition.Type == "Adopted").Reason.Should().Be(nameof(Reason.Adopted));
        }

        ScaledUp(world)[0].Should().StartWith("Warning TemplateScaledUp: Deployment checkout asks for 2 replicas again");
    }

    [Fact]
    public void Nobody_is_warned_of_a_template_that_was_to_stay_up()
    {
        var world = Specs.Adopted(Specs.Simple() with { ScaleDownTemplate = false });
        world.Run(TimeSpan.FromMinutes(1));
        world.Template!.Replicas.Should().BePositive();
        ScaledUp(world).Should().BeEmpty();
    }

    private static bool IsReady(LaunchWorld world) => world.Status.Conditions.Single(condition => condition.Type == "Ready").Status == ConditionStatus.True;

    private static List<string> ScaledUp(LaunchWorld world) => world.Events.FindAll(told => told.Contains(nameof(Reason.TemplateScaledUp)));

    private static LaunchWorld Pushed(DarkLaunchSpec spec, Action<LaunchWorld>? prepare = null)
    {
        var world = Specs.Adopted(spec);
        prepare?.Invoke(world);
        world.Push("bbb");
        world.Run(TimeSpan.FromSeconds(3));
        return world;
    }

    private static LaunchWorld AtStep(int step)
    {
        var world = Pushed(Specs.Guarded());
        world.RunUntil(w => w.Status.Step?.Index == step && w.Status.Step.Since is not null && w.Status.Weight == w.Spec.Steps[step - 1].Share, TimeSpan.FromMinutes(5));
        return world;
    }
}
