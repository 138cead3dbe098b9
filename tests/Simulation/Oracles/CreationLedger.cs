using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// How often the operator made and deleted each object: what Sieve calls the summary of state updates. An end that is as it should be says nothing of a Deployment that was deleted on the way and made again. Left out are events, and
/// the digest of a UID in the names of keys, of runs on demand and of cleanups, which differs from seed to seed.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed partial class CreationLedger(SimulatedCluster cluster) : Oracle(cluster)
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>A line for each verb and object: <c>create deployments/checkout-1a2b3c: 1</c>.</summary>
    public IReadOnlyList<string> Lines => [.. _counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value}"))];

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call) => _version = Cluster.Store.Version;

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        // What was being deleted already, and is asked to go again, is deleted once.
        if (!call.IsWrite || call.Plural == "events" || response.Status >= 300 || Cluster.Store.Version == _version) return;
        var isDeletion = call.Request.Method == "DELETE";
        if (!isDeletion && response.Status != 201) return;
        var name = call.Name.Length > 0 ? call.Name : JsonNode.Parse(response.Body.Span)!["metadata"]!["name"]!.GetValue<string>();
        if (!isDeletion && IsOrphan(JsonNode.Parse(response.Body.Span)!)) return;
        var key = $"{(isDeletion ? "delete" : "create")} {call.Plural}/{Keys().Replace(name, "")}";
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    // What a process that led before sent late for a refresh that is gone: its owner is gone as well, and it goes with it.
    private bool IsOrphan(JsonNode made) => made["metadata"]?["labels"]?["penumbra.dev/snapshot-refresh"]?.GetValue<string>() is { } refresh && Cluster.Refresh(refresh) is null;

    [GeneratedRegex("(?<=-(key|now|cleanup)-)[0-9a-f]{8}$")]
    private static partial Regex Keys();
}
