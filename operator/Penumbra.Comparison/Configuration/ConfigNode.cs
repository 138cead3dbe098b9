using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;

namespace Penumbra.Comparison.Configuration;

/// <summary>One mapping of the file. Each field that is read is ticked off; what remains at the end is unknown.</summary>
internal sealed class ConfigNode(JsonObject? map, string path, List<string> problems)
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);

    public bool Has(string name) => map?[name] is not null;

    public void Wrong(string name, string right) => problems.Add($"{Name(name)} {right}");

    public ConfigNode Child(string name)
    {
        if (Take(name) is { } node and not JsonObject) Wrong(name, $"must be a mapping, not {Words(node)}");
        return new ConfigNode(map?[name] as JsonObject, Name(name), problems);
    }

    public IReadOnlyList<ConfigNode> Children(string name)
    {
        if (Take(name) is not { } node) return [];
        if (node is JsonArray list && list.All(item => item is JsonObject)) return [.. list.Select((item, index) => new ConfigNode((JsonObject)item!, $"{Name(name)}[{index}]", problems))];
        Wrong(name, "must be a list of mappings, such as [{field: \"body.total\"}]");
        return [];
    }

    public string? Text(string name)
    {
        if (Take(name) is not { } node) return null;
        if (node is JsonValue value && Scalar(value) is { Length: > 0 } text) return text;
        Wrong(name, $"must be a text, not {Words(node)}");
        return null;
    }

    public string? Required(string name, string right)
    {
        if (map?[name] is null) Wrong(name, $"is missing; {right}");
        return Text(name);
    }

    public bool Flag(string name)
    {
        if (Take(name) is not { } node) return false;
        if (node is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return node.GetValueKind() == JsonValueKind.True;
        Wrong(name, "must be true or false");
        return false;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Take(name) is not { } node) return null;
        if (node is JsonArray list && list.All(item => item is JsonValue value && Scalar(value) is { Length: > 0 })) return [.. list.Select(item => Scalar((JsonValue)item!)!)];
        Wrong(name, "must be a list of texts, such as [\"a\", \"b\"]");
        return null;
    }

    public double? Number(string name, double least, double most, string right)
    {
        if (Text(name) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong(name, $"is {text}; {right}");
        return null;
    }

    public double? Percent(string name, double least, double most, string right)
    {
        if (Text(name) is not { } text) return null;
        if (double.TryParse(text.EndsWith('%') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number / 100;
        Wrong(name, $"is {text}; {right}");
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text) return null;
        if (Span.Parse(text) is { } span && Span.Repeated(text) is null && span >= least && span <= most) return span;
        Wrong(name, $"is {text}; it must be a duration between {Span.Format(least)} and {Span.Format(most)}, such as 5s or 1h30m");
        return null;
    }

    /// <summary>Tells each field that nobody asked for.</summary>
    public void End()
    {
        foreach (var (name, _) in map ?? []) if (!_known.Contains(name)) Wrong(name, $"is not a field; {(path.Length == 0 ? "the file" : path)} has {string.Join(", ", _known)}");
    }

    private JsonNode? Take(string name)
    {
        _known.Add(name);
        return map?[name];
    }

    private string Name(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string? Scalar(JsonValue value) => value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static string Words(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "a mapping",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text that is empty or something else",
        _ => "a plain value",
    };
}
