using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>Gateways that refuse the filter, or that copy more than they are asked to: what is tried, what is left alone, and what is no reason for either.</summary>
public sealed class ShadowGatewayTests
{
    [Theory]
    [InlineData("shadow")]
    [InlineData("route")]
    public void A_route_that_a_gateway_refuses_with_the_filter_is_left_alone_until_the_spec_or_the_route_is_edited(string edited)
    {
        var world = new ShadowWorld { RefusesFilter = true };
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.RouteRefused) }, "it is told");
        world.Condition("Stalled")!.Message.Should().Contain("no mirrors");
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Restart();
        world.Problems = [new Problem(Reason.RouteContested, "spec.live.gatewayAPI", "GatewayClass x cannot")];
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Problems = [];
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.SetMirror>().Select(set => set.Sample).Should().Equal([Share.Percent(1), null], "a gateway may drop a refused route, and users with it: once is enough to know");
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.RouteRefused).Should().BeLessThanOrEqualTo(2, "told once, and once more after something else");
        world.Condition(nameof(Reason.RouteRefused))!.Status.Should().Be(ConditionStatus.True);
        world.RefusesFilter = false;
        for (var pass = 0; pass < 5; pass++) world.Pass();
        world.Mirrored.Should().BeNull("nobody has edited anything");
        if (edited == "shadow") world.Generation++;
        else world.RouteForm = "r2";
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it goes on");
        world.Condition(nameof(Reason.RouteRefused))!.Status.Should().Be(ConditionStatus.False);
    }

    [Fact]
    public void A_shadow_that_a_Service_lets_users_reach_leaves_and_comes_back_when_that_is_mended()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        world.ShadowReplicas.Should().Be(1);
        world.Problems = [new Problem(Reason.ShadowReachable, "spec.shadow.deployment.name", "Service orders selects the pod labels of Deployment orders-next")];
        for (var pass = 0; pass < 3; pass++) world.Pass();
        (world.ShadowReplicas, world.Mirrored).Should().Be((0, null));
        world.Condition("Stalled")!.Reason.Should().Be(nameof(Reason.ShadowReachable));
        var done = world.Done.Count;
        for (var pass = 0; pass < 60; pass++) world.Pass();
        world.Done.Skip(done).OfType<ShadowEffect.ApplyShadow>().Should().BeEmpty();
        world.Problems = [];
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it goes on");
    }

    [Fact]
    public void A_refused_filter_is_not_tried_again_after_a_launch()
    {
        var world = new ShadowWorld { RefusesFilter = true };
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.RouteRefused) }, "it is told");
        for (var launch = 0; launch < 3; launch++)
        {
            world.Launching = "orders";
            for (var pass = 0; pass < 5; pass++) world.Pass();
            world.Launching = null;
            for (var pass = 0; pass < 5; pass++) world.Pass();
        }

        world.Done.OfType<ShadowEffect.SetMirror>().Select(set => set.Sample).Should().Equal([Share.Percent(1), null], "a launch steers the same route, and nobody has edited it");
        world.Condition(nameof(Reason.RouteRefused))!.Status.Should().Be(ConditionStatus.True);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_process_that_dies_over_a_refused_route_does_not_try_it_again(int effects)
    {
        var world = new ShadowWorld { RefusesFilter = true };
        world.Until(w => w.Mirrored is not null, "the filter is set");
        world.Pass(effects);
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.SetMirror>().Select(set => set.Sample).Should().Equal([Share.Percent(1), null]);
        world.Condition(nameof(Reason.RouteRefused))!.Status.Should().Be(ConditionStatus.True);
    }

    [Fact]
    public void A_route_that_is_refused_without_the_filter_is_told_before_anything_is_written_into_it()
    {
        var world = new ShadowWorld { Acceptance = RouteAcceptance.Refused };
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.SetMirror>().Should().BeEmpty();
        world.Condition("Stalled").Should().Match<Condition>(stalled => stalled.Status == ConditionStatus.True && stalled.Reason == nameof(Reason.RouteRefused) && stalled.Message.Contains("before anything is copied"));
        world.Condition(nameof(Reason.RouteRefused))!.Status.Should().Be(ConditionStatus.False, "the filter is not to blame");
        world.Acceptance = RouteAcceptance.Accepted;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it begins by itself");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gateway_that_was_found_out_is_not_tried_again_by_a_process_that_begins_then(bool isSilent)
    {
        var world = new ShadowWorld { IgnoresShares = true, Requests = 30, Spec = Longer };
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is asked for");
        while (world.Mirrored is not null) world.Pass(1);
        world.Condition("SampleNotHonoured")?.Status.Should().NotBe(ConditionStatus.True, "it died before it was written down");
        var before = world.Done.Count;
        world.ServerIsSilent = isSilent;
        world.Pass();
        world.ServerIsSilent = false;
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Condition("SampleNotHonoured")!.Status.Should().Be(ConditionStatus.True);
        world.Done.Skip(before).OfType<ShadowEffect.SetMirror>().Should().BeEmpty();
    }

    [Fact]
    public void A_gateway_that_copies_everything_is_found_out_and_left_alone()
    {
        var world = new ShadowWorld { IgnoresShares = true, Requests = 30, Spec = Longer };
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.SampleNotHonoured) }, "it is told");
        world.Mirrored.Should().BeNull();
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Mirrored.Should().BeNull();
    }

    [Fact]
    public void A_sample_that_is_edited_is_tried_before_all_of_it_is_copied()
    {
        foreach (var before in (Share[])[Share.Percent(1), Share.Percent(10)])
        {
            var world = new ShadowWorld { Spec = Longer };
            world.Until(w => w.Mirrored == before, "it copies");
            world.Spec = world.Spec with { Sample = Share.Percent(50) };
            world.Generation++;
            var at = world.Now;
            world.Until(w => w.Mirrored == Share.Percent(50), "all of it is copied");
            (world.Now - at).Should().BeGreaterThan(TimeSpan.FromSeconds(45), "whatever was copied before, at most one percent is copied at first");
            world.Done.OfType<ShadowEffect.SetMirror>().Select(set => set.Sample).TakeLast(2).Should().Equal(Share.Percent(1), Share.Percent(50));
        }
    }

    [Fact]
    public void A_gateway_that_copies_everything_is_found_out_when_the_sample_is_edited_in_the_trial()
    {
        var world = new ShadowWorld { IgnoresShares = true, Requests = 30, Spec = Longer };
        world.Until(w => w.Mirrored == Share.Percent(1), "the trial begins");
        world.Spec = world.Spec with { Sample = Share.Percent(50) };
        world.Generation++;
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.SampleNotHonoured) }, "it is told");
        world.Mirrored.Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(3600)]
    public void The_minute_of_the_trial_begins_when_the_route_has_the_filter_however_long_that_takes(int seconds)
    {
        var world = new ShadowWorld { RouteTakes = TimeSpan.FromSeconds(seconds), Spec = Longer };
        world.Until(w => w.Mirrored == Share.Percent(1), "the trial begins");
        world.RouteTakes = TimeSpan.Zero;
        var began = world.Now;
        var passes = 0;
        while (world.Mirrored == Share.Percent(1) && passes++ < 60) world.Pass();
        world.Mirrored.Should().Be(world.Spec.Sample);
        (world.Now - began).Should().BeCloseTo(TimeSpan.FromSeconds(67), TimeSpan.FromSeconds(10), "a process that slept after it had written down the trial took its sleep for the minute");
    }

    [Fact]
    public void Traffic_that_doubles_or_halves_is_no_gateway_that_ignores_shares()
    {
        foreach (var factor in (double[])[0.5, 2])
        {
            var world = new ShadowWorld { Spec = Longer };
            world.Until(w => w.Mirrored == Share.Percent(10), "the trial is over");
            world.Requests *= factor;
            for (var pass = 0; pass < 20; pass++) world.Pass();
            world.Mirrored.Should().Be(Share.Percent(10));
        }
    }

    private static Core.ShadowDeployments.Spec.ShadowSpec Longer { get; } = new ShadowWorld().Spec with { Verdict = new VerdictRules { Over = TimeSpan.FromHours(2), MinComparisons = 1_500, MaxMismatch = 0.01 } };
}
