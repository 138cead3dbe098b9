using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Policies;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>What the simulation found, in the smallest form. The scenarios that found it are named in docs/reliability.md.</summary>
public sealed class LaunchSimulationFindingTests
{
    [Fact]
    public void A_managed_route_is_made_only_when_the_apex_has_ready_pods()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Apex is not null, TimeSpan.FromMinutes(1));
        var seen = world.Seen() with { Routes = [world.Routes["checkout"] with { Uid = null, Marker = null, AtRest = false }], Status = LaunchStatus.Empty };
        Decide.Next(world.Spec, seen with { Apex = seen.Apex! with { Ready = ImmutableSortedDictionary<string, int>.Empty } }).Effects.OfType<LaunchEffect.SetTraffic>().Should().BeEmpty();
        Decide.Next(world.Spec, seen with { Apex = seen.Apex! with { Ready = seen.Apex.Ready.SetItem("aaa", 1) } }).Effects.OfType<LaunchEffect.SetTraffic>().Should().ContainSingle();
    }

    [Fact]
    public void Time_in_which_the_operator_cannot_see_counts_against_no_candidate()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.NeverReady.Add("bbb");
        world.Push("bbb");
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForCandidate, TimeSpan.FromMinutes(1));

        world.CurrentSince = null;
        world.Run(world.Spec.ProgressDeadline * 2);
        world.Status.Reason.Should().Be(Reason.WaitingForCandidate);
        world.CurrentSince = world.Now;
        world.Run(world.Spec.ProgressDeadline - TimeSpan.FromSeconds(5));
        world.Status.Reason.Should().Be(Reason.WaitingForCandidate);

        world.RunUntil(w => w.OutcomeOf("bbb") == RevisionOutcome.RolledBack, TimeSpan.FromSeconds(20));
        world.Status.Decisions[0].Reason.Should().Be(Reason.ProgressDeadlineExceeded);
        world.Status.Decisions[0].Evidence.Should().NotBeNull();
    }

    [Fact]
    public void A_way_back_that_is_refused_is_decided_again_and_waits_for_nothing_else()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.NeverReady.Add("bbb");
        world.Push("bbb");
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForCandidate, TimeSpan.FromMinutes(1));
        var late = world.Seen() with { Now = world.Now + world.Spec.ProgressDeadline };

        var decided = Decide.Next(world.Spec, late);
        var again = Decide.Next(world.Spec, late with { Memory = decided.Memory });

        decided.Reason.Should().Be(Reason.ProgressDeadlineExceeded);
        again.Reason.Should().Be(Reason.ProgressDeadlineExceeded, "to wait again in between asked the source and came back at once, fifty times a second, while a server said that it was busy");
        again.Status.Decisions[0].Evidence.Should().Be(decided.Status.Decisions[0].Evidence);
    }

    [Fact]
    public void A_candidate_that_has_become_ready_while_an_answer_was_waited_for_is_not_late()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.NeverReady.Add("bbb");
        world.Push("bbb");
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForCandidate && w.Status.Step?.PreparingSince is not null, TimeSpan.FromMinutes(1));

        world.SetReady("bbb", world.ReplicasOf("bbb"));
        var late = world.Seen() with { Now = world.Now + world.Spec.ProgressDeadline };
        var decided = Decide.Next(world.Spec, late);
        var next = Decide.Next(world.Spec, late with { Now = late.Now + TimeSpan.FromSeconds(1), Status = decided.Status, Memory = decided.Memory });

        decided.Reason.Should().Be(Reason.WaitingForRoute, "a write that had no answer for half a minute is not the candidate's doing");
        next.Reason.Should().Be(Reason.WaitingForRoute, "what is waited for next has a time of its own");
    }

    [Fact]
    public void Nobody_is_given_more_users_while_the_operator_cannot_see_but_going_back_is_possible()
    {
        var world = AtFirstStep(Specs.Guarded());
        var share = world.CandidateShare;
        world.CurrentSince = null;
        world.Run(TimeSpan.FromMinutes(10));
        world.CandidateShare.Should().Be(share);
        world.Status.Reason.Should().Be(Reason.WaitingForSight);

        var seeing = world.Seen() with { CurrentSince = world.Now };
        Decide.Next(world.Spec, seeing).Effects.OfType<LaunchEffect.SetTraffic>().Should().NotBeEmpty("it sees again");
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromMinutes(2));
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);
    }

    [Fact]
    public void A_mark_of_an_earlier_launch_of_the_same_name_counts_for_nobody()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.Push("bbb");
        world.Routes["checkout"] = world.Routes["checkout"] with { Marker = new TrafficMarker("the uid of a launch that is gone", 1, "bbb", Share.None, TrafficDirection.Back) };

        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(10));

        world.OutcomeOf("bbb").Should().BeNull("it was another launch that went back");
    }

    [Fact]
    public void A_restart_in_a_step_writes_no_status()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Run(TimeSpan.FromSeconds(5));
        world.Restart();
        var seen = world.Seen() with { Readings = [] };

        var first = Decide.Next(world.Spec, seen);

        first.Effects.Should().BeEmpty("that nothing has been measured by this process yet is no news");
    }

    [Fact]
    public void A_restart_while_the_source_is_silent_writes_no_status()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.SourceSilent = true;
        world.Run(TimeSpan.FromSeconds(45));
        world.Status.Objectives[0].Verdict.Should().Be(Verdict.Unknown);
        world.Restart();

        Decide.Next(world.Spec, world.Seen() with { Readings = [] }).Effects.OfType<LaunchEffect.PatchStatus>().Should().BeEmpty();
    }

    [Fact]
    public void A_candidate_whose_pods_no_slice_shows_gets_no_share()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.SlicesLag = true;
        world.Push("bbb");
        world.Run(TimeSpan.FromSeconds(30));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Reason.Should().Be(Reason.WaitingForCandidate);

        world.SlicesLag = false;

        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_template_that_is_gone_in_mid_launch_moves_nobody()
    {
        var world = AtFirstStep(Specs.Guarded());
        var share = world.CandidateShare;
        world.Template = null;
        world.Run(TimeSpan.FromMinutes(5));
        world.CandidateShare.Should().Be(share);
        world.Stalled().Should().Contain("spec.targetRef.name");

        world.Push("bbb");

        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_bad_candidate_goes_back_although_its_template_is_gone()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Template = null;
        world.Failing["bbb"] = 0.5;
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromMinutes(5));
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    [Fact]
    public void A_pin_in_mid_launch_on_what_nobody_keeps_moves_nobody()
    {
        var world = AtFirstStep(Specs.Guarded());
        var share = world.CandidateShare;
        world.Spec = world.Spec with { PinnedRevision = "zzz" };
        world.Run(TimeSpan.FromMinutes(5));
        world.CandidateShare.Should().Be(share);
        world.Stalled().Should().Contain("spec.pinnedRevision");
    }

    [Theory]
    [InlineData(JudgeKind.Threshold, false)]
    [InlineData(JudgeKind.Sequential, false)]
    [InlineData(JudgeKind.Sequential, true)]
    public void An_objective_that_asks_something_else_from_now_on_begins_anew(JudgeKind judge, bool restarted)
    {
        var spec = Specs.Guarded(ObjectiveMode.Observe);
        var world = Specs.Adopted(spec with { Objectives = [spec.Objectives[0] with { Judge = judge }] });
        world.Failing["bbb"] = 0.3;
        world.Push("bbb");
        world.RunUntil(w => w.Status.Objectives is [{ Verdict: Verdict.Bad }], TimeSpan.FromMinutes(5));

        // The selector was wrong; the right one has nothing against the candidate, and is enforced.
        world.Spec = world.Spec with { Objectives = [world.Spec.Objectives[0] with { Mode = ObjectiveMode.Enforce, Indicator = new Indicator.Ratio("errors", "total") }] };
        if (restarted) world.Restart();

        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_pause_that_holds_nothing_back_is_not_waited_for()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Spec = world.Spec with { Paused = true };
        world.Run(TimeSpan.FromSeconds(5));
        ConditionStatus Reconciling() => world.Status.Conditions.Single(condition => condition.Type == "Reconciling").Status;
        Reconciling().Should().Be(ConditionStatus.False);
        world.Push("bbb");
        world.Run(TimeSpan.FromSeconds(5));
        Reconciling().Should().Be(ConditionStatus.True, "a release waits");
    }

    [Fact]
    public void A_deleted_route_is_made_again_although_the_launch_is_held()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Spec = world.Spec with { Paused = true };
        world.Run(TimeSpan.FromSeconds(5));
        var seen = world.Seen() with
        {
            Routes = [world.Routes["checkout"] with { Uid = null, Marker = null, Actual = Share.None, Least = Share.None, NamesCandidate = false, AtRest = false }],
            Status = world.Status with { Traffic = [new RouteStatus("gatewayAPI", "HTTPRoute", "checkout", "uid-checkout", "")] },
        };
        var decision = Decide.Next(world.Spec, seen);
        decision.Reason.Should().Be(Reason.TrafficConflict);
        decision.Effects.OfType<LaunchEffect.SetTraffic>().Should().ContainSingle().Which.Aim.Rest.Should().BeTrue();
    }

    [Fact]
    public void A_launch_that_an_edit_left_below_its_steps_does_not_wait_for_events_that_nobody_can_cause()
    {
        var world = Specs.Adopted(Specs.WithPilots());
        world.Push("bbb");
        world.RunUntil(w => w.Status.Step?.Index == 1, TimeSpan.FromMinutes(2));
        world.Spec = world.Spec with { Steps = [.. world.Spec.Steps.Where(step => !step.PilotsOnly)] };
        world.RequestsPerSecond = 0;
        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_source_that_was_deleted_is_unknown_for_no_longer_than_its_deadline()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Problems.Add(new Problem(Reason.SourceNotFound, "spec.objectives[0].source", "there is no MetricSource x"));
        world.SourceSilent = true;
        world.RunUntil(w => w.CandidateShare == Share.None, world.Spec.Analysis.UnknownDeadline + TimeSpan.FromMinutes(2));
        world.Status.Decisions[0].Reason.Should().Be(Reason.SourceSilent);
    }

    [Fact]
    public void A_restart_takes_what_was_not_measured_yet_for_no_silence_of_the_source()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Status = world.Status with { Objectives = [.. world.Status.Objectives.Select(said => said with { Verdict = Verdict.Unknown, Why = UnknownWhy.NoAnswer, At = null, Since = world.Now - TimeSpan.FromHours(1) })] };
        world.Restart();
        world.Pass();
        world.Status.Phase.Should().Be(LaunchPhase.Launching);
        (world.CandidateShare > Share.None).Should().BeTrue();
    }

    [Fact]
    public void A_launch_is_not_adopted_while_a_write_that_belongs_to_it_is_refused()
    {
        var world = new LaunchWorld(Specs.Guarded());
        world.BeforeWrite = effect => effect is not LaunchEffect.ScaleDownTemplate;
        world.Run(TimeSpan.FromSeconds(30));
        world.BeforeWrite = null;
        var told = Decide.Next(world.Spec, world.Seen() with { Refused = new Problem(Reason.WriteRefused, "", "JsonPatch of Deployment checkout was refused: no") });
        told.Status.Conditions.Should().NotContain(condition => condition.Type == "Adopted" && condition.Status == ConditionStatus.True);
        world.Status = told.Status;
        world.Run(TimeSpan.FromSeconds(30));
        world.Template!.Replicas.Should().Be(0);
    }

    [Fact]
    public void In_a_terminating_namespace_nothing_is_made_again_even_before_the_launch_itself_is_deleted()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.NamespaceTerminating = true;
        Decide.Next(world.Spec, world.Seen() with { Apex = null }).Effects.Should().AllBeOfType<LaunchEffect.RemoveFinalizer>();
    }

    [Fact]
    public void A_launch_that_takes_over_what_another_left_behind_shrinks_nothing()
    {
        var world = Specs.Adopted(Specs.Guarded());
        var before = world.ReplicasOf("aaa");
        world.Spec = world.Spec with { Replicas = null };
        world.Template = world.Template! with { Replicas = 0 };
        world.Run(TimeSpan.FromMinutes(1));
        world.ReplicasOf("aaa").Should().Be(before).And.BeGreaterThan(1);
    }

    [Fact]
    public void An_abort_ends_a_pause_too()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.None, Least = Share.None, NamesCandidate = false, AtRest = true, Marker = null };
        world.Run(TimeSpan.FromSeconds(5));
        world.Status.Hold.Should().NotBeNull();
        world.Acts["abort"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(30));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
    }

    [Fact]
    public void A_release_whose_Deployment_was_deleted_is_rolled_back_and_begins_anew_by_retry()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.RemoveRevision("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.Status.Conditions.Should().NotContain(condition => condition.Type == "Reconciling" && condition.Status == ConditionStatus.True);
        Converged.Holds(LaunchViewing.Of(world.Spec, world.Seen())).Should().BeTrue();
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(2));
        world.AttemptOf("bbb").Should().Be(2);
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("retry")]
    public void An_act_whose_write_was_refused_is_carried_out_when_it_is_not_refused_any_more(string act)
    {
        var world = AtFirstStep(Specs.Guarded());
        if (act == "retry")
        {
            world.Acts["abort"] = "bbb/1";
            world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(1));
        }

        world.Acts[act] = "bbb/1";
        var told = Decide.Next(world.Spec, world.Seen() with { Refused = new Problem(Reason.WriteRefused, "", "JsonPatch of HTTPRoute checkout was refused: no") });
        told.Effects.Should().ContainSingle(effect => effect is LaunchEffect.PatchStatus);
        world.Status = told.Status;
        world.RunUntil(w => act == "abort" ? w.Status.Phase == LaunchPhase.RolledBack : w.AttemptOf("bbb") == 2, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_way_back_that_is_refused_again_and_again_is_told_once_and_nobody_is_said_to_be_back()
    {
        var world = AtFirstStep(Specs.Guarded());
        world.Acts["abort"] = "bbb/1";
        var refused = new Problem(Reason.WriteRefused, "", "JsonPatch of HTTPRoute checkout was refused: no");
        world.Status = Decide.Next(world.Spec, world.Seen() with { Refused = refused }).Status;
        var told = world.Status.Decisions.Count;
        world.Status.Weight.Should().Be(world.CandidateShare);

        var again = Decide.Next(world.Spec, world.Seen() with { Refused = refused });

        again.Status.Decisions.Count.Should().Be(told);
        again.Effects.Should().NotContain(effect => effect is LaunchEffect.PatchStatus);
    }

    private static LaunchWorld AtFirstStep(DarkLaunchSpec spec)
    {
        var world = Specs.Adopted(spec);
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(2));
        return world;
    }
}
