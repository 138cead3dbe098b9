using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>What a shadow's own pods say of themselves counts, however equal its answers are.</summary>
public sealed class ShadowObjectivesTests
{
    [Fact]
    public void A_shadow_that_meets_its_objectives_is_the_same_or_better()
    {
        var world = World();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Status.Objectives.Should().ContainSingle().Which.Should().Match<Evaluation>(said => said.Objective == "availability" && said.Verdict == Verdict.Good && said.Samples >= said.Needed);
        world.Status.Evidence.Should().BeNull("there is nothing to go on from");
        world.Until(w => w.Pass().Effects.Count == 0, "it rests", 5);
    }

    [Fact]
    public void A_shadow_whose_own_metrics_are_bad_is_worse_although_its_answers_are_equal()
    {
        var world = World();
        world.FailsEvery = 5;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "a bad verdict");
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.ObjectiveMissed);
        world.Status.Judgement.Message.Should().StartWith("objective availability is missed: ").And.Contain("asked >= 99%");
        world.Status.Judgement.Counts.ShadowOnly.Should().Be(0);
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.ShadowJudged && told.Warning);
        world.FailsEvery = 0;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "the end");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.Worse, "a bad verdict is not taken back");
    }

    [Fact]
    public void What_live_suffers_too_is_no_fault_of_the_shadow()
    {
        var world = World();
        (world.FailsEvery, world.LiveFailsEvery) = (20, 20);
        for (var pass = 0; pass < 100; pass++) world.Pass();
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.Inconclusive);
        world.Status.Judgement.Why.Should().Be(VerdictWhy.ObjectiveNotSure);
        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
    }

    [Fact]
    public void A_good_verdict_waits_for_an_objective_that_is_not_sure_and_names_it_and_what_it_lacks()
    {
        var world = World(ShadowWorld.Availability with { MinSamples = 50_000 });
        world.Until(w => w.Status.Judgement?.Why == VerdictWhy.ObjectiveNotSure, "it waits");
        world.Status.Judgement!.Message.Should().MatchRegex("^objective availability is not sure yet: TooFew, [0-9]+ of 50000 events$");
        world.Status.Judgement.ExpectedAt.Should().BeAfter(world.Now);
        world.Mirrored.Should().Be(world.Spec.Sample, "more requests are what it lacks");
    }

    [Fact]
    public void A_source_that_is_silent_is_named_and_lets_nothing_pass()
    {
        var world = World();
        world.SourceAnswers = false;
        world.Until(w => w.Status.Judgement?.Why == VerdictWhy.ObjectiveNotSure, "it waits");
        world.Status.Judgement!.Message.Should().Be("objective availability is not sure yet: NoAnswer, the source is silent");
        world.SourceAnswers = true;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.SameOrBetter, "it goes on");
    }

    [Fact]
    public void An_objective_that_is_only_observed_decides_nothing()
    {
        var world = World(ShadowWorld.Availability with { Mode = ObjectiveMode.Observe });
        world.FailsEvery = 5;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Status.Objectives.Should().ContainSingle().Which.Verdict.Should().Be(Verdict.Bad, "it is shown");
    }

    [Fact]
    public void An_operator_that_starts_anew_goes_on_with_what_was_measured()
    {
        var world = World();
        world.Until(w => w.Status.Objectives is [{ Samples: > 2_000 }] && w.Status.Evidence is not null, "much is measured");
        var samples = world.Status.Objectives[0].Samples;
        world.Restart();
        for (var pass = 0; pass < 6; pass++)
        {
            world.Pass();
            world.Status.Objectives[0].Samples.Should().BeGreaterThanOrEqualTo(samples, "nothing is forgotten");
        }

        world.Status.Objectives[0].Samples.Should().BeGreaterThan(samples + 100, "what came in meanwhile counts too");
    }

    [Fact]
    public void Evidence_of_another_version_is_told_once_and_the_comparison_goes_on_without_it()
    {
        var world = World();
        world.Until(w => w.Status.Objectives is [{ Samples: > 2_000 }] && w.Status.Evidence is not null, "much is measured");
        var kept = world.Status.Evidence!;
        world.Status = world.Status with { Evidence = kept with { Objectives = [.. kept.Objectives.Select(one => one with { State = "v=9;n=1" })] } };
        world.Restart();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.EvidenceLost).Should().Be(1);
    }

    [Fact]
    public void A_crash_that_an_operator_saw_before_it_died_counts_with_one_that_the_next_sees()
    {
        var world = Compared();
        world.Crash();
        world.Until(w => w.Status.Evidence is { } kept && ObjectiveKeeping.Restarts(kept) is { Crashes.Count: 1 }, "it is written down", 12);
        world.Restart();
        world.Pass();
        world.Pass();
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.Inconclusive, "one is borne");
        world.Crash();
        world.Until(w => w.Status.Judgement!.Verdict == ShadowVerdict.Worse, "two are not", 3);
        world.Status.Judgement!.Message.Should().Be("objective penumbra-restarts is missed: 2 in 10m, asked <= 1 per pod, 2 in all");
    }

    [Fact]
    public void Crashes_that_no_process_saw_count_for_the_next()
    {
        var world = Compared();
        world.Crash();
        world.Crash();
        world.Restart();
        world.Until(w => w.Status.Judgement!.Verdict == ShadowVerdict.Worse, "they count", 3);
    }

    [Fact]
    public void However_often_an_operator_dies_a_crash_counts_once()
    {
        var world = Compared();
        world.Crash();
        for (var life = 0; life < 20; life++)
        {
            world.Restart();
            world.Pass();
            world.Pass();
            world.Status.Judgement!.Verdict.Should().NotBe(ShadowVerdict.Worse, "one is borne, in life {0}", life);
        }
    }

    [Fact]
    public void A_process_that_began_with_an_older_status_goes_on_from_the_newer_one_as_soon_as_it_sees_it()
    {
        var world = Compared();
        var older = world.Status;
        world.Crash();
        world.Until(w => ObjectiveKeeping.Restarts(w.Status.Evidence) is { Crashes.Count: 1 }, "it is written down", 12);
        var (samples, blocks) = (world.Status.Objectives[0].Samples, Blocks(world));
        world.Restart();
        (world.Lagging, world.CrashedAt) = (older, null);
        world.Pass();
        world.Lagging = null;
        for (var pass = 0; pass < 6; pass++) world.Pass();
        world.Status.Objectives[0].Samples.Should().BeGreaterThan(samples);
        Blocks(world).Should().BeGreaterThan(blocks, "what was found in blocks stays so");
        ObjectiveKeeping.Restarts(world.Status.Evidence)!.Crashes.Should().ContainSingle("it counts, and once");
    }

    [Fact]
    public void Another_subject_is_measured_anew()
    {
        var world = World();
        world.FailsEvery = 5;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "a bad verdict");
        (world.ShadowImage, world.FailsEvery) = ("orders:3", 0);
        world.Until(w => w.Status is { Phase: ShadowPhase.Decided, Judgement.Verdict: ShadowVerdict.SameOrBetter }, "the mended one is judged by itself");
        world.Status.Objectives[0].Value.Should().Be("100%");
    }

    [Fact]
    public void A_process_that_dies_after_any_effect_leads_to_the_same_end()
    {
        for (var pass = 0; pass < 45; pass++)
        {
            for (var died = 0; ; died++)
            {
                var world = World();
                world.FailsEvery = 5;
                for (var before = 0; before < pass; before++) world.Pass();
                var effects = world.Pass(died).Effects.Count;
                world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0 && w.Mirrored is null, $"a verdict, after dying in pass {pass} after {died} effects");
                world.Status.Judgement!.Why.Should().Be(VerdictWhy.ObjectiveMissed);
                if (died >= effects) break;
            }
        }
    }

    [Fact]
    public void What_is_measured_costs_no_more_than_a_write_each_half_minute()
    {
        var world = World();
        world.Until(w => w.Mirrored == w.Spec.Sample, "it is copied");
        var (writes, since) = (world.StatusWrites, world.Now);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        (world.StatusWrites - writes).Should().BeLessThanOrEqualTo((int)((world.Now - since) / TimeSpan.FromSeconds(30)) + 3);
    }

    [Fact]
    public void A_replay_is_measured_too_and_judged_by_what_is_allowed_alone()
    {
        var world = World();
        world.Spec = world.Spec with { Replay = new ReplaySpec("spec.replay.secret", "key monday.har of Secret recordings", 10), Copies = false };
        (world.FailsEvery, world.LiveFailsEvery) = (5, 5);
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "a bad verdict");
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.ObjectiveMissed, "what live's users meet with meanwhile is another matter");
    }

    // The second number of what is kept of the candidate against what is allowed.
    private static int Blocks(ShadowWorld world) =>
        int.Parse(world.Status.Evidence!.Objectives.Single(one => one.Name == "availability").State.Split(';').Single(part => part.StartsWith("E=", StringComparison.Ordinal)).Split(',')[1], CultureInfo.InvariantCulture);

    // Much is compared, nothing is decided, and what is known of restarts is written down.
    private static ShadowWorld Compared()
    {
        var world = World(ShadowWorld.Availability with { MinSamples = 1_000_000 });
        world.Until(w => w.Status.Objectives is [{ Samples: > 2_000 }] && w.Status.Evidence is not null, "much is measured");
        return world;
    }

    private static ShadowWorld World(Objective? objective = null)
    {
        var world = new ShadowWorld();
        world.Spec = world.Spec with { Objectives = [objective ?? ShadowWorld.Availability] };
        return world;
    }
}
