using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Rehearsal.Faults;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>Reads options; what is wrong is gathered, a sentence each, with the option's name and what would be right.</summary>
internal sealed class OptionReader
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public void Wrong(string sentence) => _problems.Add(sentence);

    /// <summary>A number of requests a second.</summary>
    public double? Rate(string? text, string option, double least)
    {
        if (text is null) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate >= least && rate <= 1e6) return rate;
        Wrong($"{option} {text}: is no number of requests per second; write one over 0 and up to 1000000, such as {option} 20");
        return null;
    }

    /// <summary>A duration as the resources write it.</summary>
    public TimeSpan? Duration(string? text, string option, string example)
    {
        if (text is null) return null;
        if (Span.Parse(text) is { } span && Span.Repeated(text) is null) return span;
        Wrong($"{option} {text}: is no duration; write one such as {option} {example}");
        return null;
    }

    /// <summary>A share with its sign.</summary>
    public double? Share(string? text, string option)
    {
        if (text is null) return null;
        if (text is "0%") return 0;
        var share = FaultReader.Share(text, out var wrong);
        if (share is null) Wrong($"{option} {text}: {wrong}");
        return share;
    }

    /// <summary>A whole number.</summary>
    public long? Whole(string? text, string option, long least, long most, string example)
    {
        if (text is null) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"{option} {text}: must be a whole number between {least} and {most}, such as {option} {example}"));
        return null;
    }

    /// <summary>Median and 99th percentile, as in <c>80ms,250ms</c>.</summary>
    public (TimeSpan Median, TimeSpan P99)? Latency(string? text, string option)
    {
        if (text is null) return null;
        var parts = text.Split(',');
        if (parts.Length == 2 && Span.Parse(parts[0]) is { } median && Span.Parse(parts[1]) is { } p99 && median > TimeSpan.Zero && p99 > median) return (median, p99);
        Wrong($"{option} {text}: write the median and a larger 99th percentile, such as {option} 80ms,250ms");
        return null;
    }

    /// <summary>The faults; those that a launch can have.</summary>
    public IReadOnlyList<Fault> Faults(IReadOnlyList<string> texts)
    {
        var faults = new List<Fault>();
        foreach (var text in texts)
        {
            if (FaultReader.Read(text, out var problem) is { } fault) faults.Add(fault);
            else Wrong(problem!);
        }

        return faults;
    }
}
