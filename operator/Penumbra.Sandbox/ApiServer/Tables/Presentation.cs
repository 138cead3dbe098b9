using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>The form in which a client wants objects: whole, as a table, or only their metadata.</summary>
internal sealed class Presentation
{
    private readonly ResourceRequest _request;
    private readonly TimeProvider _time;
    private readonly string _form;
    private bool _columnsSent;

    private Presentation(ResourceRequest request, TimeProvider time, string form)
    {
        _request = request;
        _time = time;
        _form = form;
    }

    /// <summary>The first form of the Accept header that the server knows.</summary>
    public static Presentation Of(ResourceRequest request, TimeProvider time)
    {
        foreach (var accepted in (request.Raw.Header("Accept") ?? "").Split(','))
        {
            string[] parts = [.. accepted.Split(';').Select(part => part.Trim())];
            if (parts[0] is not ("application/json" or "*/*" or "application/*")) continue;
            var form = parts.FirstOrDefault(part => part.StartsWith("as=", StringComparison.Ordinal))?[3..] ?? "";
            if (form is "" or "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList") return new Presentation(request, time, form);
        }

        return new Presentation(request, time, "");
    }

    /// <summary>One object, as GET and writes answer it.</summary>
    public JsonObject Single(JsonObject obj) => _form switch
    {
        "Table" => Table([obj], new JsonObject { ["resourceVersion"] = obj.Obj("metadata").Str("resourceVersion") }, withColumns: true),
        "PartialObjectMetadata" => Metadata(obj),
        _ => obj,
    };

    /// <summary>One object of a watch; only its first table has columns.</summary>
    public JsonObject Event(JsonObject obj)
    {
        if (_form != "Table") return Single(obj);
        var table = Table([obj], new JsonObject { ["resourceVersion"] = obj.Obj("metadata").Str("resourceVersion") }, withColumns: !_columnsSent);
        _columnsSent = true;
        return table;
    }

    /// <summary>A collection.</summary>
    public JsonObject List(IReadOnlyList<JsonObject> items, JsonObject metadata)
    {
        if (_form == "Table") return Table(items, metadata, withColumns: true);
        var partial = _form is "PartialObjectMetadataList" or "PartialObjectMetadata";
        // Lists of custom resources show the token also when it is empty.
        if (_request.Resource.IsCustom && !partial && !metadata.ContainsKey("continue")) metadata["continue"] = "";
        return new JsonObject
        {
            ["kind"] = partial ? "PartialObjectMetadataList" : _request.Resource.ListKind,
            ["apiVersion"] = partial ? "meta.k8s.io/v1" : _request.Type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = JsonAccess.ArrayOf(items.Select(item => (JsonNode)(partial ? Metadata(item) : item.Copy()))),
        };
    }

    /// <summary>A bookmark: the version and nothing else.</summary>
    public JsonObject Bookmark(long version, bool endsInitialEvents)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString() };
        if (!_request.Resource.IsCustom) metadata["creationTimestamp"] = null;
        if (endsInitialEvents) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var empty = new JsonObject { ["kind"] = _request.Type.Kind, ["apiVersion"] = _request.Type.ApiVersion, ["metadata"] = metadata };
        if (_form == "Table")
        {
            var table = Table([], new JsonObject { ["resourceVersion"] = version.ToString() }, withColumns: false);
            table["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = Metadata(empty) });
            return table;
        }

        return _form.Length > 0 ? Metadata(empty) : empty;
    }

    private JsonObject Table(IReadOnlyList<JsonObject> items, JsonObject metadata, bool withColumns)
    {
        var columns = TableColumns.Of(_request.Resource, _request.Version);
        var context = new CellContext(_time.GetUtcNow());
        var rows = new JsonArray();
        foreach (var item in items)
        {
            var row = new JsonObject { ["cells"] = JsonAccess.ArrayOf(columns.Select(column => column.Value(item, context))) };
            var include = _request.Query["includeObject"];
            if (include != "None") row["object"] = include == "Object" ? item.Copy() : Metadata(item);
            rows.Add((JsonNode)row);
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? JsonAccess.ArrayOf(columns.Select(column => (JsonNode)column.Definition())) : new JsonArray(),
            ["rows"] = rows,
        };
    }

    private static JsonObject Metadata(JsonObject obj) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = obj["metadata"]?.DeepClone() ?? new JsonObject(),
    };
}
