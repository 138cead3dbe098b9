using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Reads fields one by one and notes what is wrong with each: where it is, and what would be right.</summary>
public sealed class FieldReader
{
    private readonly List<Problem> _problems = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Notes a wrong value.</summary>
    public void Wrong(string path, string message) => _problems.Add(new Problem(Reason.InvalidSpec, path, message));

    /// <summary>Notes a field of the contract that does not work yet, where it is set.</summary>
    public void NotYet(bool isSet, string path)
    {
        if (isSet) _problems.Add(new Problem(Reason.NotYetSupported, path, "is not supported by this version; remove it"));
    }

    /// <summary>A duration.</summary>
    public TimeSpan Duration(string? text, string path, TimeSpan absent)
    {
        if (text is null) return absent;
        if (Span.Parse(text) is { } span)
        {
            if (Span.Repeated(text) is { } unit) Wrong(path, $"\"{Shown(text)}\" names the unit {unit} twice; write each unit once, such as {Span.Format(span)} for the sum");
            return span;
        }

        Wrong(path, $"\"{Shown(text)}\" is not a duration; write one such as 10s, 5m or 1h30m (720h, not 30d)");
        return absent;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string? text, string path, T absent)
        where T : struct, Enum
    {
        if (text is null) return absent;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.Ordinal)) return value;
        }

        Wrong(path, $"\"{Shown(text)}\" is none of {string.Join(", ", Enum.GetNames<T>())}");
        return absent;
    }

    /// <summary>A percentage with its sign, as a share.</summary>
    public double? Percent(string? text, string path)
    {
        if (text is null) return null;
        if (text.EndsWith('%') && Number(text[..^1]) is { } percent && percent is > 0 and < 100) return percent / 100;
        Wrong(path, $"\"{Shown(text)}\" is not a percentage between 0% and 100%; write one such as 99.9%");
        return null;
    }

    /// <summary>A decimal number in a string.</summary>
    public double? Decimal(string? text, string path)
    {
        if (text is null) return null;
        if (Number(text) is { } number) return number;
        Wrong(path, $"\"{Shown(text)}\" is not a decimal number; write one such as \"0.3\"");
        return null;
    }

    /// <summary>An integer within bounds.</summary>
    public int Bounded(int? value, string path, int least, int most, int absent)
    {
        if (value is not { } number) return absent;
        if (number >= least && number <= most) return number;
        Wrong(path, $"{number} is not from {least} to {most}");
        return absent;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Shown(string text) => text.Length <= 64 ? text : $"{text[..64]}…";
}
