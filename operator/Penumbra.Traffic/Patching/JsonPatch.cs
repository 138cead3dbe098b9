using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Traffic.Patching;

/// <summary>A JSON patch (RFC 6902) of one object: first what must still hold, then the changes. Empty when nothing changes.</summary>
internal sealed class JsonPatch
{
    private readonly JsonObject _live;
    private readonly List<JsonObject> _tests = [];
    private readonly List<JsonObject> _changes = [];
    private bool _hasAnnotations, _hasLabels;

    /// <summary>Begins a patch of an object as it was last seen.</summary>
    public JsonPatch(JsonObject live)
    {
        _live = live;
        _hasAnnotations = Metadata.Object("annotations") is not null;
        _hasLabels = Metadata.Object("labels") is not null;
    }

    private JsonObject? Metadata => _live.Object("metadata");

    /// <summary>Refuses the patch if a field of the metadata is not what it was seen as; a field that was not seen is not asked for.</summary>
    public void Expect(string field)
    {
        if (Metadata?[field] is { } value) _tests.Add(Operation("test", $"/metadata/{field}", value.DeepClone()));
    }

    /// <summary>Refuses the patch if an annotation that was seen has another value by now.</summary>
    public void ExpectAnnotation(string key)
    {
        if (Metadata.Object("annotations").Text(key) is { } value) _tests.Add(Operation("test", $"/metadata/annotations/{Escape(key)}", value));
    }

    /// <summary>Refuses the patch if the value at a path is not what it was seen as.</summary>
    public void ExpectAt(string path, JsonNode value) => _tests.Add(Operation("test", path, value.DeepClone()));

    /// <summary>Sets an annotation, or removes it for null.</summary>
    public void Annotate(string key, string? value) => SetEntry("annotations", key, value, ref _hasAnnotations);

    /// <summary>Sets a label.</summary>
    public void Label(string key, string value) => SetEntry("labels", key, value, ref _hasLabels);

    /// <summary>Sets a field, whether or not it was there.</summary>
    public void Set(string path, JsonNode value, bool exists) => _changes.Add(Operation(exists ? "replace" : "add", path, value.DeepClone()));

    /// <summary>Removes a field that was seen.</summary>
    public void Remove(string path) => _changes.Add(Operation("remove", path, null));

    /// <summary>The write; null when nothing changes.</summary>
    public ObjectWrite? ToWrite(ResourceKind kind, ObjectKey key)
    {
        if (_changes.Count == 0) return null;
        var body = new JsonArray();
        foreach (var operation in _tests) body.Add(operation.DeepClone());
        foreach (var operation in _changes) body.Add(operation.DeepClone());
        return new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = kind, Key = key, Body = body };
    }

    /// <summary>A key as a path's segment (RFC 6901).</summary>
    public static string Escape(string key) => key.Replace("~", "~0").Replace("/", "~1");

    private void SetEntry(string map, string key, string? value, ref bool hasMap)
    {
        var present = Metadata.Object(map).Text(key);
        if (present == value) return;
        var path = $"/metadata/{map}/{Escape(key)}";
        if (value is null)
        {
            Remove(path);
            return;
        }

        if (!hasMap) AddMap(map);
        hasMap = true;
        Set(path, JsonValue.Create(value), present is not null);
    }

    // No test can say that a map is absent, and adding it would wipe what somebody put into a new one: then nothing at all may have changed.
    private void AddMap(string map)
    {
        if (!_tests.Exists(test => test.Text("path") == "/metadata/resourceVersion")) Expect("resourceVersion");
        _changes.Add(Operation("add", $"/metadata/{map}", new JsonObject()));
    }

    private static JsonObject Operation(string operation, string path, JsonNode? value)
    {
        var fields = new JsonObject { ["op"] = operation, ["path"] = path };
        if (value is not null) fields["value"] = value;
        return fields;
    }
}
