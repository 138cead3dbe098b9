using System.Text.Json.Nodes;

namespace Penumbra.Fuzz.Documents;

/// <summary>What stands in a field instead.</summary>
/// <param name="IsAbsent">The field is left out.</param>
/// <param name="Value">Else the value; null is JSON's null.</param>
public sealed record Replacement(bool IsAbsent, JsonNode? Value)
{
    /// <summary>Nothing at all.</summary>
    public static Replacement Absent { get; } = new(true, null);

    /// <summary>A value.</summary>
    public static Replacement By(JsonNode? value) => new(false, value);
}
