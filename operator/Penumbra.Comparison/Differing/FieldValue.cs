using System.Globalization;
using System.Text.Json;

namespace Penumbra.Comparison.Differing;

/// <summary>One side's value of a field that is allowed.</summary>
/// <param name="Type">Its type, as in <see cref="Shape"/>.</param>
/// <param name="Text">The value; null for lists and mappings, which hold fields that nobody has allowed.</param>
/// <param name="IsCut">Whether it was longer than is kept.</param>
internal sealed record FieldValue(string Type, string? Text, bool IsCut)
{
    /// <summary>The most characters that are kept of one value.</summary>
    public const int Longest = 256;

    public static FieldValue Of(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Cut(type, value.GetString()!),
        JsonValueKind.Object or JsonValueKind.Array => new(type, null, false),
        _ => Cut(type, value.GetRawText()),
    };

    public static FieldValue? Of(string? text) => text is null ? null : Cut("string", text);

    public static FieldValue Of(int number) => new("number", number.ToString(CultureInfo.InvariantCulture), false);

    // Never through the middle of a character.
    private static FieldValue Cut(string type, string text) =>
        text.Length <= Longest ? new(type, text, false) : new(type, text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)], true);
}
