using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
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

    private static LaunchWorld AtFirstStep(DarkLaunchSpec spec)
    {
        var world = Specs.Adopted(spec);
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare > Share.None, TimeSpan.FromMinutes(2));
        return world;
    }
}
