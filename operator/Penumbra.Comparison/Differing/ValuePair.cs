using System.Text.Json;

namespace Penumbra.Comparison.Differing;

/// <summary>What both sides answered in a field that is allowed, where they differ.</summary>
/// <param name="Live">Live's; null where it has none.</param>
/// <param name="Shadow">The shadow's; null where it has none.</param>
internal sealed record ValuePair(FieldValue? Live, FieldValue? Shadow)
{
    /// <summary>The pair of two JSON values; null where neither can be shown.</summary>
    public static ValuePair? Of((string Type, JsonElement Value)? live, (string Type, JsonElement Value)? shadow) =>
        Shown(new(live is { } left ? FieldValue.Of(left.Type, left.Value) : null, shadow is { } right ? FieldValue.Of(right.Type, right.Value) : null));

    public static ValuePair? Of(string? live, string? shadow) => Shown(new(FieldValue.Of(live), FieldValue.Of(shadow)));

    public static ValuePair Of(int live, int shadow) => new(FieldValue.Of(live), FieldValue.Of(shadow));

    private static ValuePair? Shown(ValuePair pair) => pair is { Live.Text: null, Shadow.Text: null } or { Live: null, Shadow.Text: null } or { Live.Text: null, Shadow: null } ? null : pair;
}
