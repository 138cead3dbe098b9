using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

public sealed class LaunchLifeTests
{
    [Fact]
    public void The_first_revision_takes_over_and_the_template_is_scaled_down_once()
    {
        var world = Specs.Adopted();

        world.Status.Phase.Should().Be(LaunchPhase.Healthy);
        world.Apex!.Selects.Should().Be("aaa");
        world.ReplicasOf("aaa").Should().Be(4);
        world.Template!.Replicas.Should().Be(0);
        world.OutcomeOf("aaa").Should().Be(RevisionOutcome.Promoted);
        world.Status.Conditions.Single(condition => condition.Type == "Adopted").Status.Should().Be(ConditionStatus.True);
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Status.Should().Be(ConditionStatus.True);

        world.Template = LaunchWorld.TemplateOf("aaa");
        world.Run(TimeSpan.FromMinutes(1));
        world.Template.Replicas.Should().Be(4, "the template is not fought over");
    }

    [Fact]
    public void Adoption_waits_for_the_templates_own_rollout()
    {
        var world = new LaunchWorld { Template = LaunchWorld.TemplateOf("aaa") with { RolloutFinished = false } };
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Reason.Should().Be(Reason.WaitingForTemplate);
        world.Revisions.Should().BeEmpty();
    }

    [Fact]
    public void A_first_revision_that_is_never_ready_leaves_the_template_serving()
    {
        var world = new LaunchWorld();
        world.NeverReady.Add("aaa");
        world.Run(TimeSpan.FromMinutes(30));
        world.Status.Phase.Should().Be(LaunchPhase.Adopting);
        world.Apex.Should().BeNull();
        world.Template!.Replicas.Should().Be(4);
    }

    [Fact]
    public void A_good_release_climbs_its_steps_bakes_and_is_promoted()
    {
        var world = Specs.Adopted(Specs.WithPilots());
        world.Push("bbb");
        var shares = new List<string>();
        world.RunUntil(
            w =>
            {
                var share = w.CandidateShare.ToString();
                if (shares.Count == 0 || shares[^1] != share) shares.Add(share);
                return w.Status.Phase == LaunchPhase.Healthy && w.Apex!.Selects == "bbb";
            },
            TimeSpan.FromMinutes(10));
        world.Run(TimeSpan.FromSeconds(10));

        shares.Should().Equal("0", "5", "25", "50", "100", "0");
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Promoted);
        world.ReplicasOf("aaa").Should().Be(0);
        world.Routes["checkout"].AtRest.Should().BeTrue();
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Status.Should().Be(ConditionStatus.True);
    }

    [Fact]
    public void A_step_costs_one_route_write_one_status_write_and_at_most_one_scale()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Step?.Index == 1 && w.Status.Weight == Share.Percent(5), TimeSpan.FromMinutes(1));
        world.Log.Clear();
        world.Events.Clear();
        world.RunUntil(w => w.Status.Step?.Index == 3, TimeSpan.FromMinutes(5));

        world.Log.Count(line => line.Contains("SetTraffic", StringComparison.Ordinal)).Should().Be(2);
        world.Log.Count(line => line.Contains("PatchStatus", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(4, string.Join('\n', world.Log));
        world.Log.Count(line => line.Contains("ScaleRevision", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(2);
        world.Events.Should().HaveCount(2);
    }

    [Fact]
    public void A_quiet_launch_writes_nothing()
    {
        var world = Specs.Adopted();
        var writes = world.Writes;
        world.Run(TimeSpan.FromHours(1));
        world.Writes.Should().Be(writes);
    }

    [Fact]
    public void A_failing_release_goes_back_at_its_first_step_and_stays_back()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Failing["bbb"] = 0.2;
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(3));
        world.Run(TimeSpan.FromMinutes(10));

        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.CandidateShare.Should().Be(Share.None);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
        world.ReplicasOf("bbb").Should().Be(0);
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);
        world.Status.Conditions.Single(condition => condition.Type == "Stalled").Status.Should().Be(ConditionStatus.True);
    }

    [Fact]
    public void Retry_starts_the_next_attempt()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Failing["bbb"] = 0.2;
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(3));
        world.Run(TimeSpan.FromSeconds(30));
        world.Failing.Clear();
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.AttemptOf("bbb").Should().Be(2);
        world.Run(TimeSpan.FromMinutes(10));
        world.AttemptOf("bbb").Should().Be(2, "a retry that was carried out does nothing more");
    }

    [Fact]
    public void A_third_template_supersedes_the_candidate_without_calling_it_bad()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.Push("ccc");
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromSeconds(3));
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Superseded);
        world.RunUntil(w => w.Apex!.Selects == "ccc" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.Run(TimeSpan.FromSeconds(10));
        world.ReplicasOf("bbb").Should().Be(0);
    }

    [Fact]
    public void A_template_that_goes_back_to_stable_ends_the_launch()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.Push("aaa");
        world.Run(TimeSpan.FromSeconds(20));
        world.Status.Phase.Should().Be(LaunchPhase.Healthy);
        world.CandidateShare.Should().Be(Share.None);
        world.ReplicasOf("bbb").Should().Be(0);
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Fact]
    public void A_new_template_waits_until_the_bake_has_ended()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(5));
        world.Push("ccc");
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(3));
        world.RunUntil(w => w.Apex!.Selects == "ccc" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Steps_that_are_edited_go_on_above_the_present_weight_with_a_new_hold()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.Run(TimeSpan.FromSeconds(20));
        world.Spec = world.Spec with
        {
            Steps = [new StepSpec { Share = Share.Percent(10), Hold = TimeSpan.FromSeconds(30) }, new StepSpec { Share = Share.Percent(80), Hold = TimeSpan.FromSeconds(30) }, new StepSpec { Share = Share.All }],
        };
        world.Run(TimeSpan.FromSeconds(3));
        world.CandidateShare.Should().Be(Share.Percent(25), "never lower");
        world.RunUntil(w => w.CandidateShare == Share.Percent(80), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Paused_holds_the_share_and_its_time_and_still_goes_back()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        world.Run(TimeSpan.FromSeconds(10));
        world.Spec = world.Spec with { Paused = true };
        world.Run(TimeSpan.FromMinutes(30));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Status.Conditions.Single(condition => condition.Type == "Paused").Status.Should().Be(ConditionStatus.True);
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_manual_gate_waits_for_its_own_approval()
    {
        var spec = Specs.Guarded();
        spec = spec with { Steps = [spec.Steps[0] with { Gate = StepGate.Manual }, .. spec.Steps.Skip(1)] };
        var world = Specs.Adopted(spec);
        world.Push("bbb");
        world.Run(TimeSpan.FromMinutes(20));
        world.Status.Reason.Should().Be(Reason.WaitingForApproval);
        world.Acts["approve"] = "bbb/1/2";
        world.Run(TimeSpan.FromMinutes(1));
        world.CandidateShare.Should().Be(Share.Percent(5), "it approves another step");
        world.Acts["approve"] = "bbb/1/1";
        world.Run(TimeSpan.FromSeconds(5));
        world.CandidateShare.Should().Be(Share.Percent(25));
    }

    [Theory]
    [InlineData("approve", "bbb/1/1", "approved by alice; ")]
    [InlineData("promote", "bbb/1", "promoted by alice; ")]
    [InlineData("abort", "bbb/1", "the abort annotation asks for it, by alice")]
    public void Whoever_names_himself_with_an_act_stands_in_its_decision(string act, string value, string told)
    {
        var spec = Specs.Guarded();
        var world = Specs.Adopted(spec with { Steps = [spec.Steps[0] with { Gate = StepGate.Manual }, .. spec.Steps.Skip(1)] });
        world.Push("bbb");
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForApproval, TimeSpan.FromMinutes(20));
        world.Acts[act] = value;
        world.ApprovedBy = "alice";
        world.Run(TimeSpan.FromSeconds(5));
        world.Status.Decisions.Should().Contain(decision => decision.Evidence.StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_ends_a_bake_by_hand_stands_in_its_decision()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        world.Acts["promote"] = "bbb/1";
        world.ApprovedBy = "alice";
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromSeconds(10));
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.PromotedByHand && decision.To == Share.All && decision.Evidence.StartsWith("promoted by alice; ", StringComparison.Ordinal));
    }

    [Fact]
    public void Abort_and_promote_act_once_on_the_attempt_that_they_name()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Acts["abort"] = "bbb/1";
        world.Push("bbb");
        world.Run(TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);

        world.Push("ccc");
        world.Acts["promote"] = "ccc/1";
        world.RunUntil(w => w.CandidateShare == Share.All, TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.Baking);
        world.Run(TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.Baking, "the same act does not end the bake too");
    }

    [Fact]
    public void A_candidate_that_is_not_ready_by_the_deadline_is_rolled_back_without_traffic()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.NeverReady.Add("bbb");
        world.Push("bbb");
        world.Run(TimeSpan.FromMinutes(4));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
        world.Log.Should().NotContain(line => line.Contains("SetTraffic", StringComparison.Ordinal) && line.Contains("Forward", StringComparison.Ordinal));
    }

    [Fact]
    public void A_candidate_whose_pods_vanish_goes_back()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.NeverReady.Add("bbb");
        world.SetReady("bbb", 0);
        world.Run(TimeSpan.FromSeconds(2));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.CandidateNotReady);
    }

    [Fact]
    public void A_silent_source_never_advances_and_goes_back_only_after_its_deadline()
    {
        var spec = Specs.Guarded();
        var world = Specs.Adopted(spec with { Analysis = spec.Analysis with { UnknownDeadline = TimeSpan.FromMinutes(5) } });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        world.SourceSilent = true;
        world.Run(TimeSpan.FromMinutes(4));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Restart();
        world.Run(TimeSpan.FromSeconds(75));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Reason.Should().Be(Reason.SourceSilent);
    }

    [Fact]
    public void Stable_without_ready_pods_lets_a_ready_candidate_take_everything()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 0);
        world.Run(TimeSpan.FromSeconds(2));
        world.CandidateShare.Should().Be(Share.All);
        world.ReplicasOf("bbb").Should().Be(4);
    }

    [Fact]
    public void Going_back_waits_for_stables_capacity_unless_requests_fail()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(5));
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 1);
        world.Acts["abort"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(5));
        world.CandidateShare.Should().Be(Share.Percent(75));
        world.NeverReady.Clear();
        world.Run(TimeSpan.FromSeconds(10));
        world.CandidateShare.Should().Be(Share.None);
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
    }

    [Fact]
    public void A_pinned_revision_takes_over_at_once_and_the_template_waits()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.Run(TimeSpan.FromSeconds(10));
        world.Spec = world.Spec with { PinnedRevision = "aaa" };
        world.Push("ccc");
        world.RunUntil(w => w.CandidateShare == Share.All, TimeSpan.FromSeconds(30));
        world.Candidate!.Selects.Should().Be("aaa");
        world.RunUntil(w => w.Apex!.Selects == "aaa" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(5));
        world.Status.PendingRevision.Should().Be("ccc");
        world.Revisions.Should().NotContain("ccc");
    }

    [Fact]
    public void The_route_returns_to_the_apex_only_after_the_data_plane_has_followed_it()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(10));
        var moved = world.Now;
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromMinutes(1));
        (world.Now - moved).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(3), "propagationDelay has to pass first");
    }
}
