using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Penumbra.Comparison.Differing;

/// <summary>JSON as a text that is equal for equal values: keys sorted, numbers as numbers, ignored fields left out, and numbers that may differ a little left open.</summary>
internal static class CanonicalJson
{
    /// <summary>The text of a value, and the numbers that it leaves open, in order.</summary>
    public static (string Text, IReadOnlyList<double> Open) Write(FieldNode node, JsonElement value)
    {
        var (text, open) = (new StringBuilder(), new List<double>());
        Append(text, open, node, value);
        return (text.ToString(), open);
    }

    /// <summary>Orders numbers that were left open by the first that differs: near ones come to stand beside each other.</summary>
    public static IComparer<IReadOnlyList<double>> Numbers { get; } = Comparer<IReadOnlyList<double>>.Create((left, right) =>
        left.Zip(right).Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(order => order != 0));

    /// <summary>A number's one form: <c>1.0</c>, <c>1e0</c> and <c>1</c> are the same.</summary>
    public static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        if (raw.Length <= 28 && decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && !(exact == 0 && raw.AsSpan().IndexOfAnyInRange('1', '9') >= 0))
            return (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
        return double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var rounded) && double.IsFinite(rounded) && raw.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? rounded.ToString("R", CultureInfo.InvariantCulture) : raw;
    }

    private static void Append(StringBuilder text, List<double> open, FieldNode node, JsonElement value)
    {
        if (node.IsIgnored) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    var child = node.Child(FieldName.Of(property.Name));
                    if (child.IsIgnored) continue;
                    text.Append(property.Name.Length).Append(':').Append(property.Name);
                    Append(text, open, child, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                if (node.IsOrderless)
                {
                    foreach (var (content, numbers) in value.EnumerateArray().Select(element => Write(node.Element(), element)).OrderBy(element => element.Text, StringComparer.Ordinal).ThenBy(element => element.Open, Numbers))
                    {
                        text.Append(content);
                        open.AddRange(numbers);
                    }
                }
                else
                {
                    foreach (var element in value.EnumerateArray()) Append(text, open, node.Element(), element);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                var characters = value.GetString()!;
                text.Append('"').Append(characters.Length).Append(':').Append(characters);
                break;
            case JsonValueKind.Number:
                if (node.Tolerance is not null) open.Add(value.GetDouble());
                text.Append(node.Tolerance is null ? Number(value) : "#");
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }

        text.Append(';');
    }
}
