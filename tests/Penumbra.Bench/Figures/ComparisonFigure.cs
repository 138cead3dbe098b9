using System.Text.Json.Nodes;
using Penumbra.Bench.Comparisons;
using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Figures;

/// <summary>What comparing a shadow costs: the server's processor time and memory, what live's users notice, and how often the verdict is wrong.</summary>
public sealed class ComparisonFigure : IFigure
{
    private const double Mebibyte = 1024 * 1024;
    private const double Least = 0.97;
    private const double Most = 1.03;
    private const double Promised = 0.05;
    private const double Margin = 0.001;
    private const double Slowness = 1.1;
    private const int NoisyComparisons = 10_000;
    private const int Doublings = 5;
    private static readonly double[] Rare = [0.001, 0.002, 0.005, 0.01, 0.1];

    /// <inheritdoc/>
    public string Name => "comparison";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        // Many short pairs: what disturbs the machine for seconds then falls on both blocks of one.
        var (pairs, block) = options.Quick ? (3, TimeSpan.FromSeconds(2)) : (40, TimeSpan.FromSeconds(3));
        // Its code is not compiled for speed before some ten thousand comparisons.
        var warming = TimeSpan.FromSeconds(options.Quick ? 2 : 15);
        var carried = await ThroughputRun.MeasureAsync(warming, TimeSpan.FromSeconds(options.Quick ? 5 : 30), cancellationToken);
        var users = await UsersRun.MeasureAsync(pairs, block, cancellationToken);
        var shadows = options.Quick ? 500 : 10_000;
        var (same, worse) = MarginShadows.Found(Margin, Margin, shadows);
        var bound = MarginShadows.Bound(Promised, shadows);
        var noisy = Rare.Select(rare => (Rare: rare, Equal: NoisyShadows.Found(rare, 0, Margin, NoisyComparisons, shadows).Worse, AtMargin: NoisyShadows.Found(rare, Margin, Margin, NoisyComparisons, shadows))).ToList();
        var timed = shadows / 5;
        var slow = SlowShadows.Found(Slowness, Slowness, Doublings, timed, 1 - (Promised / Core.ShadowDeployments.Verdicts.LatencyRatio.Looks));
        var timedBound = MarginShadows.Bound(Promised, timed);
        return new Section(
            Name, "What comparing a shadow costs",
            $"`penumbra compare` as a process of its own; live, the shadow, the users and the gateway's part in the bench's process on the same {Environment.ProcessorCount} cores, plain HTTP on the loopback, no network; answers are JSON of {OrderBody.Write(1).Length / 1024.0:0.0} KiB with a time and an id that differ from answer to answer.",
            ["what", "figure", "goal"],
            [
                .. Carried(carried),
                Ratio("users' p50 with comparing over p50 without", users.Median), Ratio("users' p99 with comparing over p99 without", users.Tail),
                ["requests added to live, `maxLiveRps` 5", $"{Numbers.Of(users.AddedPerSecond)} a second", "5, and 5 saved in each block"],
                Wrong($"of {shadows:N0} shadows at the margin found SameOrBetter", same, bound), Wrong($"of {shadows:N0} shadows at the margin found Worse", worse, bound),
                .. noisy.Select(found => Wrong($"of {shadows:N0} equal shadows found Worse, a field another in {Numbers.Of(100 * found.Rare)} % of all answers", found.Equal, bound)),
                .. noisy.Select(found => Wrong($"at the margin besides such a field ({Numbers.Of(100 * found.Rare)} %), found SameOrBetter or Worse, the larger", Math.Max(found.AtMargin.Same, found.AtMargin.Worse), bound)),
                Wrong($"of {timed:N0} shadows just as slow as allowed, p50 found within", slow.Within, timedBound), Wrong("p50 found above", slow.Above, timedBound),
                Wrong("p99 found within", slow.TailWithin, timedBound), Wrong("p99 found above", slow.TailAbove, timedBound),
            ],
            [
                $"Comparisons: {ThroughputRun.Clients} clients, each with one copy at a time, for {carried.Seconds:0} s after {warming.TotalSeconds:0} s of warming up, more than its {ThroughputRun.Places} places (`maxInFlight`), so that they are full again and again, when one more is dropped as Overload; both sides answer at once, so that the server is what is measured. Live is asked twice for a tenth (`compare.noise` as by default); /metrics is read every second, the verdict computed every third.",
                $"Users: {users.Requests:N0} requests at {UsersRun.Rate} a second straight to live, which takes 3.4 ms and an exponential tail of 1 ms, by the kernel's timer (the runtime's come sooner the more else wakes the process: users had seemed 7 % quicker with copying); {2 * pairs} blocks of {block.TotalSeconds:0} s, with every request copied or none, in random order within each of {pairs} pairs that ask for the same orders. Of {users.Copies:N0} copies {users.Compared:N0} were compared, the rest dropped as LiveRate; a budget that was not used in the block before lets a second's worth more through. The interval is a bootstrap over pairs.",
                "In the users' ratio: the added requests, the copying, and the server's own processor time, as all share the cores; the server has a tenth of the weight of live and users (nice 10), as its pod asks for 105m where live's may ask for a core. Not in it: what a real gateway needs for a mirror.",
                $"Verdicts: {shadows:N0} simulated shadows whose excess of mismatches is exactly at the margin ({Numbers.Of(100 * Margin)} %), looked at after every hundred of 40,000 comparisons, and ever found so at odds of {MarginShadows.Odds}; the goal is {Numbers.Of(100 * Promised)} % and two standard errors. Mismatches alone: latency is another criterion.",
                $"A field that changes by itself: it takes another value in that share of all answers, live's first, live's second and the shadow's, each by itself; {NoisyComparisons:N0} comparisons by the server's own rules of asking twice, looked at whenever something differed. Latency: log-normal (σ = 0.6), the ratio exactly at {Slowness}, {40 * 32 * (1 << Doublings):N0} pairs, looked at whenever there are twice as many.",
            ],
            new JsonObject
            {
                ["seconds"] = carried.Seconds, ["comparisonsPerSecond"] = carried.Compared / carried.Seconds, ["comparisonsPerProcessorSecond"] = carried.Compared / carried.ProcessorSeconds,
                ["serverCores"] = carried.ProcessorSeconds / carried.Seconds, ["inFlight"] = carried.InFlight, ["mismatched"] = carried.Mismatched, ["peakMebibytes"] = carried.Peak / Mebibyte,
                ["notCompared"] = new JsonObject(carried.NotCompared.Select(reason => new KeyValuePair<string, JsonNode?>(reason.Key, reason.Value))),
                ["usersRequests"] = users.Requests, ["p50"] = Data(users.Median), ["p99"] = Data(users.Tail), ["addedPerSecond"] = users.AddedPerSecond,
                ["shadows"] = shadows, ["falselySameOrBetter"] = same, ["falselyWorse"] = worse, ["falseGoal"] = bound,
                ["noisy"] = new JsonArray([.. noisy.Select(found => (JsonNode)new JsonObject { ["share"] = found.Rare, ["equalFalselyWorse"] = found.Equal, ["falselySameOrBetter"] = found.AtMargin.Same, ["falselyWorse"] = found.AtMargin.Worse })]),
                ["slow"] = new JsonObject { ["shadows"] = timed, ["medianWithin"] = slow.Within, ["medianAbove"] = slow.Above, ["tailWithin"] = slow.TailWithin, ["tailAbove"] = slow.TailAbove },
            });
    }

    private static IEnumerable<IReadOnlyList<string>> Carried(ThroughputRun run)
    {
        yield return [$"comparisons a second, {ThroughputRun.Places} copies under way at most", Numbers.Of(run.Compared / run.Seconds, "#,0"), "-"];
        yield return ["comparisons a second of one core", Numbers.Of(run.Compared / run.ProcessorSeconds, "#,0"), "-"];
        yield return ["cores that the server had", Numbers.Of(run.ProcessorSeconds / run.Seconds), "-"];
        yield return ["copies under way, the mean", Numbers.Of(run.InFlight, "0.0"), "-"];
        yield return ["server, resident at most", $"{run.Peak / Mebibyte:0} MiB", "-"];
        yield return ["found to differ, noise learnt", Numbers.Of(run.Mismatched, "#,0"), "0"];
        var copies = run.Compared + run.NotCompared.Values.Sum();
        foreach (var (reason, count) in run.NotCompared.Where(reason => reason.Value > 0)) yield return [$"not compared: {reason}", $"{Numbers.Of(100 * count / copies)} %", "-"];
    }

    private static IReadOnlyList<string> Ratio(string what, QuantileRatio ratio) =>
    [
        what, $"{ratio.Ratio:0.000} ({ratio.Low:0.000} to {ratio.High:0.000}); {Numbers.Of(ratio.With)} over {Numbers.Of(ratio.Without)} ms",
        $"interval within {Least} to {Most}: {(ratio.IsWithin(Least, Most) ? "met" : "not met")}",
    ];

    private static IReadOnlyList<string> Wrong(string what, double share, double bound) =>
        [what, $"{Numbers.Of(100 * share)} %", $"at most {Numbers.Of(100 * bound)} %: {(share <= bound ? "met" : "not met")}"];

    private static JsonObject Data(QuantileRatio ratio) => new()
    {
        ["withoutMilliseconds"] = ratio.Without, ["withMilliseconds"] = ratio.With, ["ratio"] = ratio.Ratio, ["low"] = ratio.Low, ["high"] = ratio.High,
    };
}
