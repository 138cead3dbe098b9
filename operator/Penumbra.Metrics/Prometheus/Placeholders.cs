using System.Text;

namespace Penumbra.Metrics.Prometheus;

/// <summary>Fills <c>{{name}}</c> in once from left to right: what is filled in is not read again.</summary>
internal static class Placeholders
{
    /// <summary>The text with its placeholders filled in; null, with a sentence, when one is unknown or not closed.</summary>
    public static string? Fill(string text, Func<string, string?> valueOf, out string? problem)
    {
        problem = null;
        var filled = new StringBuilder(text.Length);
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf("}}", start, StringComparison.Ordinal);
            var value = end < 0 ? null : valueOf(text[(start + 2)..end].Trim());
            if (value is null)
            {
                problem = $"has an unknown placeholder at position {start + 1}";
                return null;
            }

            filled.Append(text, at, start - at).Append(value);
            at = end + 2;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }
}
