using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Penumbra.Api.Generation;

/// <summary>Writes the reference of a resource in Markdown, out of its definition: one table per object.</summary>
public static class ReferenceDocs
{
    /// <summary>The page of one definition.</summary>
    public static string Write(JsonObject definition)
    {
        var names = definition["spec"]!["names"]!;
        var version = definition["spec"]!["versions"]![0]!;
        var schema = (JsonObject)version["schema"]!["openAPIV3Schema"]!;
        var kind = Text(names["kind"]);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {kind}\n\nGenerated from operator/Penumbra.Api. Do not edit.\n\n{Text(schema["description"])}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`apiVersion: {Text(definition["spec"]!["group"])}/{Text(version["name"])}`, `kind: {kind}`, {(Text(definition["spec"]!["scope"]) == "Namespaced" ? "in a namespace" : "cluster-scoped")}.");
        if (names["shortNames"] is JsonArray shorts) page.Append(CultureInfo.InvariantCulture, $" Short: {string.Join(", ", shorts.Select(name => $"`{Text(name)}`"))}.");
        page.Append('\n');
        foreach (var rule in Rules(schema)) page.Append(CultureInfo.InvariantCulture, $"\n- {rule}\n");
        foreach (var (name, value) in (JsonObject)schema["properties"]!)
        {
            if (name is not ("apiVersion" or "kind" or "metadata")) Object(page, name, (JsonObject)value!);
        }

        return page.ToString();
    }

    private static void Object(StringBuilder page, string path, JsonObject schema)
    {
        if (Properties(schema) is not { Count: > 0 } properties) return;
        page.Append(CultureInfo.InvariantCulture, $"\n## {path}\n\n{Text(schema["description"])}\n\n");
        var rules = Rules(schema).ToList();
        foreach (var rule in rules) page.Append(CultureInfo.InvariantCulture, $"- {rule}\n");
        if (rules.Count > 0) page.Append('\n');
        page.Append("| field | type | default | constraints | description |\n|---|---|---|---|---|\n");
        var required = (schema["required"] as JsonArray)?.Select(Text).ToList() ?? [];
        foreach (var (name, value) in properties)
        {
            var field = (JsonObject)value!;
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {TypeOf(field)} | {Default(field)} | {Cell(Constraints(field, required.Contains(name)))} | {Cell(Text(field["description"]))} |\n");
        }

        foreach (var (name, value) in properties)
        {
            var field = (JsonObject)value!;
            if (field["items"] is JsonObject items) Object(page, $"{path}.{name}[]", Described(items, field));
            else Object(page, $"{path}.{name}", field);
        }
    }

    // An item says of itself what it is; the list's description says what it is for.
    private static JsonObject Described(JsonObject items, JsonObject list)
    {
        var described = (JsonObject)items.DeepClone();
        described["description"] ??= Text(list["description"]);
        return described;
    }

    private static JsonObject? Properties(JsonObject schema) => schema["properties"] as JsonObject;

    private static string TypeOf(JsonObject field)
    {
        if (field["x-kubernetes-int-or-string"] is not null) return "integer or string";
        if (field["x-kubernetes-preserve-unknown-fields"] is not null) return "any object";
        if (field["items"] is JsonObject items) return $"list of {(Text(items["type"]) == "object" ? "objects" : $"{TypeOf(items)}s")}";
        if (field["additionalProperties"] is JsonObject values) return $"map of {TypeOf(values)}s";
        return Text(field["format"]) == "date-time" ? "time" : Text(field["pattern"]) == Core.Common.Span.Pattern ? "duration" : Text(field["type"]);
    }

    private static string Default(JsonObject field) => field["default"] is { } value ? $"`{Cell(value.ToJsonString(YamlText.Plain))}`" : "";

    private static string Constraints(JsonObject field, bool required)
    {
        var parts = new List<string>();
        if (required) parts.Add("required");
        if (field["enum"] is JsonArray values) parts.Add(string.Join(", ", values.Select(value => $"`{Text(value)}`")));
        if (field["pattern"] is { } pattern && Text(pattern) != Core.Common.Span.Pattern) parts.Add($"`{Text(pattern)}`");
        Between(parts, field["minimum"], field["maximum"], "");
        Between(parts, field["minLength"], Text(field["pattern"]) == Core.Common.Span.Pattern ? null : field["maxLength"], " characters");
        Between(parts, field["minItems"], field["maxItems"], " items");
        Between(parts, field["minProperties"], field["maxProperties"], " entries");
        if (field["x-kubernetes-list-map-keys"] is JsonArray keys) parts.Add($"unique by {string.Join(", ", keys.Select(Text))}");
        parts.AddRange(Rules(field));
        return string.Join("; ", parts);
    }

    private static void Between(List<string> parts, JsonNode? least, JsonNode? most, string unit)
    {
        if (least is not null && most is not null) parts.Add($"{least.ToJsonString()} to {most.ToJsonString()}{unit}");
        else if (most is not null) parts.Add($"at most {most.ToJsonString()}{unit}");
        else if (least is not null) parts.Add($"at least {least.ToJsonString()}{unit}");
    }

    private static IEnumerable<string> Rules(JsonObject schema) =>
        (schema["x-kubernetes-validations"] as JsonArray)?.Select(rule => Text(rule!["message"])) ?? [];

    // A bar would end the cell.
    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
