using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>Capacity comes before users, on the way up, at the end and on the way out.</summary>
public sealed class LaunchCapacityTests
{
    private static readonly TimeSpan Delay = Specs.Simple().Traffic.PropagationDelay;

    [Fact]
    public void A_share_waits_until_every_pod_that_it_needs_is_ready()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(2));
        world.StartUp = TimeSpan.FromSeconds(20);
        world.RunUntil(w => w.ReplicasOf("bbb") == 2, TimeSpan.FromMinutes(2));

        // One of the two pods that half of the users need is ready.
        world.Run(TimeSpan.FromSeconds(10));
        world.CandidateShare.Should().Be(Share.Percent(25));
        world.Status.Reason.Should().Be(Reason.WaitingForCandidate);
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Message.Should().Contain("1 of 2 pods ready");

        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void The_apex_moves_only_when_the_candidate_could_carry_everybody()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(5));
        world.SetReady("bbb", 3);
        world.BeforeWrite = effect =>
        {
            if (effect is LaunchEffect.SelectApex) world.Seen().Revisions.Single(revision => revision.Hash == "bbb").Ready.Should().Be(4);
            return true;
        };
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Whatever_takes_the_pods_of_both_is_no_fault_of_the_candidate()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.NeverReady.UnionWith(["aaa", "bbb"]);
        world.SetReady("aaa", 0);
        world.SetReady("bbb", 0);
        world.Run(TimeSpan.FromSeconds(20));
        world.CandidateShare.Should().Be(Share.Percent(50));

        // Stable is there first: it takes everybody.
        world.NeverReady.Remove("aaa");
        world.SetReady("aaa", 4);
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromSeconds(5));
        world.Status.Decisions[0].Reason.Should().Be(Reason.CandidateNotReady);
    }

    [Fact]
    public void A_route_returns_to_the_apex_only_when_that_has_held_the_new_revision_for_the_delay()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb", TimeSpan.FromMinutes(5));
        var moved = world.Now;
        world.Routes["checkout"].NamesCandidate.Should().BeTrue("gateways may not have heard of the Service's new pods yet");
        world.Status.Phase.Should().Be(LaunchPhase.Promoting);
        world.RunUntil(w => w.Routes["checkout"].AtRest, TimeSpan.FromMinutes(1));
        (world.Now - moved).Should().BeGreaterThanOrEqualTo(Delay - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_deletion_takes_the_candidate_away_when_no_route_has_named_it_for_the_delay()
    {
        var world = Specs.Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        DateTimeOffset? named = null;
        world.BeforeWrite = effect =>
        {
            if (world.Routes["checkout"].NamesCandidate) named = world.Now;
            if (effect is not (LaunchEffect.DeleteRevision or LaunchEffect.DeleteCandidateService)) return true;
            world.Routes["checkout"].NamesCandidate.Should().BeFalse();
            (world.Now - named!.Value).Should().BeGreaterThanOrEqualTo(Delay);
            return true;
        };
        world.Deleting = true;
        world.Run(TimeSpan.FromSeconds(30));
        world.Gone.Should().BeTrue();
        named.Should().NotBeNull();
        world.Revisions.Should().Equal("aaa");
    }
}
