using System.Text.Json.Nodes;

namespace Penumbra.Fuzz.Documents;

/// <summary>A field of a document, with what the definition declares of it.</summary>
/// <param name="Path">Where.</param>
/// <param name="Schema">Its OpenAPI schema.</param>
/// <param name="Value">What stands there.</param>
/// <param name="IsRequired">Whether it may be left out.</param>
public sealed record Field(FieldPath Path, JsonObject Schema, JsonNode? Value, bool IsRequired)
{
    /// <summary>All fields of a document, with all values, in the document's order.</summary>
    public static IEnumerable<Field> Of(JsonObject document, JsonObject schema) => Below(FieldPath.Top, schema, document, true).Where(field => field.Path.Steps.Count > 0);

    private static IEnumerable<Field> Below(FieldPath path, JsonObject schema, JsonNode? value, bool isRequired)
    {
        yield return new Field(path, schema, value, isRequired);
        if (value is JsonObject members && schema["properties"] is JsonObject properties)
        {
            var required = (schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
            foreach (var (name, member) in members)
            {
                if (properties[name] is not JsonObject declared) continue;
                foreach (var field in Below(path.Member(name), declared, member, required.Contains(name))) yield return field;
            }
        }

        if (value is JsonObject map && schema["additionalProperties"] is JsonObject each)
        {
            foreach (var (name, member) in map)
            {
                foreach (var field in Below(path.Member(name), each, member, false)) yield return field;
            }
        }

        if (value is not JsonArray items || schema["items"] is not JsonObject item) yield break;
        for (var index = 0; index < items.Count; index++)
        {
            foreach (var field in Below(path.Item(index), item, items[index], false)) yield return field;
        }
    }
}
