using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Rehearsal.Recordings;

namespace Penumbra.Rehearsal.Manifests;

/// <summary>Finds the DarkLaunch among the documents of a file, and reads it as the operator does.</summary>
public static class ManifestReader
{
    private const string Version = "penumbra.dev/v1alpha1";
    private const string Kind = "DarkLaunch";

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">YAML or JSON, of one or several documents.</param>
    /// <param name="name">Which launch is meant, <c>name</c> or <c>namespace/name</c>; null where there is only one.</param>
    public static ManifestReading Read(string text, string? name = null)
    {
        var (documents, error) = YamlTree.Read(text);
        if (error is not null) return ManifestReading.Wrong(error);
        var objects = documents.SelectMany(Items).ToList();
        var launches = objects.Where(item => Text(item, "kind") == Kind).ToList();
        if (launches.Count == 0) return ManifestReading.Wrong(objects.Count == 0 ? $"is empty; it must hold a {Kind}" : $"holds no {Kind}, but {Kinds(objects)}; a {Kind} has apiVersion: {Version} and kind: {Kind}");
        var meant = name is null ? launches : [.. launches.Where(launch => name == Name(launch) || name == $"{Namespace(launch)}/{Name(launch)}")];
        if (meant.Count == 0) return ManifestReading.Wrong($"holds no {Kind} {name}; it holds {Names(launches)}");
        return meant.Count > 1 ? ManifestReading.Wrong($"holds {meant.Count} of kind {Kind}: {Names(meant)}; choose one with --name") : Read(meant[0]);
    }

    private static ManifestReading Read(JsonObject launch)
    {
        if (Text(launch, "apiVersion") is not Version) return ManifestReading.Wrong($"apiVersion: is {Shown(Text(launch, "apiVersion"))}; it must be {Version}");
        if (Name(launch).Length == 0) return ManifestReading.Wrong("metadata.name: is missing");
        if (launch["spec"] is not JsonObject spec) return ManifestReading.Wrong("spec: is missing, or is no object");
        var problems = new List<string>();
        foreach (var stranger in launch.Select(field => field.Key).Where(key => key is not ("apiVersion" or "kind" or "metadata" or "spec" or "status")))
            problems.Add($"{stranger}: is no field of a {Kind}; what it asks for stands in spec");
        problems.AddRange(FieldCheck.Problems(spec, ApiJson.Default.DarkLaunchSpecification, "spec"));
        var (fields, problem) = DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(spec.ToJsonString()));
        if (fields is null) return problems.Count > 0 ? ManifestReading.Wrong(problems) : ManifestReading.Wrong(problem!.ToString());
        var reading = DarkLaunchReader.Read(fields);
        if (fields.Traffic is { GatewayApi: null, ReplicaShare: null }) problems.Add("spec.traffic: names no router; at least one of gatewayAPI and replicaShare must be set");
        problems.AddRange(reading.Problems.Select(wrong => wrong.ToString()));
        problems.AddRange(Selectors(reading.Spec));
        return new ManifestReading(problems.Count > 0 ? null : new RehearsedLaunch(Namespace(launch), Name(launch), reading.Spec, fields.Traffic.ReplicaShare is not null), problems);
    }

    // What the operator's metric sources would say of the objectives.
    private static IEnumerable<string> Selectors(DarkLaunchSpec spec)
    {
        for (var index = 0; index < spec.Objectives.Count; index++)
        {
            _ = ObjectiveSelectors.Of(spec.Objectives[index], out var wrong);
            if (wrong is not null) yield return string.Create(CultureInfo.InvariantCulture, $"spec.objectives[{index}].{wrong}");
        }
    }

    private static IEnumerable<JsonObject> Items(JsonNode document) => document switch
    {
        JsonObject list when Text(list, "kind") == "List" && list["items"] is JsonArray items => items.OfType<JsonObject>(),
        JsonObject item => [item],
        _ => [],
    };

    private static string Kinds(List<JsonObject> objects) => string.Join(", ", objects.Select(item => Shown(Text(item, "kind"))).Distinct(StringComparer.Ordinal).Take(8));

    private static string Names(List<JsonObject> launches) => string.Join(", ", launches.Select(launch => $"{Namespace(launch)}/{Name(launch)}"));

    private static string Name(JsonObject launch) => Text(launch["metadata"] as JsonObject, "name") ?? "";

    private static string Namespace(JsonObject launch) => Text(launch["metadata"] as JsonObject, "namespace") ?? "default";

    private static string Shown(string? text) => text is { Length: > 0 } ? text : "nothing that says what it is";

    private static string? Text(JsonObject? item, string field) => item?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
