using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>Checks a value against a schema, with the messages of the API server. CEL rules are not evaluated.</summary>
internal static partial class Validator
{
    /// <summary>Everything that is wrong with the object.</summary>
    public static IReadOnlyList<FieldError> Validate(JsonNode? node, Schema schema)
    {
        var errors = new List<FieldError>();
        Check(node, schema, "", errors);
        return errors;
    }

    /// <summary>Only the values of a wrong type.</summary>
    public static IReadOnlyList<FieldError> WrongTypes(JsonNode? node, Schema schema) =>
        [.. Validate(node, schema).Where(error => error.Reason == "FieldValueTypeInvalid")];

    private static void Check(JsonNode? node, Schema schema, string path, List<FieldError> errors)
    {
        if (node is null)
        {
            if (!schema.Nullable && schema.Type is not null) errors.Add(WrongType(path, "\"null\"", schema.Type));
            return;
        }

        var kind = KindOf(node);
        if (schema.IntOrString && kind is not ("string" or "integer"))
        {
            errors.Add(WrongType(path, Shown(node, kind), "integer,string"));
            return;
        }

        if (schema.Type is { } type && kind != type && !(type == "number" && kind == "integer"))
        {
            errors.Add(WrongType(path, Shown(node, kind), type));
            if (schema.Enum is not null) errors.Add(NotListed(path, node, schema.Enum));
            if (type == "integer" && kind == "number") errors.Add(FieldError.InvalidRaw("<nil>", "\"\"", $"Checked value must be of type integer (default format) in {path}"));
            return;
        }

        if (schema.Enum is { } values && !values.Any(value => JsonNode.DeepEquals(value, node)))
        {
            errors.Add(NotListed(path, node, values));
        }

        switch (node)
        {
            case JsonObject obj:
                Members(obj, schema, path, errors);
                break;
            case JsonArray array:
                Items(array, schema, path, errors);
                break;
            case JsonValue when kind == "string":
                Text(node, schema, path, errors);
                break;
            case JsonValue when kind is "integer" or "number":
                Number(node, schema, path, errors);
                break;
        }

        Combinations(node, schema, path, errors);
    }

    private static void Members(JsonObject obj, Schema schema, string path, List<FieldError> errors)
    {
        foreach (var name in schema.Required)
        {
            if (!obj.ContainsKey(name)) errors.Add(FieldError.Required(Join(path, name)));
        }

        if (schema.MaxProperties is { } most && obj.Count > most) errors.Add(FieldError.TooMany(path, obj.Count, most));
        if (schema.MinProperties is { } least && obj.Count < least)
        {
            errors.Add(FieldError.InvalidRaw(path, obj.Count.ToString(), $"{path} in body should have at least {least} properties"));
        }

        foreach (var (name, value) in obj)
        {
            if (schema.Properties.TryGetValue(name, out var member)) Check(value, member, Join(path, name), errors);
            else if (schema.AdditionalProperties is { } additional) Check(value, additional, Join(path, name), errors);
        }
    }

    private static void Items(JsonArray array, Schema schema, string path, List<FieldError> errors)
    {
        if (schema.MaxItems is { } most && array.Count > most) errors.Add(FieldError.TooMany(path, array.Count, most));
        if (schema.MinItems is { } least && array.Count < least)
        {
            errors.Add(FieldError.InvalidRaw(path, array.Count.ToString(), $"{path} in body should have at least {least} items"));
        }

        var seen = new HashSet<string>();
        for (var i = 0; i < array.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (schema.Items is { } items) Check(array[i], items, at, errors);
            if (Identity(array[i], schema) is { } identity && !seen.Add(identity.ToJsonString())) errors.Add(FieldError.Duplicate(at, identity));
        }
    }

    private static JsonNode? Identity(JsonNode? item, Schema schema)
    {
        if (schema.ListType == "set" || schema.UniqueItems) return item;
        if (schema.ListType != "map" || item is not JsonObject obj) return null;
        var key = new JsonObject();
        foreach (var name in schema.ListKeys) key.Put(name, obj[name] ?? schema.Items?.Member(name)?.Default);
        return key;
    }

    private static void Text(JsonNode node, Schema schema, string path, List<FieldError> errors)
    {
        var text = node.AsString()!;
        var length = text.EnumerateRunes().Count();
        if (schema.MaxLength is { } most && length > most) errors.Add(FieldError.TooLong(path, most));
        else if (schema.MinLength is { } least && length < least) errors.Add(FieldError.Invalid(path, node, $"{path} in body should be at least {least} chars long"));
        else if (schema.Pattern is { } pattern && !Matches(text, pattern)) errors.Add(FieldError.Invalid(path, node, $"{path} in body should match '{pattern}'"));
        if (schema.Format is { } format && !HasFormat(text, format)) errors.Add(FieldError.Invalid(path, node, $"{path} in body must be of type {format}: {node.ToJsonString()}"));
    }

    private static void Number(JsonNode node, Schema schema, string path, List<FieldError> errors)
    {
        var number = double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
        if (schema.Minimum is { } least && (schema.ExclusiveMinimum ? number <= least : number < least))
        {
            errors.Add(FieldError.Invalid(path, node, $"{path} in body should be greater than{(schema.ExclusiveMinimum ? "" : " or equal to")} {least}"));
        }

        if (schema.Maximum is { } most && (schema.ExclusiveMaximum ? number >= most : number > most))
        {
            errors.Add(FieldError.Invalid(path, node, $"{path} in body should be less than{(schema.ExclusiveMaximum ? "" : " or equal to")} {most}"));
        }

        if (schema.MultipleOf is { } unit && Math.Abs(Math.IEEERemainder(number, unit)) > 1e-9)
        {
            errors.Add(FieldError.Invalid(path, node, $"{path} in body should be a multiple of {unit}"));
        }

        if (schema.Format == "int32" && (number > int.MaxValue || number < int.MinValue))
        {
            errors.Add(FieldError.InvalidRaw("<nil>", "\"\"", $"Checked value must be of type integer with format int32 in {path}"));
        }
    }

    private static void Combinations(JsonNode node, Schema schema, string path, List<FieldError> errors)
    {
        // The structural form writes int-or-string as anyOf too; the extension has already checked it.
        if (schema.AnyOf.Count > 0 && !schema.IntOrString && !schema.AnyOf.Any(choice => Holds(node, choice)))
        {
            errors.Add(FieldError.InvalidRaw("<nil>", "\"\"", $"\"{path}\" must validate at least one schema (anyOf)"));
            foreach (var error in Closest(node, schema.AnyOf, path)) errors.Add(error);
        }

        if (schema.OneOf.Count > 0 && schema.OneOf.Count(choice => Holds(node, choice)) is var held and not 1)
        {
            var found = held == 0 ? "none valid" : $"{held} valid alternatives";
            errors.Add(FieldError.InvalidRaw("<nil>", "\"\"", $"\"{path}\" must validate one and only one schema (oneOf). Found {found}"));
            if (held == 0) errors.AddRange(Closest(node, schema.OneOf, path));
        }

        foreach (var part in schema.AllOf) Check(node, part, path, errors);
        if (schema.Not is { } not && Holds(node, not)) errors.Add(FieldError.InvalidRaw("<nil>", "\"\"", $"\"{path}\" must not validate the schema (not)"));
    }

    private static FieldError NotListed(string path, JsonNode node, IReadOnlyList<JsonNode?> values) =>
        FieldError.Unsupported(path, node is JsonObject ? new JsonObject() : node, values.Select(value => value is null ? "null" : value.ToJsonString(JsonText.Relaxed)));

    private static bool Holds(JsonNode node, Schema schema)
    {
        var errors = new List<FieldError>();
        Check(node, schema, "", errors);
        return errors.Count == 0;
    }

    private static List<FieldError> Closest(JsonNode node, IReadOnlyList<Schema> choices, string path)
    {
        var all = choices.Select(choice =>
        {
            var errors = new List<FieldError>();
            Check(node, choice, path, errors);
            return errors;
        });
        return all.MinBy(errors => errors.Count) ?? [];
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            // Linear in the text, as Go's are: a limit of time would let a busy machine change the answer.
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Go's syntax knows a few forms that .NET does not; such a pattern lets everything pass.
            return true;
        }
    }

    private static bool HasFormat(string text, string format) => format switch
    {
        "date-time" => Instant().IsMatch(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "byte" => IsBase64(text),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "ipv4" => System.Net.IPAddress.TryParse(text, out var four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        "ipv6" => System.Net.IPAddress.TryParse(text, out var six) && six.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        "uuid" => Guid.TryParse(text, out _),
        "duration" => Duration().IsMatch(text),
        _ => true,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Instant();

    [GeneratedRegex(@"^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$|^0$", RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    private static bool IsBase64(string text) => System.Buffers.Text.Base64.IsValid(text);

    private static FieldError WrongType(string path, string shown, string type)
    {
        var field = path.Length == 0 ? "<nil>" : path;
        return FieldError.WrongType(field, shown, $"{path} in body must be of type {type}: {shown}");
    }

    // The structural validation shows the type of a wrong value, as a string, and of numbers the same.
    private static string Shown(JsonNode node, string kind) => kind switch
    {
        "object" or "array" or "string" or "integer" or "number" or "boolean" => $"\"{kind}\"",
        _ => node.ToJsonString(),
    };

    private static string KindOf(JsonNode node) => node switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => IsWhole(node) ? "integer" : "number",
            _ => "null",
        },
    };

    private static bool IsWhole(JsonNode node) =>
        double.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out var number) && Math.Floor(number) == number;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
