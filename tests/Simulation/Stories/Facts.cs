using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Shadows;

namespace Penumbra.Simulation.Stories;

/// <summary>
/// What can be asked of the world, by name: <c>phase</c>, <c>reason</c>, <c>weight</c>, <c>step</c>, <c>stable</c> and <c>candidate</c> (versions), <c>condition</c>
/// (<c>Type=Status</c> or <c>Type=Status/Reason</c>), <c>gone</c>, <c>adopted</c>, <c>shares</c> (what users get, by version, in whole percent), <c>replicas</c> (of each version),
/// <c>deployments</c>, <c>services</c> and <c>routes</c> (names that exist), <c>atRest</c> (no route
/// names a candidate or copies requests); of the shadow: <c>shadow</c> (its phase), <c>verdict</c>, <c>why</c>, <c>mirrored</c> (what is copied, in percent; 0 for nothing), <c>kept</c> (whether anything that was found is), <c>shadowCondition</c>,
/// <c>shadowGone</c>, <c>compared</c> and <c>replayed</c> (at least so many), <c>differences</c> (how many are named), <c>notJudged</c> (<c>field=Why</c>); of a refresh (the first, or that of <c>named</c>): <c>refresh</c> (its phase), <c>refreshCondition</c>, <c>refreshGone</c>, <c>handled</c> (the word that was acted on), <c>nextRun</c> (whether one is named), <c>published</c> (how many snapshots status lists);
/// of all of them <c>runs</c> (how many have begun), <c>ended</c> (Jobs of runs that are kept, <c>{Complete: 1, Failed: 0}</c>), <c>cleanedUp</c> (how many cleanups have ended), <c>cronJobs</c> (names that exist) and <c>held</c> (which of them start nothing) and <c>schedules</c> (by their names).
/// </summary>
public static class Facts
{
    private static readonly string[] Names = ["phase", "reason", "weight", "step", "stable", "candidate", "condition", "gone", "adopted", "shares", "replicas", "deployments", "services", "routes", "atRest", "launch", "evaluations", "shadow", "verdict", "why", "mirrored", "kept", "shadowCondition", "shadowGone", "compared", "replayed", "differences", "notJudged", "refresh", "refreshCondition", "refreshGone", "handled", "nextRun", "published", "runs", "ended", "cleanedUp", "cronJobs", "held", "schedules", "named"];

    /// <summary>Whether everything that is asked holds; else the first that does not, in words.</summary>
    public static string? Unmet(SimulatedCluster cluster, JsonObject asked)
    {
        foreach (var (name, wanted) in asked)
        {
            if (name is "launch" or "named") continue;
            if (!Names.Contains(name)) throw new InvalidDataException($"{name} is none of {string.Join(", ", Names)}");
            var launch = cluster.Launch(asked["launch"]?.GetValue<string>() ?? "checkout");
            if (!(RefreshFacts.Names.Contains(name) ? RefreshFacts.Holds(cluster, asked["named"]?.GetValue<string>(), name, wanted!, out var seen) : Holds(cluster, launch, name, wanted!, out seen))) return $"{name} is {seen}, not {wanted!.ToJsonString()}";
        }

        return null;
    }

    /// <summary>The version of a revision's image, or the revision itself when it has no Deployment.</summary>
    public static string Version(SimulatedCluster cluster, string? revision)
    {
        if (revision is null) return "";
        var deployment = cluster.List(BuiltInTypes.Deployment).FirstOrDefault(deployment => deployment["metadata"]!["labels"]?["penumbra.dev/revision"]?.GetValue<string>() == revision);
        return deployment is null ? revision : VersionOf(deployment);
    }

    private static bool Holds(SimulatedCluster cluster, JsonObject? launch, string name, JsonNode wanted, out string seen)
    {
        var status = launch?["status"];
        switch (name)
        {
            case "gone":
                seen = launch is null ? "true" : "false";
                return (launch is null) == wanted.GetValue<bool>();
            case "condition":
                return Conditions(status, wanted, out seen);
            case "shadowCondition":
                return Conditions(cluster.Shadow()?["status"], wanted, out seen);
            case "differences":
                seen = (cluster.Shadow()?["status"]?["differences"]?.AsArray().Count ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return seen == wanted.ToString();
            case "notJudged":
                seen = string.Join(" ", cluster.Shadow()?["status"]?["notJudged"]?.AsArray().Select(gap => $"{gap!["field"]}={gap["why"]}") ?? []);
                return seen.Split(' ').SequenceEqual(wanted.AsArray().Select(one => one!.ToString()));
            case "shadowGone":
                seen = cluster.Shadow() is null ? "true" : "false";
                return seen == wanted.ToString();
            case "shadow" or "verdict" or "why":
                seen = cluster.Shadow()?["status"]?[name == "shadow" ? "phase" : name]?.ToString() ?? "";
                return seen == wanted.ToString();
            case "compared" or "replayed":
                var counts = cluster.Shadow()?["status"];
                var compared = (name == "compared" ? counts?["compared"] : counts?["replay"]?["replayed"])?.GetValue<long>() ?? 0;
                seen = $"{compared}";
                return compared >= wanted.GetValue<long>();
            case "kept":
                seen = cluster.Get("", "configmaps", "checkout-next-evidence") is not null ? "true" : "false";
                return seen == wanted.ToString();
            case "mirrored":
                var copies = cluster.List(BuiltInTypes.HttpRoute).SelectMany(route => RouteCopies.OfRoute(route, "checkout-next-compare")).Select(copy => (copy.Share ?? 1) * 100).DefaultIfEmpty(0).Max();
                seen = copies.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
                return seen == wanted.ToString();
            case "shares":
                var shares = cluster.Users.Shares();
                seen = string.Join(" ", shares.Select(pair => $"{pair.Key}:{pair.Value:0.00}"));
                var named = wanted.AsObject();
                return named.All(pair => Math.Abs((shares.GetValueOrDefault(pair.Key) * 100) - double.Parse(pair.Value!.ToString(), System.Globalization.CultureInfo.InvariantCulture)) < 0.5);
            case "replicas":
                var replicas = Replicas(cluster);
                seen = string.Join(" ", replicas.Select(pair => $"{pair.Key}:{pair.Value}"));
                return wanted.AsObject().All(pair => replicas.TryGetValue(pair.Key, out var count) && count == pair.Value!.GetValue<int>());
            case "deployments" or "services" or "routes":
                var type = name == "deployments" ? BuiltInTypes.Deployment : name == "services" ? BuiltInTypes.Service : BuiltInTypes.HttpRoute;
                var names = cluster.List(type).Select(one => name == "deployments" ? VersionOrName(one) : one["metadata"]!["name"]!.GetValue<string>()).ToList();
                seen = string.Join(" ", names);
                return wanted.AsArray().Select(one => one!.ToString()).Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal));
            case "atRest":
                var rest = cluster.List(BuiltInTypes.HttpRoute).All(route => route["spec"]!.ToJsonString() is var spec && !spec.Contains("-candidate", StringComparison.Ordinal) && !spec.Contains("RequestMirror", StringComparison.Ordinal));
                seen = rest ? "true" : "false";
                return rest == wanted.GetValue<bool>();
            case "adopted":
                seen = cluster.List(BuiltInTypes.Service).Any(service => service["metadata"]!["annotations"]?["penumbra.dev/stable"] is not null) ? "true" : "false";
                return seen == wanted.ToString();
            case "evaluations":
                seen = $"{cluster.Evaluations}";
                return cluster.Evaluations >= wanted.GetValue<int>();
            default:
                seen = name switch
                {
                    "step" => status?["step"]?["index"]?.ToString() ?? "0",
                    "stable" => Version(cluster, status?["stable"]?["revision"]?.GetValue<string>()),
                    "candidate" => Version(cluster, status?["candidate"]?["revision"]?.GetValue<string>()),
                    _ => status?[name]?.ToString() ?? "",
                };
                var value = seen;
                return wanted is JsonArray any ? any.Any(one => one!.ToString() == value) : seen == wanted.ToString();
        }
    }

    /// <summary>Whether conditions are as they are asked for.</summary>
    internal static bool Conditions(JsonNode? status, JsonNode wanted, out string seen)
    {
        var conditions = status?["conditions"]?.AsArray().Select(condition => $"{condition!["type"]}={condition["status"]}/{condition["reason"]}").ToList() ?? [];
        seen = string.Join(" ", conditions);
        return (wanted is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [wanted.GetValue<string>()])
            .All(one => conditions.Any(condition => condition == one || condition.StartsWith(one + "/", StringComparison.Ordinal)));
    }

    private static SortedDictionary<string, int> Replicas(SimulatedCluster cluster)
    {
        var replicas = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var deployment in cluster.List(BuiltInTypes.Deployment)) replicas[VersionOrName(deployment)] = deployment["spec"]!["replicas"]?.GetValue<int>() ?? 1;
        return replicas;
    }

    // The template goes by its name, revisions by their version.
    private static string VersionOrName(JsonObject deployment) =>
        deployment["metadata"]!["labels"]?["penumbra.dev/revision"] is null ? deployment["metadata"]!["name"]!.GetValue<string>() : VersionOf(deployment);

    private static string VersionOf(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!.GetValue<string>().Split(':')[^1];
}
