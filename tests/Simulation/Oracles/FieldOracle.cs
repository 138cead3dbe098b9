using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// What each write really changes, by the stored object before and after it: of what others made the listed fields alone (<c>foreign-fields</c>), of what the operator made its own fields, as a third party may have added others
/// (<c>third-party-fields</c>). What the operator did not make it never deletes (<c>foreign-deletion</c>). Of a route of somebody's the rest stays as it is while weights, candidate and copies come and go (<c>foreign-route</c>).
/// </summary>
/// <param name="cluster">The world.</param>
public sealed partial class FieldOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private static readonly string[] Owners = ["penumbra.dev/launch", "penumbra.dev/shadow", "penumbra.dev/snapshot-refresh"];

    // Of a kind and subresource, what may change. Keys of maps are escaped as in JSON pointers; a place in a list is *.
    private static readonly Dictionary<string, Regex> Foreign = new(StringComparer.Ordinal)
    {
        ["darklaunches"] = Finalizers(),
        ["darklaunches/status"] = Status(),
        ["darklaunches/scale"] = Replicas(),
        ["shadowdeployments"] = Finalizers(),
        ["shadowdeployments/status"] = Status(),
        ["snapshotrefreshes"] = Finalizers(),
        ["snapshotrefreshes/status"] = Status(),

        // The template, scaled down once it is adopted.
        ["deployments"] = Replicas(),

        // An apex that was adopted.
        ["services"] = AdoptedService(),
        ["httproutes"] = ForeignRoute(),
    };

    private static readonly Dictionary<string, Regex> Own = new(StringComparer.Ordinal)
    {
        ["services"] = OwnService(),
        ["httproutes"] = OwnRoute(),
        ["configmaps"] = OwnData(),
        ["cronjobs"] = OwnSpec(),
        ["roles"] = OwnRights(),
        ["rolebindings"] = OwnRights(),
    };

    private JsonObject? _before;

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call) => _before = Stored(call);

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || response.Status >= 300 || _before is not { } before || call.Plural == "events") return;
        var isOwn = IsOwn(before);
        if (call.Request.Method == "DELETE")
        {
            if (!isOwn) Cluster.Violate("foreign-deletion", $"{call} deletes what the operator did not make");
            return;
        }

        if (Stored(call) is not { } after) return;
        var listed = isOwn ? OwnFields(call, before) : Foreign.GetValueOrDefault(call.Plural + (call.Subresource.Length > 0 ? "/" + call.Subresource : ""));
        if (Changed("", before, after).FirstOrDefault(path => listed?.IsMatch(path) != true) is { } wrong) Cluster.Violate(isOwn ? "third-party-fields" : "foreign-fields", $"{call} changes {wrong}");
        if (!isOwn && call.Plural == "httproutes" && !JsonNode.DeepEquals(Essence(before), Essence(after))) Cluster.Violate("foreign-route", $"{call} makes {Essence(after)} of {Essence(before)}");
    }

    private JsonObject? Stored(ApiCall call) => !call.IsWrite || call.Name.Length == 0 ? null : Cluster.Get(call.Group, call.Plural, call.Name);

    private static bool IsOwn(JsonObject stored) => stored["metadata"]!["labels"] is JsonObject labels && Owners.Any(labels.ContainsKey);

    // Revisions are immutable: only how many pods there are changes, and what is noted of the attempt.
    private static Regex? OwnFields(ApiCall call, JsonObject before) => call.Plural != "deployments" ? Own.GetValueOrDefault(call.Plural)
        : before["metadata"]!["labels"]?["penumbra.dev/revision"] is not null ? Revision() : OwnSpec();

    private static IEnumerable<string> Changed(string path, JsonNode? before, JsonNode? after)
    {
        if (path is "/metadata/resourceVersion" or "/metadata/generation" or "/metadata/managedFields") return [];
        if (before is JsonObject was && after is JsonObject now)
            return was.Select(pair => pair.Key).Union(now.Select(pair => pair.Key)).SelectMany(key => Changed($"{path}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", was[key], now[key]));
        if (before is JsonArray had && after is JsonArray has)
            return Enumerable.Range(0, Math.Max(had.Count, has.Count)).SelectMany(index => Changed($"{path}/*", index < had.Count ? had[index] : null, index < has.Count ? has[index] : null));

        // A map that comes or goes is as many fields as it has.
        if (before is null && after is JsonObject { Count: > 0 }) return Changed(path, new JsonObject(), after);
        if (after is null && before is JsonObject { Count: > 0 }) return Changed(path, before, new JsonObject());
        return JsonNode.DeepEquals(before, after) || (before ?? after) is JsonObject { Count: 0 } ? [] : [path];
    }

    // The rules without what the operator adds to them: the pilots' rules, the candidate, copies, and the weight of the Service beside the candidate.
    private JsonArray Essence(JsonObject route)
    {
        var apexes = Cluster.List(Cluster.Store.FindType("penumbra.dev", "darklaunches")!).Select(launch => (launch["spec"]?["traffic"]?["service"]?["name"] ?? launch["spec"]?["targetRef"]?["name"])?.GetValue<string>()).ToHashSet();
        var rules = new JsonArray();
        foreach (var rule in (route["spec"]?["rules"]?.DeepClone() as JsonArray ?? []).OfType<JsonObject>().ToList())
        {
            var backends = rule["backendRefs"] as JsonArray ?? [];
            var others = backends.Where(backend => !Name(backend).EndsWith("-candidate", StringComparison.Ordinal)).Select(backend => backend!.DeepClone().AsObject()).ToList();
            if (backends.Count > 0 && others.Count == 0 && rule["matches"] is JsonArray) continue;
            foreach (var backend in others.Where(backend => apexes.Contains(Name(backend)))) backend.Remove("weight");
            rule["backendRefs"] = new JsonArray([.. others]);
            if (rule["filters"] is JsonArray filters)
            {
                var kept = filters.Where(filter => filter?["requestMirror"]?["backendRef"] is not { } copy || !Name(copy).EndsWith("-compare", StringComparison.Ordinal)).Select(filter => filter?.DeepClone()).ToArray();
                if (kept.Length == 0) rule.Remove("filters");
                else rule["filters"] = new JsonArray(kept);
            }

            rules.Add((JsonNode)rule.DeepClone());
        }

        return rules;
    }

    private static string Name(JsonNode? named) => named?["name"]?.GetValue<string>() ?? "";

    [GeneratedRegex(@"^/metadata/finalizers(/\*)?$")]
    private static partial Regex Finalizers();

    [GeneratedRegex("^/status(/|$)")]
    private static partial Regex Status();

    [GeneratedRegex("^/spec/replicas$")]
    private static partial Regex Replicas();

    [GeneratedRegex(@"^/(spec/selector/penumbra\.dev~1revision|metadata/annotations/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex AdoptedService();

    [GeneratedRegex(@"^/(spec/rules(/.*)?|metadata/annotations/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex ForeignRoute();

    [GeneratedRegex(@"^/(spec/replicas|metadata/annotations/penumbra\.dev~1(attempt|outcome))$")]
    private static partial Regex Revision();

    [GeneratedRegex(@"^/(spec/.*|metadata/(annotations|labels)/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex OwnSpec();

    [GeneratedRegex(@"^/(spec/(selector|ports)(/.*)?|metadata/(annotations|labels)/penumbra\.dev~1[a-z.-]+|metadata/labels/app\.kubernetes\.io~1managed-by)$")]
    private static partial Regex OwnService();

    [GeneratedRegex(@"^/(spec/.*|metadata/(annotations|labels)/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex OwnRoute();

    [GeneratedRegex(@"^/((data|binaryData)(/.*)?|metadata/(annotations|labels)/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex OwnData();

    [GeneratedRegex(@"^/((rules|subjects)(/.*)?|metadata/(annotations|labels)/penumbra\.dev~1[a-z.-]+)$")]
    private static partial Regex OwnRights();
}
