using System.Globalization;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>The fault matrix: which runs a scenario gets, from what its run without faults did. Rows are those of the fault table in docs/reliability.md.</summary>
public static class FaultMatrix
{
    private static readonly string[] Kinds = ["darklaunches", "deployments", "services", "endpointslices", "httproutes", "pods"];
    private static readonly string[] Watches = ["twice", "half", "silent", "end", "expired", "empty"];
    private static readonly int[] Busy = [429, 500, 503, 504];
    private static readonly int[] Refused = [403, 404, 422];
    private static readonly int[] RefusedReads = [429, 500, 403, 404];
    private static readonly string[] Outages = ["10s", "63s", "10m", "24h"];
    private static readonly string[] Throttles = ["20s", "2m"];

    // The first takes the lease; after that one is as good as another, every few seconds.
    private static readonly int[] Leases = [1, 2, 3, 5, 8, 13, 21];
    private static readonly string[] Shifts = ["1h", "-1h", "87600h", "-87600h"];
    private static readonly string[] Sources = ["Silent", "NotANumber", "Empty", "Stale", "Slow", "ServerError", "Gone"];

    /// <summary>Every other row, at every write.</summary>
    public static IEnumerable<string> Singles(Scenario scenario, RunResult clean)
    {
        foreach (var write in Each(clean))
        {
            yield return $"lose-reply {write}";
            yield return $"no-reply {write}";
            yield return $"conflict {write}";
            yield return $"upgrade {write}";
            yield return $"time-travel {write} 12";
            yield return $"two-leaders {write} 40s";
            yield return $"suspend {write} 1h";
            foreach (var code in Busy) yield return $"refuse {write} {code} 3";
            foreach (var code in Refused) yield return $"refuse {write} {code} 2";
            foreach (var shift in Shifts) yield return $"clock {write} {shift}";
            foreach (var kind in KindsOf(scenario))
            {
                yield return $"freeze {kind} {write} 2s";
                yield return $"freeze {kind} {write} 30s";
                yield return $"unseen {kind} {write} 20s";
                foreach (var code in RefusedReads) yield return $"refuse-read {kind} {write} {code} 3";
            }

            foreach (var what in Interference.All)
            {
                if (what.Fits(scenario)) yield return $"act {what.Name} {write}";
            }

            foreach (var style in Watches) yield return $"watch {style} {write}";
            foreach (var outage in Outages) yield return $"outage {write} {outage}";
            foreach (var throttle in Throttles) yield return $"throttle {write} {throttle}";
        }

        for (var evaluation = 1; evaluation <= clean.Evaluations; evaluation++)
        {
            foreach (var mode in Sources) yield return $"source {mode} {evaluation} 1";
        }

        yield return "lease";
        foreach (var write in Leases)
        {
            yield return $"crash-lease-before {write}";
            yield return $"crash-lease-after {write}";
        }

        yield return "pages 0";
        yield return "pages 20";
    }

    /// <summary>One to four faults of any kind at any point, from a seed.</summary>
    public static IReadOnlyList<string> Random(Scenario scenario, RunResult clean, int seed)
    {
        var random = new Random(seed);
        var all = random.Next(1, 5);
        var plan = new List<string>();
        while (plan.Count < all)
        {
            var write = random.Next(1, clean.AllWrites + 6);
            var kinds = KindsOf(scenario);
            var kind = kinds[random.Next(kinds.Length)];
            var acts = Interference.All.Where(what => what.Fits(scenario)).ToList();
            plan.Add(random.Next(16) switch
            {
                0 or 1 => $"crash-before {write}",
                2 or 3 => $"crash-after {write}",
                4 => $"lose-reply {write}",
                5 => $"conflict {write}",
                6 => $"refuse {write} {Busy[random.Next(Busy.Length)]} {random.Next(1, 8)}",
                7 => $"refuse {write} {Refused[random.Next(Refused.Length)]} {random.Next(1, 5)}",
                8 => $"outage {write} {Outages[random.Next(3)]}",
                9 => $"freeze {kind} {write} {random.Next(1, 40).ToString(CultureInfo.InvariantCulture)}s",
                10 => $"unseen {kind} {write} {random.Next(1, 40).ToString(CultureInfo.InvariantCulture)}s",
                11 => $"watch {Watches[random.Next(Watches.Length)]} {write}",
                12 or 13 => $"act {acts[random.Next(acts.Count)].Name} {write}",
                14 => $"two-leaders {write} {random.Next(20, 90).ToString(CultureInfo.InvariantCulture)}s",
                _ => $"time-travel {write} {random.Next(1, 40)}",
            });
        }

        return plan;
    }

    private static string[] KindsOf(Scenario scenario) => scenario.Shadow is null ? Kinds : [.. Kinds, "shadowdeployments"];

    private static IEnumerable<int> Each(RunResult clean) => Enumerable.Range(1, clean.AllWrites);
}
