using System.Text.Json.Nodes;

namespace Penumbra.Fuzz.Documents;

/// <summary>Where a value stands in a document: member names and indexes.</summary>
/// <param name="Steps">From the top.</param>
public sealed record FieldPath(IReadOnlyList<object> Steps)
{
    /// <summary>The top.</summary>
    public static FieldPath Top { get; } = new([]);

    /// <summary>A member of the value here.</summary>
    public FieldPath Member(string name) => new([.. Steps, name]);

    /// <summary>An item of the list here.</summary>
    public FieldPath Item(int index) => new([.. Steps, index]);

    /// <summary>The path without indexes, as a schema has it: <c>spec.steps[].weight</c>.</summary>
    public string Declared => string.Concat(Steps.Select((step, at) => step is int ? "[]" : at == 0 ? (string)step : $".{step}"));

    /// <summary>The value, or null where there is none.</summary>
    public JsonNode? In(JsonNode? root)
    {
        var node = root;
        foreach (var step in Steps) node = step is int index ? (node as JsonArray)?.ElementAtOrDefault(index) : (node as JsonObject)?[(string)step];
        return node;
    }

    /// <summary>A copy of a document with another value here; without one, the member is removed.</summary>
    public JsonObject With(JsonObject root, Replacement replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var copy = root.DeepClone().AsObject();
        var parent = new FieldPath([.. Steps.SkipLast(1)]).In(copy);
        switch (parent, Steps[^1])
        {
            case (JsonObject members, string name) when replacement.IsAbsent: members.Remove(name); break;
            case (JsonObject members, string name): members[name] = replacement.Value?.DeepClone(); break;
            case (JsonArray items, int index) when index < items.Count && replacement.IsAbsent: items.RemoveAt(index); break;
            case (JsonArray items, int index) when index < items.Count: items[index] = replacement.Value?.DeepClone(); break;
            default: break;
        }

        return copy;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Steps.Select((step, at) => step is int index ? $"[{index}]" : at == 0 ? (string)step : $".{step}"));
}
