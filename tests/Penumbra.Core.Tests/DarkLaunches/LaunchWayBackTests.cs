using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>When users go back, how many at once, and when they do not: found by mutations of the rules that no other test noticed.</summary>
public sealed class LaunchWayBackTests
{
    [Fact]
    public void Nobody_stays_on_a_candidate_whose_Deployment_is_gone_however_small_stable_is()
    {
        var world = At50WithASmallStable();
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.CandidateLost && decision.To == Share.None);
    }

    [Fact]
    public void A_candidate_whose_Deployment_was_deleted_is_rolled_back_until_retry_and_then_tried_anew()
    {
        var world = At50WithASmallStable();
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(5));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.Stalled().Should().Contain("CandidateLost").And.Contain("penumbra.dev/retry: bbb/1");
        world.Revisions.Should().NotContain("bbb");
        world.NeverReady.Clear();
        world.SetReady("aaa", 4);
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(20));
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Fact]
    public void A_withdrawn_release_whose_Deployment_was_deleted_begins_anew_when_it_is_wanted_again()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.Push("aaa");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(2));
        world.RemoveRevision("bbb");
        world.Push("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(20));
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Fact]
    public void The_Deployment_that_serves_everybody_is_made_again_when_somebody_deletes_it()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.RemoveRevision("aaa");
        world.RunUntil(w => w.ReplicasOf("aaa") == 4, TimeSpan.FromSeconds(10));
        world.Run(TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.Healthy);
        world.Events.Should().ContainSingle(told => told.Contains("was deleted by somebody"));
    }

    [Fact]
    public void The_Deployment_that_is_being_promoted_is_made_again_when_somebody_deletes_it()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(10));
        world.RemoveRevision("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" } && w.ReplicasOf("bbb") == 4, TimeSpan.FromMinutes(2));
        world.CandidateShare.Should().Be(Share.None);
    }

    [Fact]
    public void The_first_ready_pod_of_stable_takes_everybody_from_a_candidate_whose_Deployment_is_gone()
    {
        var world = At50WithASmallStable();
        world.SetReady("aaa", 0);
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromSeconds(5));
        world.CandidateShare.Should().Be(Share.Percent(50), "stable serves nobody either");
        world.SetReady("aaa", 1);
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.CandidateLost);
    }

    [Fact]
    public void A_pause_ends_with_the_Deployment_that_it_holds()
    {
        var world = Specs.Adopted(Specs.Guarded() with { OnBad = OnTrouble.Pause });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.Failing["bbb"] = 0.5;
        world.RunUntil(w => w.Status.Hold is not null, TimeSpan.FromMinutes(1));
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.Status.Hold.Should().BeNull();
        world.Stalled().Should().Contain("CandidateLost");
    }

    [Fact]
    public void A_retry_that_was_carried_out_is_not_carried_out_again_when_somebody_deletes_the_Deployment()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.Failing["bbb"] = 0.5;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(5));
        world.NeverReady.Add("bbb");
        world.SetReady("bbb", 0);
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.AttemptOf("bbb") == 2, TimeSpan.FromMinutes(1));
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromHours(1));
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(5));
        world.Revisions.Should().NotContain("bbb");
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
    }

    [Fact]
    public void Nor_is_one_that_made_the_Deployment_again()
    {
        var world = At50WithASmallStable();
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.NeverReady.Add("bbb");
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Revisions.Contains("bbb"), TimeSpan.FromMinutes(1));
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromHours(1));
        world.AttemptOf("bbb").Should().Be(2);
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(5));
        world.Revisions.Should().NotContain("bbb");
    }

    [Fact]
    public void A_retry_of_what_has_no_Deployment_is_a_persons_word_over_a_verdict_that_is_missing()
    {
        var world = At50WithASmallStable();
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.Requirement = new RequirementFacts("orders-next", false, "it is still compared");
        world.Run(TimeSpan.FromMinutes(1));
        world.Revisions.Should().NotContain("bbb");
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Revisions.Contains("bbb"), TimeSpan.FromSeconds(10));
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Fact]
    public void Stable_that_is_made_again_in_a_bake_is_no_promotion_and_the_bake_goes_on()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        world.Spec = world.Spec with { PinnedRevision = "bbb" };
        world.Push("aaa");
        world.Run(TimeSpan.FromSeconds(5));
        var began = world.Status.Step!.Since;
        world.RemoveRevision("aaa");
        world.BeforeWrite = effect => effect is not LaunchEffect.PatchStatus { Status: var told } || told is { Phase: not LaunchPhase.Healthy, Weight: var weight, Step: { } step } && weight == Share.All && step.Since == began
            ? true : throw new InvalidOperationException($"{told.Phase}, {told.Weight} %, {told.Step}");
        world.RunUntil(w => w.ReplicasOf("aaa") == 4, TimeSpan.FromSeconds(10));
        world.Run(TimeSpan.FromSeconds(5));
        world.OutcomeOf("aaa").Should().Be(RevisionOutcome.Promoted);
        world.Events.Should().NotContain(told => told.Contains("revision aaa is stable"));
    }

    [Fact]
    public void An_apex_that_is_deleted_before_adoption_has_ended_is_made_again()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Apex?.Selects == "aaa", TimeSpan.FromMinutes(1));
        world.Status.Phase.Should().Be(LaunchPhase.Adopting);
        world.Apex = null;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.Apex!.Selects.Should().Be("aaa");
    }

    [Fact]
    public void A_stable_revision_that_is_deleted_before_adoption_has_ended_gives_way_to_what_the_template_is()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Apex?.Selects == "aaa", TimeSpan.FromMinutes(1));
        world.Status.Phase.Should().Be(LaunchPhase.Adopting);
        world.RemoveRevision("aaa");
        world.Push("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Nobody_stays_on_a_candidate_without_a_ready_pod_however_small_stable_is()
    {
        var world = At50WithASmallStable();
        world.NeverReady.Add("bbb");
        world.SetReady("bbb", 0);
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.CandidateNotReady && decision.To == Share.None);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    [Fact]
    public void What_is_only_observed_may_be_silent_for_as_long_as_it_likes()
    {
        var world = Specs.Adopted(Specs.Guarded(ObjectiveMode.Observe) with { BakeTime = TimeSpan.FromHours(1), Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5), UnknownDeadline = TimeSpan.FromMinutes(2) } });
        world.SourceSilent = true;
        world.Push("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromHours(2));
        world.Status.Decisions.Should().OnlyContain(decision => decision.To >= decision.From);
    }

    [Fact]
    public void Few_pilots_are_no_reason_to_go_back_however_long_they_have_the_release_to_themselves()
    {
        var spec = Specs.WithPilots() with { Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromMinutes(10) } };
        var world = Specs.Adopted(spec with { Steps = [spec.Steps[0] with { Hold = TimeSpan.FromHours(2) }, .. spec.Steps.Skip(1)] });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromHours(3));
        world.AttemptOf("bbb").Should().Be(1);
    }

    [Fact]
    public void A_person_who_promotes_from_the_pilots_gives_the_release_its_whole_patience_with_everybody()
    {
        var spec = Specs.WithPilots() with { BakeTime = TimeSpan.FromMinutes(5), Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromMinutes(10) } };
        var world = Specs.Adopted(spec with { Steps = [spec.Steps[0] with { Hold = TimeSpan.FromHours(2) }, .. spec.Steps.Skip(1)] });
        world.Push("bbb");
        world.RunUntil(w => w.Status.Step?.Index == 1, TimeSpan.FromMinutes(2));
        world.Run(TimeSpan.FromHours(1));
        world.Acts["promote"] = "bbb/1";
        world.RunUntil(w => w.CandidateShare == Share.All, TimeSpan.FromMinutes(1));
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void The_time_that_a_candidate_takes_to_start_is_no_silence_of_the_source()
    {
        var world = Specs.Adopted(Specs.Guarded() with
        {
            ProgressDeadline = TimeSpan.FromMinutes(30),
            Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5), UnknownDeadline = TimeSpan.FromMinutes(2) },
        });
        (world.SourceSilent, world.StartUp) = (true, TimeSpan.FromMinutes(15));
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(20));
        world.Run(TimeSpan.FromSeconds(20));
        world.SourceSilent = false;
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(20));
        world.SourceSilent = true;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void A_bake_is_not_over_while_the_candidate_lacks_pods()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        world.NeverReady.Add("bbb");
        world.SetReady("bbb", 2);
        world.Run(world.Spec.BakeTime + TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.Baking);
        world.Apex!.Selects.Should().Be("aaa", "two pods cannot take what four took");
        world.NeverReady.Remove("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Nobody_is_sent_to_the_candidate_Service_while_another_revisions_pods_are_behind_it()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.StartUp = TimeSpan.FromSeconds(20);
        world.Push("bbb");
        world.RunUntil(w => w.Candidate?.Selects == "bbb", TimeSpan.FromSeconds(15));
        world.SlicesLag = true;
        world.Candidate = world.Candidate! with { Ready = ImmutableSortedDictionary<string, int>.Empty.Add("bbb", 1).Add("old", 1) };
        world.Run(TimeSpan.FromMinutes(1));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Message.Should().Contain("still has pods of revision old");
        world.Candidate = world.Candidate with { Ready = ImmutableSortedDictionary<string, int>.Empty.Add("bbb", 4) };
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void While_a_write_is_refused_stable_grows_and_nobodys_pods_go()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(1));
        var memory = world.Seen().Memory with { ClearSince = world.Now - TimeSpan.FromMinutes(1) };
        var seen = world.Seen() with { Memory = memory, Refused = new Problem(Reason.WriteRefused, "", "a route that is no longer named still leads to it") };

        var told = Decide.Next(world.Spec with { Replicas = 6 }, seen);

        told.Effects.OfType<LaunchEffect.ScaleRevision>().Should().Contain(scale => scale.Revision == "bbb" && scale.Replicas == 0);
        told.Growth(seen).Should().Equal(new LaunchEffect.ScaleRevision("aaa", 6));
    }

    [Fact]
    public void What_was_good_before_is_no_reason_to_go_back_although_the_operator_died_before_it_said_why()
    {
        var world = Specs.Adopted(Specs.Guarded() with
        {
            Replicas = 10,
            Objectives = [new Objective { Name = "basket", Source = "prometheus", Indicator = new Indicator.Query("avg(x)"), Bound = new Bound.Max(1), Judge = JudgeKind.Threshold }],
        });
        world.Answers = (_, _) => 0.5;
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.SetReady("aaa", 5);
        world.NeverReady.Add("aaa");
        world.Answers = (_, _) => 2;
        var (led, died) = (false, false);
        world.BeforeWrite = effect =>
        {
            led |= effect is LaunchEffect.SetTraffic { LeadsBack: true };
            return !led || died || effect is not LaunchEffect.PatchStatus || !(died = true);
        };
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RollingBack, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromSeconds(10));

        died.Should().BeTrue();
        world.Status.Message.Should().NotContain("Good");
        world.SetReady("aaa", 10);
        world.RunUntil(w => w.OutcomeOf("bbb") is not null, TimeSpan.FromSeconds(10));
        world.Status.Decisions.Where(decision => decision.To <= decision.From).Should().OnlyContain(decision => decision.Reason == Reason.RolledBack || decision.Reason == Reason.ObjectiveBad);
    }

    [Fact]
    public void Ready_pods_that_vanish_are_crashes_although_one_that_was_evicted_still_lies_about()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        var size = world.ReplicasOf("bbb");
        world.Restarts["bbb"] = Enumerable.Range(1, size).ToDictionary(number => $"pod-{number}", _ => new PodRestarts(0, true));
        world.Restarts["bbb"]["evicted"] = new PodRestarts(0, false);
        world.Run(TimeSpan.FromSeconds(2));
        foreach (var gone in Enumerable.Range(0, 3))
        {
            world.Restarts["bbb"].Remove(gone == 0 ? "pod-1" : $"next-{gone}");
            world.Restarts["bbb"][$"next-{gone + 1}"] = new PodRestarts(0, true);
            world.Run(TimeSpan.FromSeconds(2));
        }

        world.CandidateShare.Should().Be(Share.None);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    private static LaunchWorld At50WithASmallStable()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 1);
        return world;
    }
}
