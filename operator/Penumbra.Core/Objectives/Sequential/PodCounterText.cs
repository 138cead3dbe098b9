using System.Globalization;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>What was counted, as one short text: <c>milliseconds;pod=total,bad,maybe;…</c>, the last where it differs from the one before.</summary>
public static class PodCounterText
{
    /// <summary>Writes the marks; nothing before the first reading.</summary>
    public static string Write(PodCounter counter) => counter.At is not { } at ? "" : string.Join(';',
        [at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), .. counter.Marks.Select(mark => string.Create(CultureInfo.InvariantCulture, $"{Escaped(mark.Key)}={Numbers(mark.Value)}"))]);

    /// <summary>Reads them; an empty counter, whose first reading only sets the marks, when they cannot be read.</summary>
    public static PodCounter Read(string text)
    {
        var parts = text.Split(';');
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var milliseconds) || milliseconds is < 0 or > 253_402_300_799_999) return PodCounter.Empty;
        var marks = PodCounter.Empty.Marks.ToBuilder();
        foreach (var part in parts.Skip(1))
        {
            var equals = part.LastIndexOf('=');
            var numbers = equals < 0 ? [] : part[(equals + 1)..].Split(',');
            if (numbers.Length is < 2 or > 3 || !long.TryParse(numbers[0], CultureInfo.InvariantCulture, out var total) || !long.TryParse(numbers[1], CultureInfo.InvariantCulture, out var bad)
                || !long.TryParse(numbers[^1], CultureInfo.InvariantCulture, out var maybe)) return PodCounter.Empty;
            marks[PodCounter.Key(part[..equals])] = new EventCounts(total, bad, maybe);
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return new PodCounter { At = at, KeptAt = at, Marks = marks.ToImmutable() };
    }

    private static string Numbers(EventCounts counts) => counts.MaybeBad == counts.Bad
        ? string.Create(CultureInfo.InvariantCulture, $"{counts.Total},{counts.Bad}")
        : string.Create(CultureInfo.InvariantCulture, $"{counts.Total},{counts.Bad},{counts.MaybeBad}");

    // Names of pods hold neither; another source's might.
    private static string Escaped(string pod) => pod.Replace(';', '_').Replace('=', '_');
}
