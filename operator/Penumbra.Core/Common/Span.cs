using System.Globalization;
using System.Text;

namespace Penumbra.Core.Common;

/// <summary>Durations as the resources write them: <c>10s</c>, <c>5m</c>, <c>1h30m</c>, <c>720h</c>, <c>250ms</c> (GEP-2257, without its limits on order).</summary>
public static class Span
{
    /// <summary>The pattern that the CRD enforces.</summary>
    public const string Pattern = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    /// <summary>Reads a duration; null for anything that the pattern does not match.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var total = TimeSpan.Zero;
        var position = 0;
        var parts = 0;
        while (position < text.Length)
        {
            var digits = position;
            while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
            if (digits - position is 0 or > 5 || ++parts > 4) return null;
            var number = int.Parse(text.AsSpan(position, digits - position), NumberStyles.None, CultureInfo.InvariantCulture);
            var rest = text.AsSpan(digits);
            var (unit, length) = rest switch
            {
                ['m', 's', ..] => (TimeSpan.FromMilliseconds(1), 2),
                ['h', ..] => (TimeSpan.FromHours(1), 1),
                ['m', ..] => (TimeSpan.FromMinutes(1), 1),
                ['s', ..] => (TimeSpan.FromSeconds(1), 1),
                _ => (TimeSpan.Zero, 0),
            };
            if (length == 0) return null;
            total += number * unit;
            position = digits + length;
        }

        return total;
    }

    /// <summary>The first unit that a duration names twice; null when each stands once. <c>1h99h</c> is a slip of the hand, not a sum.</summary>
    public static string? Repeated(string text)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        return text.Split(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(unit => !seen.Add(unit));
    }

    /// <summary>Writes a duration as the resources do, exact to the millisecond.</summary>
    public static string Format(TimeSpan span)
    {
        if (span < TimeSpan.FromMilliseconds(1)) return "0s";
        var text = new StringBuilder();
        var hours = (long)span.TotalHours;
        if (hours > 0) text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (span.Minutes > 0) text.Append(CultureInfo.InvariantCulture, $"{span.Minutes}m");
        if (span.Seconds > 0) text.Append(CultureInfo.InvariantCulture, $"{span.Seconds}s");
        if (span.Milliseconds > 0) text.Append(CultureInfo.InvariantCulture, $"{span.Milliseconds}ms");
        return text.ToString();
    }
}
