using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Traffic.Tests.World;
using static Penumbra.Traffic.Tests.World.Launches;

namespace Penumbra.Traffic.Tests;

/// <summary>What every router must do. A new router derives from this, and passes.</summary>
public abstract class RouterContractTests
{
    protected FakeCluster Cluster { get; } = new();

    protected abstract ITrafficRouter Router { get; }

    /// <summary>A launch whose object exists and rests.</summary>
    protected abstract LaunchTraffic Given();

    /// <summary>The same launch after its owner took the router out of the spec.</summary>
    protected abstract LaunchTraffic Without(LaunchTraffic launch);

    /// <summary>The object that steers.</summary>
    protected abstract JsonObject Live { get; }

    /// <summary>Lets the cache fall behind.</summary>
    protected abstract void Freeze();

    protected abstract void Thaw();

    protected bool HasPilots { get; init; } = true;

    [Fact]
    public void From_rest_to_everybody_and_back_to_rest_leaves_the_object_as_it_was()
    {
        var launch = Given();
        var before = Live.Spec().DeepClone();
        foreach (var aim in Ladder())
        {
            Do(launch, aim);
            var facts = Facts(launch);
            facts.Actual.Should().Be(aim.Share);
            facts.Pilots.Should().Be(aim.Pilots);
            facts.NamesCandidate.Should().Be(!aim.Rest);
            facts.AtRest.Should().Be(aim.Rest);
            facts.Marker.Should().Be(aim.Marker, "the marker is part of the same write");
        }

        JsonNode.DeepEquals(Live.Spec(), before).Should().BeTrue("{0} should be {1}", Live.Spec().ToJsonString(), before.ToJsonString());
        Live.Annotations().Should().Be(1, "only the marker is left");
    }

    [Fact]
    public void Every_aim_can_follow_every_other_aim()
    {
        var launch = Given();
        var before = Live.Spec().DeepClone();
        foreach (var from in Ladder())
        {
            foreach (var to in Ladder())
            {
                Do(launch, from);
                Do(launch, to);
                Facts(launch).Actual.Should().Be(to.Share);
                Facts(launch).Pilots.Should().Be(to.Pilots);
            }
        }

        Do(launch, Aim("0"));
        JsonNode.DeepEquals(Live.Spec(), before).Should().BeTrue();
    }

    [Fact]
    public void What_is_there_already_is_not_written_again()
    {
        var launch = Given();
        foreach (var aim in Ladder())
        {
            Do(launch, aim);
            Router.Plan(launch, Id(launch), aim).Should().BeNull("at {0} %", aim.Share);
        }
    }

    [Fact]
    public void A_step_is_one_write_with_its_marker()
    {
        var launch = Given();
        foreach (var aim in Ladder())
        {
            var writes = Cluster.Writes.Count;
            Do(launch, aim);
            (Cluster.Writes.Count - writes).Should().BeLessThanOrEqualTo(1);
            Router.MarkerOf(launch, Live).Should().Be(aim.Marker);
        }
    }

    [Fact]
    public void Going_back_is_one_write()
    {
        var launch = Given();
        Do(launch, Aim("50", HasPilots));
        var writes = Cluster.Writes.Count;

        Do(launch, Aim("0", direction: TrafficDirection.Back));

        Cluster.Writes.Count.Should().Be(writes + 1);
        Facts(launch).Should().Match<RouteFacts>(facts => !facts.NamesCandidate && facts.Actual == Share.None && facts.Marker!.Direction == TrafficDirection.Back);
    }

    [Fact]
    public void Back_is_final_for_its_attempt_even_against_a_stale_cache()
    {
        var launch = Given();
        Do(launch, Aim("5"));
        Freeze();
        var late = Router.Plan(launch, Id(launch), Aim("25"));
        Thaw();
        Do(launch, Aim("0", direction: TrafficDirection.Back));

        Cluster.Send(late);
        Facts(launch).NamesCandidate.Should().BeFalse();
        Router.Plan(launch, Id(launch), Aim("25")).Should().BeNull();

        Do(launch, Aim("25", attempt: 2));
        Facts(launch).Actual.Should().Be(Share.Percent(25), "another attempt may try again");
    }

    [Fact]
    public void A_write_that_meets_a_conflict_is_planned_again_from_the_live_object()
    {
        var launch = Given();
        Do(launch, Aim("5"));
        Freeze();
        var planned = Router.Plan(launch, Id(launch), Aim("25"));
        Thaw();
        Cluster.Edit(Live["kind"]!.GetValue<string>(), Id(launch).Name, live =>
        {
            live["metadata"]!["annotations"]!["example.com/note"] = "somebody";
            live["spec"]!["somebodys"] = "field";
        });

        Cluster.Send(planned);

        Facts(launch).Actual.Should().Be(Share.Percent(25));
        Live.Annotation("example.com/note").Should().Be("somebody");
        Live.Spec()["somebodys"]!.GetValue<string>().Should().Be("field");
    }

    [Fact]
    public void An_annotation_that_somebody_wrote_first_is_kept()
    {
        var launch = Given();
        Live["metadata"]!.AsObject().Remove("annotations");
        var planned = Router.Plan(launch, Id(launch), Aim("25"));
        Cluster.Edit(Live["kind"]!.GetValue<string>(), Id(launch).Name, live => live["metadata"]!["annotations"] = new JsonObject { ["example.com/note"] = "somebody" });

        Cluster.Send(planned);

        Facts(launch).Actual.Should().Be(Share.Percent(25));
        Live.Annotation("example.com/note").Should().Be("somebody");
    }

    [Fact]
    public void A_released_object_has_no_trace_of_steering()
    {
        var launch = Given();
        var before = Live.Spec().DeepClone();
        Do(launch, Aim("25", HasPilots));

        Do(launch, Release);

        JsonNode.DeepEquals(Live.Spec(), before).Should().BeTrue();
        Live.Annotations().Should().Be(0);
        Router.Plan(launch, Id(launch), Release).Should().BeNull();
    }

    [Fact]
    public void An_object_that_the_spec_no_longer_names_is_seen_until_it_is_put_back()
    {
        var launch = Given();
        var before = Live.Spec().DeepClone();
        var id = Id(launch);
        Do(launch, Aim("25", HasPilots));

        var without = Without(launch) with { SteeredBefore = [id.ToString()] };
        Router.Observe(without).Routes.Should().ContainSingle().Which.Should().Match<RouteFacts>(facts => !facts.InSpec && facts.NamesCandidate && facts.Id == id);
        Cluster.Send(Router.Plan(without, id, Release));

        JsonNode.DeepEquals(Live.Spec(), before).Should().BeTrue("{0}", Live.Spec().ToJsonString());
        Router.Observe(without).Routes.Should().BeEmpty();
    }

    [Fact]
    public void A_launch_that_never_used_the_router_sees_nothing()
    {
        var launch = Without(Given());
        Router.Observe(launch with { LaunchUid = "another", Launch = "another" }).Should().BeEquivalentTo(RouterObservation.Nothing);
    }

    protected void Do(LaunchTraffic launch, TrafficAim aim)
    {
        Cluster.Send(Router.Plan(launch, Id(launch), aim));
    }

    protected RouteFacts Facts(LaunchTraffic launch) => Router.Observe(launch).Routes.Should().ContainSingle().Subject;

    protected RouteId Id(LaunchTraffic launch) => Facts(launch).Id;

    private IEnumerable<TrafficAim> Ladder()
    {
        yield return Aim("0", HasPilots);
        yield return Aim("0.5", HasPilots);
        yield return Aim("12.125", HasPilots);
        yield return Aim("50", HasPilots);
        yield return Aim("100", HasPilots);
        yield return Aim("100");
        yield return Aim("0");
    }
}
