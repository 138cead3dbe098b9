using System.Globalization;

namespace Penumbra.Core.Objectives;

/// <summary>The form that evidence is kept in: <c>key=number,number</c>, separated by semicolons.</summary>
internal static class KeyedNumbers
{
    /// <summary>The numbers by key; null where anything is not understood, is no finite number or stands twice.</summary>
    public static SortedDictionary<string, double[]>? Read(string text)
    {
        var parts = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || Numbers(part[(equals + 1)..]) is not { } numbers || !parts.TryAdd(part[..equals], numbers)) return null;
        }

        return parts;
    }

    private static double[]? Numbers(string text)
    {
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!double.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]) || !double.IsFinite(numbers[index])) return null;
        }

        return numbers;
    }
}
