using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Fuzz.Documents;

/// <summary>A resource's definition, as it is installed, and documents that together set each of its fields.</summary>
public sealed class Definition
{
    private Definition(string name, JsonObject spec, IReadOnlyDictionary<string, JsonObject> documents)
    {
        Name = name;
        Spec = spec;
        Documents = documents;
    }

    /// <summary>The definition's name.</summary>
    public string Name { get; }

    /// <summary>The schema of <c>spec</c>.</summary>
    public JsonObject Spec { get; }

    /// <summary>The documents, by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Documents { get; }

    /// <summary>The launch.</summary>
    public static Definition Launch()
    {
        var definition = Read(Repository.Path("crds", "darklaunches.penumbra.dev.yaml"));
        var spec = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();
        var documents = Directory.GetFiles(Repository.Path("tests", "Fuzz", "Documents"), "*.yaml").Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), Read, StringComparer.Ordinal);
        return new Definition("darklaunches", spec, documents);
    }

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
