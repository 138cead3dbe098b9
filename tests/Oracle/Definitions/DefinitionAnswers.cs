using System.Reflection;
using System.Text.Json.Nodes;
using Penumbra.Api.Tests;
using Penumbra.Api.Tests.DarkLaunches;
using Penumbra.Api.Tests.ShadowDeployments;
using Penumbra.Api.Tests.SnapshotRefreshes;
using Penumbra.Oracle.Tests.Recording;
using Penumbra.Oracle.Tests.Servers;

namespace Penumbra.Oracle.Tests.Definitions;

/// <summary>What a server says to <c>crds/</c>: to the definitions, to the samples and to wrong values.</summary>
public static class DefinitionAnswers
{
    public const string File = "definitions";
    private const string Namespace = "definitions";
    private const string Launches = $"/apis/penumbra.dev/v1alpha1/namespaces/{Namespace}/darklaunches";
    private const string Shadows = $"/apis/penumbra.dev/v1alpha1/namespaces/{Namespace}/shadowdeployments";
    private const string Refreshed = $"/apis/penumbra.dev/v1alpha1/namespaces/{Namespace}/snapshotrefreshes";
    private const string Templates = "/apis/penumbra.dev/v1alpha1/snapshotrefreshtemplates";
    private const string Sources = "/apis/penumbra.dev/v1alpha1/metricsources";

    private static readonly SortedDictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["DarkLaunch"] = Launches, ["MetricSource"] = Sources, ["ShadowDeployment"] = Shadows, ["SnapshotRefresh"] = Refreshed, ["SnapshotRefreshTemplate"] = Templates,
    };

    /// <summary>The names of the definitions.</summary>
    public static IReadOnlyList<string> Definitions { get; } = ["darklaunches", "metricsources", "shadowdeployments", "snapshotrefreshes", "snapshotrefreshtemplates"];

    /// <summary>The edits of a right launch that make it wrong: those of the Api's own tests, and those that only the server can refuse.</summary>
    public static IReadOnlyList<string> Edits { get; } = [.. Tried(typeof(WrongValueTests), nameof(WrongValueTests.A_wrong_value_is_named)), .. GoldenFiles.Lines("cases/wrong-values.txt")];

    /// <summary>The same of a right shadow.</summary>
    public static IReadOnlyList<string> ShadowEdits { get; } = [.. Tried(typeof(WrongShadowTests), nameof(WrongShadowTests.A_wrong_value_is_named)), .. GoldenFiles.Lines("cases/wrong-shadows.txt")];

    /// <summary>The same of a right refresh.</summary>
    public static IReadOnlyList<string> RefreshEdits { get; } = [.. Tried(typeof(WrongRefreshTests), nameof(WrongRefreshTests.A_wrong_value_is_named)), .. GoldenFiles.Lines("cases/wrong-refreshes.txt")];

    /// <summary>The edits of a stored launch that are refused because of what it was.</summary>
    public static IReadOnlyList<string> Changes { get; } = GoldenFiles.Lines("cases/wrong-changes.txt");

    public static async Task<JsonObject> AskAsync(ApiUnderTest server)
    {
        server.AddNamespace(Namespace);
        var answers = new JsonObject();
        foreach (var name in Definitions)
        {
            var defined = await server.DefineAsync(RepositoryFiles.Yaml($"crds/{name}.penumbra.dev.yaml"));
            answers[$"definition {name}"] = new JsonObject
            {
                ["code"] = defined.Code,
                ["refused"] = defined.Code == 200 ? null : defined.Body!["message"]!.DeepClone(),
                ["conditions"] = new JsonArray([.. (defined.Body!["status"]?["conditions"]?.AsArray() ?? []).Select(condition => $"{condition!["type"]}={condition["status"]}").Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]),
            };
        }

        foreach (var path in Samples())
        {
            // Beside what a person applies with it, such as a Deployment.
            var samples = Penumbra.Sandbox.Embedded.YamlJson.Read(RepositoryFiles.Text(path)).OfType<JsonObject>().Where(document => Places.ContainsKey(document["kind"]!.GetValue<string>())).ToList();
            foreach (var (position, sample) in samples.Index())
            {
                var kind = sample["kind"]!.GetValue<string>();
                var isFirst = samples.FindIndex(other => other["kind"]!.GetValue<string>() == kind) == position;
                var name = sample["metadata"]!["name"]!.GetValue<string>();
                var place = Places[kind];
                if (place is not (Sources or Templates)) sample["metadata"]!["namespace"] = Namespace;
                sample["metadata"]!["name"] = Path.GetFileNameWithoutExtension(path) + (isFirst ? "" : $"-{name}");
                answers[samples.Count == 1 ? $"sample {path}" : $"sample {path} {kind}{(isFirst ? "" : $" {name}")}"] = Kept(await server.SendAsync("POST", place, sample.ToJsonString()));
            }
        }

        foreach (var edit in Edits) answers[$"wrong {edit}"] = Kept(await server.SendAsync("POST", Launches + "?dryRun=All", Launch(DarkLaunches(edit)).ToJsonString()));
        foreach (var edit in GoldenFiles.Lines("cases/wrong-sources.txt")) answers[$"wrong source {edit}"] = Kept(await server.SendAsync("POST", Sources + "?dryRun=All", Source(edit).ToJsonString()));
        foreach (var edit in ShadowEdits) answers[$"wrong shadow {edit}"] = Kept(await server.SendAsync("POST", Shadows + "?dryRun=All", Shadow(edit).ToJsonString()));
        foreach (var edit in RefreshEdits) answers[$"wrong refresh {edit}"] = Kept(await server.SendAsync("POST", Refreshed + "?dryRun=All", Refresh("SnapshotRefresh", "right", Api.Tests.SnapshotRefreshes.Refreshes.With(edit)).ToJsonString()));
        foreach (var edit in GoldenFiles.Lines("cases/wrong-templates.txt"))
            answers[$"wrong template {edit}"] = Kept(await server.SendAsync("POST", Templates + "?dryRun=All", Refresh("SnapshotRefreshTemplate", "right", Penumbra.Sandbox.Embedded.YamlJson.Read(edit).Single().DeepClone()).ToJsonString()));
        foreach (var name in new[] { new string('a', 41), "Orders" })
            answers[$"wrong name of a refresh {name}"] = Kept(await server.SendAsync("POST", Refreshed + "?dryRun=All", Refresh("SnapshotRefresh", name, Api.Tests.SnapshotRefreshes.Refreshes.Right()).ToJsonString()));
        answers["right refresh"] = Kept(await server.SendAsync("POST", Refreshed + "?dryRun=All", Refresh("SnapshotRefresh", "right", Api.Tests.SnapshotRefreshes.Refreshes.Right()).ToJsonString()));
        foreach (var name in new[] { new string('a', 51), "orders.next", "1-orders" })
        {
            var named = Shadow("");
            named["metadata"]!["name"] = name;
            answers[$"wrong name of a shadow {name}"] = Kept(await server.SendAsync("POST", Shadows + "?dryRun=All", named.ToJsonString()));
        }

        await server.SendAsync("POST", Launches, Launch(Api.Tests.DarkLaunches.Launches.Right()).ToJsonString());
        foreach (var edit in Changes)
        {
            var patch = new JsonObject { ["spec"] = Penumbra.Sandbox.Embedded.YamlJson.Read(edit).Single().DeepClone() };
            answers[$"change {edit}"] = Kept(await server.SendAsync("PATCH", $"{Launches}/right?dryRun=All", patch.ToJsonString(), "application/merge-patch+json"));
        }

        var longName = Launch(Api.Tests.DarkLaunches.Launches.Right());
        longName["metadata"]!["name"] = new string('a', 64);
        answers["wrong name of 64 characters"] = Kept(await server.SendAsync("POST", Launches + "?dryRun=All", longName.ToJsonString()));
        return answers;
    }

    private static JsonObject DarkLaunches(string edit) => Api.Tests.DarkLaunches.Launches.With(edit);

    private static IEnumerable<string> Samples() => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "crds/samples"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
        .Where(file => RepositoryFiles.Text(file) is var text && Places.Keys.Any(kind => text.Contains($"kind: {kind}", StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    private static JsonObject Launch(JsonObject spec) => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1",
        ["kind"] = "DarkLaunch",
        ["metadata"] = new JsonObject { ["name"] = "right", ["namespace"] = Namespace },
        ["spec"] = spec,
    };

    private static JsonObject Shadow(string edit) => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1",
        ["kind"] = "ShadowDeployment",
        ["metadata"] = new JsonObject { ["name"] = "right", ["namespace"] = Namespace },
        ["spec"] = Api.Tests.ShadowDeployments.Shadows.With(edit),
    };

    private static JsonObject Refresh(string kind, string name, JsonNode spec)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (kind == "SnapshotRefresh") metadata["namespace"] = Namespace;
        return new JsonObject { ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = kind, ["metadata"] = metadata, ["spec"] = spec };
    }

    private static IEnumerable<string> Tried(Type tests, string name) => tests.GetMethod(name)!.GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
        .Select(attribute => (string)((IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value!);

    private static JsonObject Source(string edit) => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1",
        ["kind"] = "MetricSource",
        ["metadata"] = new JsonObject { ["name"] = "right" },
        ["spec"] = Penumbra.Sandbox.Embedded.YamlJson.Read(edit).Single().DeepClone(),
    };

    // Of an accepted object its spec with the defaults; of a refusal every cause.
    private static JsonObject Kept(Answer answer)
    {
        var kept = new JsonObject { ["code"] = answer.Code };
        if (answer.Warnings.Count > 0) kept["warnings"] = new JsonArray([.. answer.Warnings.Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
        if (answer.Code is 200 or 201)
        {
            kept["spec"] = new Normalizer().Normalize(answer with { Body = answer.Body!["spec"]!.DeepClone() }, managed: true)["body"]!.DeepClone();
            return kept;
        }

        kept["reason"] = answer.Body!["reason"]?.DeepClone();
        kept["causes"] = new JsonArray([.. (answer.Body["details"]?["causes"]?.AsArray() ?? []).Select(cause => $"{cause!["field"]}: {cause["message"]}").Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
        return kept;
    }
}
