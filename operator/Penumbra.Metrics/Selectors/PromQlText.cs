using System.Globalization;
using System.Text;

namespace Penumbra.Metrics.Selectors;

/// <summary>Strings and regular expressions as PromQL writes them: whatever the value, the literal ends where it should.</summary>
public static class PromQlText
{
    private const string Special = @"\.+*?()|[]{}^$";

    /// <summary>A string literal in double quotes. What is not Unicode becomes U+FFFD: no label can hold it.</summary>
    public static string Quote(string value) => $"\"{Escape(value)}\"";

    /// <summary>The inside of a string literal of any of the three quotes.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\': text.Append(@"\\"); break;
                case '"': text.Append("\\\""); break;
                case '\n': text.Append(@"\n"); break;
                // A raw string knows no escapes: there the value is spoilt, and still cannot end the literal.
                case '\'' or '`' or < 0x20 or 0x7f: text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
                case 0xfeff: text.Append(@"\ufeff"); break;
                default: text.Append(rune.ToString()); break;
            }
        }

        return text.ToString();
    }

    /// <summary>A regular expression (RE2) that matches this text alone.</summary>
    public static string EscapeExpression(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var character in value)
        {
            if (Special.Contains(character, StringComparison.Ordinal)) text.Append('\\');
            text.Append(character);
        }

        return text.ToString();
    }
}
