using System.Globalization;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>The fault matrix: which runs a scenario gets, from what its run without faults did. Rows are those of the fault table in docs/reliability.md.</summary>
public static class FaultMatrix
{
    private static readonly string[] Kinds = ["darklaunches", "deployments", "services", "endpointslices", "httproutes", "pods", "metricsources", "horizontalpodautoscalers", "namespaces"];
    private static readonly string[] KindsOfShadows = ["shadowdeployments", "jobs", "gateways", "gatewayclasses", "virtualservices"];
    private static readonly string[] KindsOfRefreshes = ["snapshotrefreshes", "cronjobs", "jobs"];
    private static readonly string[] Watches = ["twice", "half", "silent", "end", "expired", "empty", "bookmarks"];
    private static readonly string[] WatchesOfOne = ["half", "silent", "end", "expired"];
    private static readonly string[] Suspensions = ["20s", "63s", "1h"];
    private static readonly string[] Sides = ["before", "after"];
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
                foreach (var style in WatchesOfOne) yield return $"watch {style} {kind} {write}";
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

    /// <summary>One to four faults of any row at any point, from a seed.</summary>
    public static IReadOnlyList<string> Random(Scenario scenario, RunResult clean, int seed)
    {
        var random = new Random(seed);
        T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        string Seconds(int least, int most) => random.Next(least, most).ToString(CultureInfo.InvariantCulture) + "s";
        var acts = Interference.All.Where(what => what.Fits(scenario)).ToList();
        var kinds = KindsOf(scenario);
        var all = random.Next(1, 5);
        var plan = new List<string>();
        while (plan.Count < all)
        {
            var write = random.Next(1, clean.AllWrites + 6);
            plan.Add(random.Next(26) switch
            {
                0 or 1 => $"crash-before {write}",
                2 or 3 => $"crash-after {write}",
                4 => $"lose-reply {write}",
                5 => $"no-reply {write}",
                6 => $"conflict {write}",
                7 => $"refuse {write} {One(Busy)} {random.Next(1, 8)}",
                8 => $"refuse {write} {One(Refused)} {random.Next(1, 5)}",
                9 => $"refuse-read {One(kinds)} {write} {One(RefusedReads)} {random.Next(1, 4)}",
                10 => $"outage {write} {One(Outages)}",
                11 => $"throttle {write} {Seconds(5, 100)}",
                12 => $"freeze {One(kinds)} {write} {Seconds(1, 40)}",
                13 => $"unseen {One(kinds)} {write} {Seconds(1, 40)}",
                14 => $"watch {One(Watches)} {write}",
                15 => $"watch {One(WatchesOfOne)} {One(kinds)} {write}",
                16 => $"two-leaders {write} {Seconds(20, 90)}",
                17 => $"suspend {write} {One(Suspensions)}",
                18 => $"clock {write} {One(Shifts)}",
                19 => $"source {One(Sources)} {random.Next(1, clean.Evaluations + 2)} {random.Next(1, 4)}",
                20 => $"pages {random.Next(0, 20)}",
                21 => $"upgrade {write}",
                22 => $"crash-lease-{One(Sides)} {One(Leases)}",
                23 or 24 => $"act {One(acts).Name} {write}",
                _ => $"time-travel {write} {random.Next(1, 40)}",
            });
        }

        return plan;
    }

    private static string[] KindsOf(Scenario scenario) =>
    [
        .. scenario.HasLaunch || scenario.Shadow is not null ? Kinds : [],
        .. scenario.Shadow is not null ? KindsOfShadows : [],
        .. scenario.Refresh is not null ? KindsOfRefreshes : [],
        .. scenario.Files.Values.Any(documents => documents.Any(document => document["kind"]?.GetValue<string>() == "SnapshotRefreshTemplate")) ? ["snapshotrefreshtemplates"] : Array.Empty<string>(),
    ];

    private static IEnumerable<int> Each(RunResult clean) => Enumerable.Range(1, clean.AllWrites);
}
