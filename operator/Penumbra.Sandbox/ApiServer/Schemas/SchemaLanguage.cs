using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>
/// Compiles the small language in which the built-in kinds are declared. A line without indent names a type; an indented line is a member:
/// <c>name: type words…</c>, where a type is a scalar, another type, <c>[]T</c> or <c>{}T</c>. Words: <c>required</c>, <c>=json</c> (default), <c>keys=a,b</c>
/// (map list), <c>set</c>, <c>atomic</c>, <c>merge=key</c> (strategic merge), <c>mergeItems</c>, <c>enum=a|b</c>, <c>min=</c>, <c>max=</c>, <c>minItems=</c>,
/// <c>maxItems=</c>; what follows <c> -- </c> is the description.
/// </summary>
internal static class SchemaLanguage
{
    /// <summary>The OpenAPI v3 form of each type, with the types it uses written out in place.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Compile(string source)
    {
        var lines = new Dictionary<string, List<string>>();
        var descriptions = new Dictionary<string, string>();
        List<string> current = [];
        foreach (var line in source.Split('\n'))
        {
            if (line.Trim().Length == 0 || line.StartsWith('#')) continue;
            if (line[0] != ' ')
            {
                var (name, description) = Describe(line);
                lines[name] = current = [];
                descriptions[name] = description;
            }
            else
            {
                current.Add(line.Trim());
            }
        }

        return lines.Keys.ToDictionary(name => name, name => Struct(name, lines, descriptions));
    }

    private static JsonObject Struct(string name, Dictionary<string, List<string>> lines, Dictionary<string, string> descriptions)
    {
        var schema = new JsonObject();
        if (descriptions[name].Length > 0) schema["description"] = descriptions[name];
        schema["type"] = "object";
        var members = new JsonObject();
        var required = new JsonArray();
        foreach (var line in lines[name])
        {
            var (declaration, description) = Describe(line);
            if (declaration == "atomic")
            {
                schema["x-kubernetes-map-type"] = "atomic";
                continue;
            }

            var colon = declaration.IndexOf(':');
            var member = declaration[..colon];
            string[] words = declaration[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var value = Type(words[0], lines, descriptions);
            foreach (var word in words[1..])
            {
                if (word == "required") required.Add((JsonNode)member);
                else Word(value, word);
            }

            if (description.Length > 0) value["description"] = description;
            members[member] = value;
        }

        if (required.Count > 0) schema["required"] = required;
        if (members.Count > 0) schema["properties"] = members;
        return schema;
    }

    private static JsonObject Type(string type, Dictionary<string, List<string>> lines, Dictionary<string, string> descriptions)
    {
        if (type.StartsWith("[]")) return new JsonObject { ["type"] = "array", ["items"] = Type(type[2..], lines, descriptions) };
        if (type.StartsWith("{}")) return new JsonObject { ["type"] = "object", ["additionalProperties"] = Type(type[2..], lines, descriptions) };
        return type switch
        {
            "string" => new JsonObject { ["type"] = "string" },
            "bytes" => new JsonObject { ["type"] = "string", ["format"] = "byte" },
            "time" or "microtime" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            "int" => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
            "long" => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            "bool" => new JsonObject { ["type"] = "boolean" },
            "quantity" or "intOrString" => new JsonObject { ["x-kubernetes-int-or-string"] = true },
            "any" => new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true },
            "object" => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
            _ => Struct(type, lines, descriptions),
        };
    }

    private static void Word(JsonObject value, string word)
    {
        var equals = word.IndexOf('=');
        var text = word[(equals + 1)..];
        switch (equals < 0 ? word : word[..equals])
        {
            case "":
                value["default"] = JsonNode.Parse(text);
                break;
            case "keys":
                value["x-kubernetes-list-type"] = "map";
                value["x-kubernetes-list-map-keys"] = JsonAccess.ArrayOf(text.Split(','));
                break;
            case "set":
                value["x-kubernetes-list-type"] = "set";
                break;
            case "atomic":
                value[value.Str("type") == "array" ? "x-kubernetes-list-type" : "x-kubernetes-map-type"] = "atomic";
                break;
            case "merge":
                value["x-kubernetes-patch-merge-key"] = text;
                value["x-kubernetes-patch-strategy"] = "merge";
                break;
            case "mergeItems":
                value["x-kubernetes-patch-strategy"] = "merge";
                break;
            case "enum":
                value["enum"] = JsonAccess.ArrayOf(text.Split('|'));
                break;
            case "min":
                value["minimum"] = JsonNode.Parse(text);
                break;
            case "max":
                value["maximum"] = JsonNode.Parse(text);
                break;
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "maxProperties":
                value[word[..equals]] = JsonNode.Parse(text);
                break;
            default:
                throw new FormatException($"Unknown word '{word}' in a built-in schema.");
        }
    }

    private static (string Declaration, string Description) Describe(string line)
    {
        var at = line.IndexOf(" -- ", StringComparison.Ordinal);
        return at < 0 ? (line.Trim(), "") : (line[..at].Trim(), line[(at + 4)..].Trim());
    }
}
