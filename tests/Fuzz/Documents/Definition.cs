using System.Text.Json.Nodes;
using Penumbra.Fuzz.Meanings;
using Penumbra.Fuzz.Mutations;
using Penumbra.Fuzz.Running;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Fuzz.Documents;

/// <summary>A resource's definition, as it is installed, and documents that together set each of its fields.</summary>
public sealed class Definition
{
    private readonly Lazy<IRunning?> _running;

    private Definition(string plural, IMeaning meaning, Func<IRunning>? running = null)
    {
        var definition = Read(Repository.Path("crds", $"{plural}.penumbra.dev.yaml"))["spec"]!;
        Meaning = meaning;
        _running = new Lazy<IRunning?>(() => running?.Invoke());
        Path = definition["scope"]!.GetValue<string>() == "Cluster" ? $"/apis/penumbra.dev/v1alpha1/{plural}" : $"/apis/penumbra.dev/v1alpha1/namespaces/shop/{plural}";
        Spec = definition["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();
        Documents = Directory.GetFiles(Repository.Path("tests", "Fuzz", "Documents", plural), "*.yaml").Order(StringComparer.Ordinal)
            .ToDictionary(file => System.IO.Path.GetFileNameWithoutExtension(file), Read, StringComparer.Ordinal);
    }

    /// <summary>What it does while a field is wrong; null for what does nothing by itself.</summary>
    public IRunning? Running => _running.Value;

    /// <summary>What the operator makes of a document.</summary>
    public IMeaning Meaning { get; }

    /// <summary>Where documents are declared.</summary>
    public string Path { get; }

    /// <summary>The schema of <c>spec</c>.</summary>
    public JsonObject Spec { get; }

    /// <summary>The documents, by name; no other definition has one of that name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Documents { get; }

    /// <summary>The launch.</summary>
    public static Definition Launch() => new("darklaunches", new LaunchMeaning(), () => new LaunchRunning());

    /// <summary>All of them, the launch first.</summary>
    public static IReadOnlyList<Definition> All()
    {
        var templates = new Definition("snapshotrefreshtemplates", new TemplateMeaning(), () => new RefreshRunning(null));
        var standard = templates.Documents["standard"];
        return
        [
            Launch(), new("shadowdeployments", new ShadowMeaning(), () => new ShadowRunning()),
            new("snapshotrefreshes", new RefreshMeaning(standard), () => new RefreshRunning(standard)), templates, new("metricsources", new SourceMeaning()),
        ];
    }

    /// <summary>All mutations of all documents; the same in each run.</summary>
    public IReadOnlyList<Mutation> Mutations() => [.. Documents.Keys.SelectMany(document => Fields(document).SelectMany(field => Mutators.Of(document, field)))];

    /// <summary>The fields of one document's spec.</summary>
    public IReadOnlyList<Field> Fields(string document) =>
        [.. Field.Of(new JsonObject { ["spec"] = Documents[document]["spec"]!.DeepClone() }, new JsonObject { ["properties"] = new JsonObject { ["spec"] = Spec.DeepClone() } })];

    /// <summary>Declared fields that no document sets: what the definition gains must be tried too.</summary>
    public IReadOnlyList<string> Untried()
    {
        var tried = Documents.Keys.SelectMany(Fields).Select(field => field.Path.Declared).ToHashSet(StringComparer.Ordinal);
        return [.. Declared("spec", Spec).Where(path => !tried.Contains(path))];
    }

    /// <summary>Whether a change of a field is refused by a rule over the old and the new value: the sandbox evaluates none, a real API server does (<c>make oracle</c> proves it).</summary>
    public bool IsImmutable(FieldPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var field = path.Declared;
        return Fixed("spec", Spec).Any(one => field == one || field.StartsWith(one + ".", StringComparison.Ordinal) || one.StartsWith(field + ".", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Fixed(string path, JsonObject schema)
    {
        if (path != "spec" && (schema["x-kubernetes-validations"] as JsonArray ?? []).Any(rule => rule!["rule"]!.GetValue<string>().Contains("oldSelf", StringComparison.Ordinal))) yield return path;
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            foreach (var below in Fixed($"{path}.{name}", member!.AsObject())) yield return below;
        }
    }

    private static IEnumerable<string> Declared(string path, JsonObject schema)
    {
        yield return path;
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            foreach (var below in Declared($"{path}.{name}", member!.AsObject())) yield return below;
        }

        if (schema["items"] is not JsonObject items) yield break;
        foreach (var below in Declared($"{path}[]", items)) yield return below;
    }

    private static JsonObject Read(string file) => YamlJson.Read(File.ReadAllText(file)).OfType<JsonObject>().First();
}
