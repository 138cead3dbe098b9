using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>A shadow whose use of CPU and memory is asked for.</summary>
public sealed class ShadowResourcesTests
{
    [Fact]
    public void A_shadow_that_uses_as_much_is_found_the_same_and_the_figures_are_shown()
    {
        var world = World();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict", 1_000);
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Status.Resources!.Cpu!.Ratio.Should().BeApproximately(1, 0.05);
        world.Status.Resources.Memory!.Ratio.Should().Be(1);
        world.Status.Resources.Cpu.Points.Should().BeGreaterThan(35);
        world.Status.Resources.Kept.Should().BeEmpty("nothing goes on after the verdict");
        world.Condition("LoadNotMatched")!.Should().Match<Condition>(load => load.Status == ConditionStatus.True && load.Message.Contains("nothing is said about load", StringComparison.Ordinal));
    }

    [Fact]
    public void Twice_the_cpu_and_twice_the_memory_are_worse()
    {
        var cpu = World();
        cpu.ShadowCost = 20;
        cpu.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is found", 1_000);
        cpu.Status.Judgement!.Why.Should().Be(VerdictWhy.TooMuchCpu);
        cpu.Status.Resources!.Cpu!.Ratio.Should().BeApproximately(2, 0.1);

        var memory = World();
        memory.ShadowMegabytes = 400;
        memory.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is found", 1_000);
        memory.Status.Judgement!.Should().Match<ShadowJudgement>(judgement => judgement.Why == VerdictWhy.TooMuchMemory && judgement.Message.Contains("2.00 times live's", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_compared_is_listed_and_the_verdict_comes_all_the_same()
    {
        var world = World();
        (world.LacksCpu, world.Waves) = (true, false);
        world.Until(w => w.Status.Resources?.NotJudged.Any(gap => gap.Why == ResourceUnjudged.SeriesLacking) == true, "it is told", 100);
        world.Status.Resources!.NotJudged.Single(gap => gap.Kind == ResourceKind.Cpu).Message.Should().Contain("process_cpu_seconds_total");
        (world.LacksCpu, world.Unscraped) = (false, 1);
        world.Until(w => w.Status.Resources!.NotJudged.All(gap => gap.Message.Contains("not all of them", StringComparison.Ordinal)), "a pod that nobody scrapes is told", 20);
        (world.SourceAnswers, world.Unscraped) = (false, 0);
        world.Until(w => w.Status.Resources!.NotJudged.All(gap => gap.Why == ResourceUnjudged.SourceSilent), "it is told", 20);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict", 1_000);
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Status.Resources!.NotJudged.Should().HaveCount(2);
    }

    [Fact]
    public void Even_load_says_nothing_of_cpu()
    {
        var world = World();
        world.Waves = false;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict", 1_000);
        world.Status.Resources!.NotJudged.Should().ContainSingle().Which.Should().Match<ResourceGap>(gap => gap.Kind == ResourceKind.Cpu && gap.Why == ResourceUnjudged.EvenLoad);
        world.Status.Resources.Memory.Should().NotBeNull();
    }

    [Fact]
    public void A_process_that_dies_goes_on_with_the_points_and_another_subject_begins_anew()
    {
        var world = World();
        int Points() => ResourceText.Read(world.Status.Resources?.Kept ?? "")?.Points.Length ?? 0;
        world.Until(_ => Points() >= 12, "points", 200);
        world.Restart();
        world.RestartServer();
        world.Until(_ => Points() >= 15, "more points", 60);
        Points().Should().BeLessThan(17, "no minute counts twice");
        world.LivePods = 3;
        world.Until(_ => Points() >= 18, "more points", 60);

        world.ShadowImage = "orders:3";
        world.Until(w => w.Status.Subject!.Length > 0 && Points() is > 0 and < 5, "all begins anew", 60);
    }

    [Fact]
    public void A_restart_against_a_server_that_lags_behind_goes_on_from_the_newest_points_as_soon_as_it_sees_them()
    {
        var world = World();
        int Points() => ResourceText.Read(world.Status.Resources?.Kept ?? "")?.Points.Length ?? 0;
        world.Until(_ => Points() >= 6, "points", 200);
        var older = world.Status;
        world.Until(_ => Points() >= 12, "more points", 100);
        world.Restart();
        world.Lagging = older;
        for (var pass = 0; pass < 20; pass++) world.Pass();
        world.Lagging = null;
        for (var pass = 0; pass < 20; pass++)
        {
            world.Pass();
            Points().Should().BeGreaterThanOrEqualTo(12, "what another process wrote is not written over");
        }

        world.Until(_ => Points() >= 15, "it goes on", 60);
    }

    [Fact]
    public void A_server_that_falls_back_to_what_this_process_wrote_takes_no_point_away()
    {
        var world = World();
        int Points() => ResourceText.Read(world.Status.Resources?.Kept ?? "")?.Points.Length ?? 0;
        world.Until(_ => Points() >= 6, "points", 200);
        var older = world.Status;
        world.Until(_ => Points() >= 9, "more points", 100);
        world.Lagging = older;
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Lagging = null;
        for (var pass = 0; pass < 10; pass++) world.Pass();
        Points().Should().BeGreaterThanOrEqualTo(9);
    }

    private static ShadowWorld World()
    {
        var world = new ShadowWorld { Requests = 40, Waves = true };
        world.Spec = world.Spec with { Resources = new ResourceSpec("pods", 1.5, 1.5), Verdict = world.Spec.Verdict with { Over = TimeSpan.FromMinutes(45) } };
        return world;
    }
}
