using System.Text.Json.Nodes;
using Penumbra.Bench.Clusters;
using Penumbra.Bench.Reports;
using Penumbra.Core.DarkLaunches.Policies;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Bench.Figures;

/// <summary>What a step costs the API server, and what quiet costs it.</summary>
public sealed class RequestsFigure : IFigure
{
    private const string Walking = "walking";
    private const string Returned = "returned";
    private static readonly string[] Weights = ["10", "20", "30", "40", "50", "60", "70", "80", "90"];

    /// <inheritdoc/>
    public string Name => "requests";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var live = await LiveCluster.StartAsync(withOperator: true, cancellationToken);
        var log = live.Cluster.Server.Server.Log;
        var weights = options.Quick ? Weights[..3] : Weights;
        var steps = $"[{string.Join(", ", weights.Select(weight => $$"""{"weight": {{weight}}, "hold": "2s"}"""))}]";
        await live.AdoptAsync(Manifests.Launch(LiveCluster.Namespace, Walking, steps, "2s", guarded: false), 4, cancellationToken);
        await live.PushAsync(Walking, "2", cancellationToken);

        // From the rest after the first step to the rest after the last but one: whole steps only.
        await live.UntilAsync(Walking, () => live.Weight(Walking) == weights[0], "the first step begins", cancellationToken);
        await Task.Delay(1500, cancellationToken);
        log.Clear();
        await live.UntilAsync(Walking, () => live.Weight(Walking) == weights[^1], "the last step begins", cancellationToken);
        await Task.Delay(1500, cancellationToken);
        var stepping = Operators(log.Entries);
        var count = weights.Length - 1;
        await live.UntilAsync(Walking, () => live.Serves(Walking, "2"), "the release is promoted", cancellationToken);

        await live.AdoptAsync(Manifests.Launch(LiveCluster.Namespace, Returned, """[{"weight": 10, "hold": "10m"}]""", "2s", guarded: false), 4, cancellationToken);
        await live.PushAsync(Returned, "2", cancellationToken);
        await live.UntilAsync(Returned, () => live.Weight(Returned) == "10", "the second launch is at its first step", cancellationToken);
        await live.AskAsync(Returned, "abort", cancellationToken);
        await live.UntilAsync(Returned, () => live.Phase(Returned) == "RolledBack", "the second launch goes back", cancellationToken);
        // Live values of the last change, such as pods that have gone, are written once within a minute of it: that belongs to the change.
        await Task.Delay(options.Quick ? TimeSpan.FromSeconds(8) : StatusWrite.LiveInterval + TimeSpan.FromSeconds(8), cancellationToken);
        var quietTime = options.Full ? TimeSpan.FromMinutes(10) : options.Quick ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(60);
        log.Clear();
        await Task.Delay(quietTime, cancellationToken);
        var quiet = Operators(log.Entries);
        return Report(stepping, count, quiet, quietTime);
    }

    private Section Report(IReadOnlyList<RequestLogEntry> stepping, int steps, IReadOnlyList<RequestLogEntry> quiet, TimeSpan quietTime)
    {
        double Step(Func<RequestLogEntry, bool> which) => (double)stepping.Count(which) / steps;
        int Quiet(Func<RequestLogEntry, bool> which) => quiet.Count(which);
        (string Name, string Goal, Func<RequestLogEntry, bool> Which)[] kinds =
        [
            ("route writes", "1 a route", entry => IsWrite(entry) && entry.Resource == "httproutes"),
            ("status writes", "1", entry => IsWrite(entry) && entry.Resource == "darklaunches/status"),
            ("scale writes", "at most 1", entry => IsWrite(entry) && entry.Resource == "deployments"),
            ("events", "1", entry => IsWrite(entry) && entry.Resource == "events"),
            ("other writes", "0", entry => IsWrite(entry) && entry.Resource is not ("httproutes" or "darklaunches/status" or "deployments" or "events" or "leases")),
            ("reads", "0", entry => entry.Verb is "get" or "list" && entry.Resource != "leases"),
            ("watches begun", "renewals only", entry => entry.Verb == "watch"),
        ];
        var rows = kinds.Select(kind => (IReadOnlyList<string>)[kind.Name, Numbers.Of(Step(kind.Which)), kind.Goal, $"{Quiet(kind.Which)}"]).ToList();
        var leases = Quiet(entry => entry.Resource == "leases");
        rows.Add(["lease requests", "-", "-", $"{leases}"]);
        var traffic = Step(entry => entry.Verb != "watch" && entry.Resource != "leases");
        return new Section(
            Name, "Requests to the API server",
            "the sandbox's API server, controllers, pods and gateway in one process with the operator; TLS on the loopback, no network; the operator under the chart's own rights. One launch with one HTTPRoute and 4 pods.",
            ["requests", "per step", "goal", $"two quiet launches, {quietTime.TotalSeconds:0} s"], rows,
            [
                $"Per step: the mean of {steps} whole steps; a scale write comes only where a step needs more pods. In all {Numbers.Of(traffic)} requests a step beside watches and the lease.",
                $"For comparison, not measured here: Flagger makes 17 to 20 requests a tick and canary by an estimate of this project's own, whether or not anything moves; 18 of them are {Numbers.Of(18 / traffic, "0.0")} times the requests of a step here.",
                $"Quiet: one Healthy and one RolledBack launch together for {quietTime.TotalSeconds:0} s of real time, from a minute after the last change on, by when its live values have been written{(quietTime.TotalMinutes < 10 ? " (`--full` takes ten minutes)" : "")}. The lease is renewed whatever the number of launches.",
            ],
            new JsonObject
            {
                ["steps"] = steps,
                ["perStep"] = new JsonObject(kinds.Select(kind => new KeyValuePair<string, JsonNode?>(kind.Name, Step(kind.Which)))),
                ["quietSeconds"] = quietTime.TotalSeconds,
                ["quiet"] = new JsonObject(kinds.Select(kind => new KeyValuePair<string, JsonNode?>(kind.Name, Quiet(kind.Which)))),
                ["quietLeaseRequests"] = leases,
            });
    }

    private static bool IsWrite(RequestLogEntry entry) => entry.Verb is not ("get" or "list" or "watch");

    private static List<RequestLogEntry> Operators(IReadOnlyList<RequestLogEntry> entries) =>
        [.. entries.Where(entry => entry.User.StartsWith("system:serviceaccount:penumbra-system:", StringComparison.Ordinal))];
}
