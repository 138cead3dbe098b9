using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>Without a comparison server the shadow's own metrics alone decide, and count what arrives.</summary>
public sealed class MetricsOnlyTests
{
    [Fact]
    public void A_shadow_that_meets_its_objectives_is_the_same_or_better_when_its_time_has_passed()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(1), "a little is copied at first");
        world.Until(w => w.Mirrored == Share.Percent(10), "then what is asked for");
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.TooEarly);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict");
        world.Status.Judgement!.Should().Match<ShadowJudgement>(judgement => judgement.Verdict == ShadowVerdict.SameOrBetter && judgement.Message == "every objective is Good");
        (world.Status.DecidedAt!.Value - world.Status.Since!.Value).Should().BeGreaterThanOrEqualTo(world.Spec.Verdict.Over);
        world.Condition("Ready")!.Message.Should().Be("SameOrBetter: every objective is Good");
        world.Done.OfType<ShadowEffect.KeepEvidence>().Should().BeEmpty("nothing is compared");
        world.Until(w => w.Pass().Effects.Count == 0, "it rests", 5);
    }

    [Fact]
    public void A_bad_one_is_told_at_once_and_measured_to_the_end()
    {
        var world = World();
        world.FailsEvery = 5;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is told");
        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().Contain(told => told.Reason == Reason.ShadowJudged && told.Note.EndsWith("it is measured to the end all the same, to name all that is wrong"));
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "the end");
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.ObjectiveMissed);
    }

    [Fact]
    public void Nothing_is_copied_before_the_source_that_counts_answers()
    {
        var world = World();
        world.SourceAnswers = false;
        for (var pass = 0; pass < 30; pass++) world.Pass();
        world.Mirrored.Should().BeNull();
        world.Condition("Ready").Should().Match<Condition>(ready => ready.Reason == nameof(Reason.WaitingForMetrics) && ready.Message.Contains("objective availability"));
        world.SourceAnswers = true;
        world.Until(w => w.Mirrored is not null, "it begins");
        world.SourceAnswers = false;
        world.Until(w => w.Condition("Ready")!.Reason == nameof(Reason.WaitingForMetrics), "it is told");
        for (var pass = 0; pass < 100; pass++) world.Pass();
        world.Mirrored.Should().Be(Share.Percent(1), "nobody sees whether the share is kept: it does not grow");
        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
    }

    [Fact]
    public void A_restart_of_the_operator_while_it_compares_is_no_news()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(10) && w.Status.Objectives is [{ Verdict: Verdict.Good }], "it compares, and its objective is Good");
        world.Until(w => w.Pass().Effects.Count == 0, "nothing is to be said", 5);
        world.Restart();
        var first = world.Pass();
        first.Reason.Should().Be(Reason.Comparing, "that this process has not asked the source yet says nothing of the source");
        first.Effects.OfType<ShadowEffect.PatchStatus>().Should().BeEmpty();
        world.Pass();
        world.Condition("Ready")!.Reason.Should().Be(nameof(Reason.Comparing));
        world.SourceAnswers = false;
        world.Until(w => w.Condition("Ready")!.Reason == nameof(Reason.WaitingForMetrics), "a source that does not answer is told", 5);
    }

    [Fact]
    public void A_source_that_is_silent_when_the_operator_restarts_is_told_of_all_the_time()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(10), "it compares");
        world.SourceAnswers = false;
        world.Until(w => w.Condition("Ready")!.Reason == nameof(Reason.WaitingForMetrics), "it is told");
        world.Restart();
        for (var pass = 0; pass < 3; pass++) world.Pass().Reason.Should().Be(Reason.WaitingForMetrics);
    }

    [Fact]
    public void A_gateway_that_ignores_shares_is_seen_by_what_the_shadow_counts()
    {
        var world = World();
        world.IgnoresShares = true;
        world.Until(w => w.Condition("SampleNotHonoured")?.Status == ConditionStatus.True, "it is found out");
        world.Mirrored.Should().BeNull("the filter is removed");
    }

    [Fact]
    public void A_trickle_of_users_is_never_enough_for_a_good_verdict()
    {
        var world = World();
        world.Spec = world.Spec with { Verdict = world.Spec.Verdict with { Over = TimeSpan.FromSeconds(20) } };
        world.Until(w => w.Status.Mirror is { IsCopying: true }, "a little is copied");
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Done.OfType<ShadowEffect.SetMirror>().Should().Contain(set => set.Sample == Share.Percent(10), "the share that was asked for was copied first");
        (world.Status.DecidedAt!.Value - world.Status.Since!.Value).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2), "a minute of the trial, and one of the whole");
    }

    [Fact]
    public void A_shadow_that_crashes_is_worse_as_a_crash_takes_its_bad_events_with_it()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(10), "it is copied");
        world.Crash();
        world.Pass();
        world.Pass();
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.Inconclusive, "one is borne");
        world.Crash();
        world.Until(w => w.Status.Judgement!.Verdict == ShadowVerdict.Worse, "more are not", 3);
        world.Status.Judgement!.Message.Should().Be("objective penumbra-restarts is missed: 2 in 10m, asked <= 1 per pod, 2 in all");
    }

    [Fact]
    public void A_shadow_without_a_ready_pod_is_never_found_good()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(10), "it is copied");
        world.ShadowStarts = false;
        for (var pass = 0; pass < 100; pass++) world.Pass();
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.ShadowDown);
    }

    [Fact]
    public void Nor_is_one_whose_filter_went_before_all_had_been_copied_for_a_minute()
    {
        var world = World();
        world.Until(w => w.Mirrored == Share.Percent(10), "all is copied");
        world.SourceAnswers = false;
        world.Until(w => w.Condition("Ready")!.Reason == nameof(Reason.WaitingForMetrics), "nobody counts what arrives");
        (world.Now - world.Status.Mirror!.Since).Should().BeLessThan(TimeSpan.FromMinutes(1));
        world.Mirrored = null;
        for (var pass = 0; pass < 400; pass++) world.Pass();
        var before = world.Done.Count;
        world.SourceAnswers = true;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Done.Skip(before).OfType<ShadowEffect.SetMirror>().Should().Contain(set => set.Sample == Share.Percent(10), "all is copied again first");
    }

    [Fact]
    public void A_verdict_that_was_not_written_down_is_found_again_without_copying_again()
    {
        var last = 0;
        for (var twin = World(); twin.Status.DecidedAt is null; last++) twin.Pass();
        var world = World();
        for (var pass = 1; pass < last; pass++) world.Pass();
        world.Pass(1);
        world.Mirrored.Should().BeNull("users are let off first");
        world.Status.DecidedAt.Should().BeNull("it died before it was written down");
        var before = world.Done.Count;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it is found again");
        world.Done.Skip(before).OfType<ShadowEffect.SetMirror>().Should().BeEmpty();
    }

    [Fact]
    public void A_process_that_dies_after_any_effect_leads_to_the_same_end()
    {
        for (var pass = 0; pass < 40; pass++)
        {
            for (var died = 0; ; died++)
            {
                var world = World();
                for (var before = 0; before < pass; before++) world.Pass();
                var effects = world.Pass(died).Effects.Count;
                world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0 && w.Mirrored is null, $"a verdict, after dying in pass {pass} after {died} effects");
                world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
                if (died >= effects) break;
            }
        }
    }

    [Fact]
    public void While_nothing_is_copied_no_verdict_is_forecast_and_nothing_is_written()
    {
        var world = World();
        world.Requests = 1;
        world.Until(w => w.Status.Mirror is { IsCopying: true } && w.Status.Objectives is [{ Samples: > 0, ExpectedAt: not null }], "a few events are counted, and when there will be enough is told");
        world.Spec = world.Spec with { Suspended = true };
        world.Until(w => w.Mirrored is null, "nothing is copied");
        for (var pass = 0; pass < 80; pass++) world.Pass();
        world.Status.Objectives[0].ExpectedAt.Should().BeNull("nobody can tell");
        var writes = world.StatusWrites;
        for (var pass = 0; pass < 200; pass++) world.Pass();
        world.StatusWrites.Should().Be(writes, "a suspended shadow wrote another forecast every forty seconds");
    }

    private static ShadowWorld World()
    {
        var world = new ShadowWorld();
        world.Spec = world.Spec with { MetricsOnly = true, Objectives = [ShadowWorld.Availability] };
        return world;
    }
}
