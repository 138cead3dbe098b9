using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>Live is let alone while it suffers more than it did without the comparison.</summary>
public sealed class LiveStrainTests
{
    [Fact]
    public void Copying_pauses_while_live_fails_more_often_than_before_and_goes_on_after_ten_minutes()
    {
        var world = World();
        world.StrainedEvery = 20;
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        var since = world.Now;
        world.Until(w => w.Mirrored is null, "live is let alone", 60);
        (world.Now - since).Should().BeLessThan(TimeSpan.FromMinutes(2), "one of twenty fails where none did");
        world.Condition("LiveUnderStrain").Should().Match<Condition>(said => said.Status == ConditionStatus.True && said.Reason == "LiveUnderStrain");
        world.Condition("LiveUnderStrain")!.Message.Should().MatchRegex("^objective availability at live: [0-9.]+ % of [0-9,]+ events are bad while it is asked again, 0 % of [0-9,]+ were without; nothing is copied for 10m$");
        world.Condition("Ready")!.Reason.Should().Be("LiveUnderStrain");
        world.Condition("Stalled")!.Status.Should().Be(ConditionStatus.False, "nobody has to mend anything");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.LiveUnderStrain && told.Warning);

        var paused = world.Now;
        world.StrainedEvery = 0;
        world.Until(w => w.Mirrored is not null, "it goes on", 200);
        (world.Now - paused).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20));
        (world.Mirrored < world.Spec.Sample).Should().BeTrue("the trial share comes first");
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Condition("LiveUnderStrain")!.Status.Should().Be(ConditionStatus.False);
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void Where_nobody_could_see_live_suffer_that_is_told()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        world.Condition("LiveUnderStrain").Should().Match<Condition>(said => said.Status == ConditionStatus.False);
        world.Condition("LiveUnderStrain")!.Message.Should().Be("nobody would see it: no objective counts at live (ratio or quantile); maxLiveRps and maxLiveShare alone bound what is added");
        var watched = World();
        watched.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        watched.Condition("LiveUnderStrain")!.Message.Should().BeEmpty();
    }

    [Fact]
    public void What_live_suffered_before_is_no_strain()
    {
        var world = World();
        world.LiveFailsEvery = 20;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().NotContain(told => told.Reason == Reason.LiveUnderStrain);
    }

    [Fact]
    public void A_bad_evening_that_is_not_our_doing_costs_one_pause_and_no_more()
    {
        var world = World(TimeSpan.FromHours(2));
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        world.LiveFailsEvery = 20;
        world.Until(w => w.Condition("LiveUnderStrain")?.Status == ConditionStatus.True, "live is let alone");
        for (var pass = 0; pass < 500; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.LiveUnderStrain).Should().Be(1, "the pause shows that live suffers without copies, too");
        world.Mirrored.Should().Be(world.Spec.Sample);
    }

    [Fact]
    public void What_is_counted_in_the_pause_is_what_live_is_compared_with_after_it()
    {
        var world = World();
        world.StrainedEvery = 20;
        world.Until(w => w.Condition("LiveUnderStrain")?.Status == ConditionStatus.True, "live is let alone");
        world.Until(w => w.Mirrored is not null, "it goes on", 200);
        world.Status.Live.Should().ContainSingle().Which.Total.Should().BeGreaterThan((long)(9 * 60 * world.Requests), "ten minutes without copies");
    }

    [Fact]
    public void A_pause_that_could_not_be_written_down_is_kept_all_the_same()
    {
        var world = World();
        world.StrainedEvery = 20;
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        world.StatusIsRefused = true;
        world.Until(w => w.Mirrored is null, "live is let alone", 60);
        var paused = world.Now;
        world.Pass();
        world.StatusIsRefused = false;
        world.Until(w => w.Condition("LiveUnderStrain")?.Status == ConditionStatus.True, "it is told", 5);
        world.Until(w => w.Mirrored is not null, "it goes on", 200);
        (world.Now - paused).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void A_pause_outlives_the_operator()
    {
        var world = World();
        world.StrainedEvery = 20;
        world.Until(w => w.Condition("LiveUnderStrain")?.Status == ConditionStatus.True, "live is let alone");
        var paused = world.Now;
        world.Restart();
        world.Until(w => w.Mirrored is not null, "it goes on", 200);
        (world.Now - paused).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void An_operator_that_starts_anew_while_live_is_asked_still_knows_how_it_fared_alone()
    {
        var world = World();
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        world.Restart();
        world.StrainedEvery = 20;
        world.Until(w => w.Condition("LiveUnderStrain")?.Status == ConditionStatus.True, "live is let alone", 60);
    }

    [Fact]
    public void A_replay_pauses_too_and_goes_on_where_it_was()
    {
        var world = World();
        world.Spec = world.Spec with { Replay = new ReplaySpec("spec.replay.secret", "key monday.har of Secret recordings", 10), Copies = false };
        world.ServerStarts = false;
        for (var pass = 0; pass < 40; pass++) world.Pass();
        world.ServerStarts = true;
        world.Until(w => w.Replay.Replayed > 300, "it is replayed");
        world.LiveFailsEvery = 20;
        world.Until(w => w.Job is null, "live is let alone");
        var replayed = world.Replay.Replayed;
        world.Until(w => w.Job is not null, "it goes on", 200);
        world.Replay.Replayed.Should().BeInRange(replayed, replayed + 20);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
    }

    [Fact]
    public void Without_an_objective_that_counts_nobody_can_say()
    {
        var world = World();
        world.Spec = world.Spec with { Objectives = [] };
        world.StrainedEvery = 2;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Condition("LiveUnderStrain")!.Status.Should().Be(ConditionStatus.False);
    }

    [Fact]
    public void What_a_gateway_does_not_copy_is_seen()
    {
        var world = World(TimeSpan.FromMinutes(30));
        world.LosesEvery = 10;
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        for (var pass = 0; pass < 60; pass++) world.Pass();
        world.Status.Coverage.Should().BeApproximately(0.9, 0.02);
        world.Restart();
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Status.Coverage.Should().BeApproximately(0.9, 0.02, "until more is known it stays");
    }

    [Fact]
    public void Copies_that_nobody_could_count_for_a_while_are_not_held_against_a_part_of_lives_requests()
    {
        var world = World(TimeSpan.FromMinutes(30));
        world.LosesEvery = 10;
        world.Until(w => w.Mirrored == w.Spec.Sample, "all of the sample is copied");
        for (var pass = 0; pass < 60; pass++) world.Pass();
        world.ServerIsSilent = true;
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.ServerIsSilent = false;
        for (var pass = 0; pass < 10; pass++) world.Pass();
        world.Status.Coverage.Should().BeApproximately(0.9, 0.02);
    }

    private static ShadowWorld World(TimeSpan? over = null)
    {
        var world = new ShadowWorld();
        world.Spec = world.Spec with { Sample = Share.Percent(25), Objectives = [ShadowWorld.Availability with { Bound = new Bound.Target(0.9) }], Verdict = world.Spec.Verdict with { Over = over ?? TimeSpan.FromMinutes(30) } };
        return world;
    }
}
