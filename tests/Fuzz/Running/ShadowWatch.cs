using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Fuzz.Contract;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Shadows;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// One comparison is of one way to compare: what is found by one belongs to no other, and a verdict to none but the present one. The server that takes copies goes by the present settings, so that live is
/// asked no more than they allow. What the settings mean is read anew from what is stored; the operator's digest of them is not asked.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class ShadowWatch(SimulatedCluster cluster) : Oracle(cluster)
{
    // Until the operator has heard of an edit and done what follows: copies end, the server starts anew.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<string, string> _ways = new(StringComparer.Ordinal);
    private long _generation;
    private TimeSpan _editedAt;
    private string? _way;
    private string? _rules;
    private bool _wasDecided;

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (call is not { Plural: "shadowdeployments", Subresource: "status", IsWrite: true } || response.Status >= 300 || Cluster.Shadow() is not { } shadow) return;
        Read(shadow);
        var isDecided = shadow["status"]?["decidedAt"] is not null;
        if (isDecided && !_wasDecided && Cluster.Time.Elapsed - _editedAt > Settled && Since(shadow) is { } since && _ways.GetValueOrDefault(since) is { } found && found != _way)
            Cluster.Violate("verdict-of-these-settings", $"{call} decides by what was found since {since}, when the settings were others");
        _wasDecided = isDecided;
    }

    /// <inheritdoc/>
    public override void Tick()
    {
        if (Cluster.Shadow() is not { } shadow) return;
        Read(shadow);
        if (Cluster.Time.Elapsed - _editedAt <= Settled || _way is null || Since(shadow) is not { } since) return;

        // What was found stays while nothing is copied, and goes on afterwards: then it is what it was.
        if (!Cluster.List(BuiltInTypes.HttpRoute).Any(route => RouteCopies.OfRoute(route, $"{shadow["metadata"]!["name"]}-compare").Any())) return;
        if (!_ways.TryGetValue(since, out var known)) _ways[since] = _way;
        else if (known != _way) Cluster.Violate("one-way-of-comparing", $"the comparison since {since} goes on, and its settings are others");
        foreach (var server in Cluster.Comparison.Serving)
        {
            if (Rules(server.Config) != _rules) Cluster.Violate("server-of-these-settings", $"copies go to a server with other settings: {Rules(server.Config)} and not {_rules}");
        }
    }

    private void Read(JsonObject shadow)
    {
        var generation = shadow["metadata"]!["generation"]!.GetValue<long>();
        if (generation == _generation) return;
        (_generation, _editedAt) = (generation, Cluster.Time.Elapsed);
        (_way, _rules) = Meaning(shadow);
    }

    // Null where nobody may compare by it.
    private static (string? Way, string? Rules) Meaning(JsonObject shadow)
    {
        var entry = ShadowReading.Read(shadow.Deserialize(ViewJson.Default.CustomView)!);
        if (entry is not { Spec: { } spec, Problems: [] }) return (null, null);

        // How much is copied and what follows a verdict shape nothing of what is found; nor does what is expected of live's answers.
        var way = Dump.Of(spec with { Sample = Share.None, Replicas = 1, StartLaunch = null, Suspended = false, Settings = "", Verdict = spec.Verdict with { RefusalsExpected = false } });
        if (spec.MetricsOnly) return (way, null);
        var file = new ServerConfig(entry, Service(spec.LiveService, spec.LivePort), Service(ShadowNames.Pods(entry.Name), 8080), 8080).Read();
        return file.Config is not { } config ? (null, null) : (way + Dump.Of(config with { Sample = null, Verdict = new VerdictRules() }), Rules(config));
    }

    private static string Rules(ComparisonConfig config) => Dump.Of(config.Requests) + Dump.Of(config.Compare) + Dump.Of(config.Verdict) + Dump.Of(config.Sample);

    private static string? Since(JsonObject shadow) => shadow["status"]?["since"]?.ToString();

    private static ServiceView Service(string name, int port) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = name },
        ["spec"] = new JsonObject { ["clusterIP"] = "10.96.0.17", ["ports"] = new JsonArray(new JsonObject { ["port"] = port }) },
    }.Deserialize(ViewJson.Default.ServiceView)!;
}
