using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>The columns of a kind: its own for built-in kinds, those of the CRD for the others, NAME and AGE where nothing is said.</summary>
internal static class TableColumns
{
    private static readonly TableColumn Name = new("Name", "string", (obj, _) => obj.ObjectName()) { Format = "name", Description = "Name must be unique within a namespace." };

    private static readonly TableColumn Age = new("Age", "string", (obj, context) => context.Age(obj.Obj("metadata").Str("creationTimestamp")));

    private static readonly TableColumn Created = new("Age", "date", (obj, context) => context.Age(obj.Obj("metadata").Str("creationTimestamp")));

    public static IReadOnlyList<TableColumn> Of(ServedResource resource, ServedVersion version)
    {
        if (resource.DefinedBy.Length > 0) return version.Columns.Count == 0 ? [Name, Created] : [Name, .. version.Columns.Select(Custom)];
        var columns = BuiltInColumns.Of(resource.Type);
        return resource.Type.Plural == "events" ? [.. columns, Name with { Priority = 1 }] : [Name, .. columns.Where(column => column.Priority == 0), Age, .. columns.Where(column => column.Priority > 0)];
    }

    private static TableColumn Custom(PrinterColumn column)
    {
        var path = JsonPath.Parse(column.JsonPath);
        return new TableColumn(column.Name, column.Type, (obj, context) => Cell(path.Find(obj), column, context))
        {
            Format = column.Format,
            Description = column.Description.Length > 0 ? column.Description : $"Custom resource definition column (in JSONPath format): {column.JsonPath}",
            Priority = column.Priority,
        };
    }

    private static JsonNode? Cell(IReadOnlyList<JsonNode?> found, PrinterColumn column, CellContext context)
    {
        if (found.Count == 0 || found[0] is not { } value) return null;
        return column.Type switch
        {
            "date" => context.Age(value.AsString()),
            "integer" or "number" => value.GetValueKind() == JsonValueKind.Number ? value.DeepClone() : null,
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.DeepClone() : null,
            _ => string.Join(",", found.Select(Plain)),
        };
    }

    private static string Plain(JsonNode? value) => value.AsString() ?? value?.ToJsonString(JsonText.Relaxed) ?? "";
}
