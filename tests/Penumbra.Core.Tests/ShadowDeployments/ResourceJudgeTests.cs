using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>What minutes of two sides come to.</summary>
public sealed class ResourceJudgeTests
{
    private const int Seeds = 100;
    private static readonly ResourceSpec Asked = new("pods", 1.5, 1.5);
    private static readonly ShadowJudgement Good = new() { Verdict = ShadowVerdict.SameOrBetter, Why = VerdictWhy.AllHold, Message = "fine", Needed = 20, NeededForWorse = 100 };

    [Fact]
    public void A_shadow_that_costs_the_same_is_never_worse_and_its_intervals_are_honest()
    {
        var below = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var findings = ResourceJudge.Judge(new ResourceSpec("pods", 1, 1), Minutes(seed, 60), new ResourceSituation());
            findings.Should().OnlyContain(finding => finding.Ratio != null, $"seed {seed}");
            ResourceVerdict.With(Good, findings, 0.95).Verdict.Should().NotBe(ShadowVerdict.Worse, $"seed {seed}: {findings[0].Ratio}");
            if (findings[0].Ratio!.Value.LowAt(0.95) > 1) below++;
        }

        below.Should().BeLessThanOrEqualTo(Seeds / 10, "an end that is sure at 95 % is beyond the truth in one of twenty, hardly more");
    }

    [Fact]
    public void A_shadow_that_costs_twice_as_much_is_worse_and_what_idling_costs_does_not_matter()
    {
        var found = 0;
        for (var seed = 0; seed < Seeds / 4; seed++)
        {
            var verdict = ResourceVerdict.With(Good, ResourceJudge.Judge(Asked, Minutes(seed, 110, cost: 2), new ResourceSituation()), 0.95);
            verdict.Message.Should().StartWith("CPU per request is").And.Contain("more than 1.5");
            if (verdict is { Verdict: ShadowVerdict.Worse, Why: VerdictWhy.TooMuchCpu }) found++;
            var idling = ResourceJudge.Judge(Asked, Minutes(seed, 60, idle: 10), new ResourceSituation())[0];
            idling.Ratio!.Value.Value.Should().BeInRange(0.8, 1.25);
        }

        found.Should().BeGreaterThanOrEqualTo(Seeds / 4 * 9 / 10, "after two hours; the others hold the verdict up until it is sure");
    }

    [Fact]
    public void Twice_the_memory_is_worse_and_a_budget_that_is_passed_a_little_holds_up_a_good_verdict()
    {
        var verdict = ResourceVerdict.With(Good, ResourceJudge.Judge(Asked, Minutes(1, 40, memory: 2), new ResourceSituation()), 0.95);
        (verdict.Verdict, verdict.Why).Should().Be((ShadowVerdict.Worse, VerdictWhy.TooMuchMemory));

        var unclear = ResourceVerdict.With(Good, [new ResourceFinding { Kind = ResourceKind.Memory, Bound = 1.5, Ratio = new ResourceRatio(1.55, 0.05, 10) }], 0.95);
        (unclear.Verdict, unclear.Why).Should().Be((ShadowVerdict.Inconclusive, VerdictWhy.ResourcesNotSure));
        unclear.Message.Should().Contain("memory per replica is 1.55 times live's").And.EndWith("though not surely");
        ResourceVerdict.With(Good, [new ResourceFinding { Kind = ResourceKind.Memory, Bound = 1.5, Ratio = new ResourceRatio(1.45, 0.05, 10) }], 0.95).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void What_cannot_be_compared_fairly_says_why_and_holds_nothing_up()
    {
        Why(Minutes(1, 29)).Should().Be(ResourceUnjudged.TooFewPoints);
        Why(Minutes(1, 60, wave: 0)).Should().Be(ResourceUnjudged.EvenLoad);
        Why(Minutes(1, 60, isCapped: true)).Should().Be(ResourceUnjudged.EvenLoad, "the shadow gets the same number all the time");
        Why(Minutes(1, 60, perRequest: 0)).Should().Be(ResourceUnjudged.CostNotSeen);
        Why(Minutes(1, 60), new ResourceSituation { Excluded = 0.011 }).Should().Be(ResourceUnjudged.OtherRequests);
        Why(Minutes(1, 60), new ResourceSituation { Excluded = 0.009 }).Should().BeNull();
        Why(Minutes(1, 60), new ResourceSituation { IsUncounted = true }).Should().Be(ResourceUnjudged.RequestsNotCounted);
        Why(Minutes(1, 60), new ResourceSituation { Elsewhere = "legacy" }).Should().Be(ResourceUnjudged.NoPods);
        Why(Minutes(1, 10), new ResourceSituation { Trouble = (ResourceUnjudged.SourceSilent, "silent") }).Should().Be(ResourceUnjudged.SourceSilent);
        Why(Minutes(1, 60), new ResourceSituation { Trouble = (ResourceUnjudged.SourceSilent, "silent") }).Should().BeNull("what was measured before stays");
        var memory = ResourceJudge.Judge(Asked, Minutes(1, 60, wave: 0), new ResourceSituation { Excluded = 1, IsUncounted = true })[1];
        memory.Ratio.Should().NotBeNull("memory is no request's");
        ResourceVerdict.With(Good, ResourceJudge.Judge(Asked, Minutes(1, 5, memory: 9), new ResourceSituation()), 0.95).Should().Be(Good);
    }

    [Fact]
    public void A_day_and_more_is_kept_in_bounded_form_and_read_back()
    {
        var history = Minutes(3, 3_000);
        history.Points.Length.Should().BeInRange(ResourceHistory.Most / 2, ResourceHistory.Most);
        history.Points.Sum(point => point.Seconds).Should().BeApproximately(3_000 * 60, 1);
        ResourceJudge.Judge(Asked, history, new ResourceSituation())[0].Ratio!.Value.Value.Should().BeApproximately(1, 0.1);

        var text = ResourceText.Write(history);
        text.Length.Should().BeLessThanOrEqualTo(ResourceText.Longest);
        var read = ResourceText.Read(text)!;
        ResourceText.Write(read).Should().Be(text);
        (read.Span, read.Points.Length).Should().Be((history.Span, history.Points.Length));
        ResourceJudge.Judge(Asked, read, new ResourceSituation())[0].Ratio!.Value.Value.Should().BeApproximately(ResourceJudge.Judge(Asked, history, new ResourceSituation())[0].Ratio!.Value.Value, 0.01);
    }

    [Theory]
    [InlineData("AA")]
    [InlineData("AQ==")]
    [InlineData("ATw=!")]
    [InlineData("Ajw=")]
    [InlineData("AQE=")]
    [InlineData("ATyAgICAgICAgICAgIA=")]
    [InlineData("ATw8")]
    public void What_is_no_history_is_none(string text) => ResourceText.Read(text).Should().BeNull();

    [Fact]
    public void A_point_with_a_pod_that_came_went_or_began_anew_is_none()
    {
        var before = Counters();
        ResourceCounters.Between(before, before with { At = before.At.AddMinutes(1), Seen = 610, AskedLive = 30, AskedShadow = 27, Live = Side(("a", 7), ("b", 3)), Shadow = Side(("s", 2)) }).Should().BeEquivalentTo(new
        {
            Seconds = 60, LiveCpu = 7.0, ShadowCpu = 1.0, LiveRequests = 6_030.0, LiveVariance = 54_000.0, ShadowRequests = 27.0, LiveMemory = 50.0, ShadowMemory = 100.0,
        });
        var after = before with { At = before.At.AddMinutes(1) };
        ResourceCounters.Between(before, after with { Live = Side(("a", 0.5), ("b", 3)) }).Should().BeNull("a counter fell");
        ResourceCounters.Between(before, after with { Live = Side(("a", 2), ("c", 3)) }).Should().BeNull("another pod");
        ResourceCounters.Between(before, after with { Live = Side(("a", 2)) }).Should().BeNull("a pod went");
        ResourceCounters.Between(before, after with { Shadow = Side(("s", 2), ("t", 2)) }).Should().BeNull("a pod came");
        ResourceCounters.Between(before, after with { Instance = "q" }).Should().BeNull("another process counts");
        ResourceCounters.Between(before, after with { Copying = (Share.Percent(20), before.At) }).Should().BeNull("another share");
        ResourceCounters.Between(before, after with { Seen = 1 }).Should().BeNull();
        ResourceCounters.Between(before, after).Should().NotBeNull();
    }

    private static ResourceCounters Counters() => new()
    {
        At = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), Copying = (Share.Percent(10), DateTimeOffset.UnixEpoch), Instance = "p", Seen = 10, Live = Side(("a", 1), ("b", 2)), Shadow = Side(("s", 1)),
    };

    private static ResourceCounters.Side Side(params (string Series, double Cpu)[] pods) =>
        new(pods.ToImmutableSortedDictionary(pod => pod.Series, pod => pod.Cpu, StringComparer.Ordinal), 100, pods.Length);

    private static ResourceUnjudged? Why(ResourceHistory history, ResourceSituation? situation = null) => ResourceJudge.Judge(Asked, history, situation ?? new ResourceSituation())[0].Why;

    // Live gets a hundred requests a second, more and less; ten percent are copied, each or not by chance; the shadow is asked a twentieth.
    private static ResourceHistory Minutes(int seed, int count, double cost = 1, double idle = 1, double memory = 1, double wave = 0.5, double perRequest = 0.01, bool isCapped = false)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        var history = ResourceHistory.Empty;
        for (var minute = 0; minute < count; minute++)
        {
            var mean = 6_000 * (1 + (wave * Math.Sin(minute / 7.0)));
            var requests = mean + (Math.Sqrt(mean) * Normal());
            var seen = Math.Round((requests / 10) + (Math.Sqrt(requests * 0.09) * Normal()));
            var asked = isCapped ? 300 : Math.Round(mean / 20);
            history = history.With(new ResourcePoint
            {
                Seconds = 60,
                LiveCpu = 1.2 + (perRequest * requests * (1 + (0.05 * Normal()))) + (0.02 * Normal()),
                ShadowCpu = (1.2 * idle) + (perRequest * cost * asked * (1 + (0.05 * Normal()))) + (0.02 * Normal()),
                LiveRequests = 10 * seen,
                LiveVariance = 90 * seen,
                ShadowRequests = asked,
                LiveMemory = 200e6 * (1 + (0.05 * Normal())),
                ShadowMemory = 200e6 * memory * (1 + (0.05 * Normal())),
                LiveReplicas = 3,
                ShadowReplicas = 1,
            });
        }

        return history;
    }
}
