using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Rehearsal.Faults;

/// <summary>Reads <c>--fault errors=2%,latency=+300ms,onset=20m</c> or <c>errors=2%@step2</c>.</summary>
public static class FaultReader
{
    private const string Kinds = "errors=2%, latency=+300ms, onset=20m and @step2";

    /// <summary>The faults of a grid, where nobody names others: shares of failing requests, and delays.</summary>
    public static IReadOnlyList<Fault> Grid { get; } =
    [
        .. new[] { 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, 1 }.Select(share => new Fault { Errors = share }),
        .. new[] { 100, 300, 1000 }.Select(delay => new Fault { Latency = TimeSpan.FromMilliseconds(delay) }),
    ];

    /// <summary>Reads one fault; null, with a sentence that says what would be right.</summary>
    public static Fault? Read(string text, out string? problem)
    {
        problem = null;
        var fault = Fault.None;
        var named = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var written in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var at = written.IndexOf('@', StringComparison.Ordinal);
            var part = at < 0 ? written : written[..at];
            if (at >= 0)
            {
                if (!written[at..].StartsWith("@step", StringComparison.Ordinal) || !int.TryParse(written[(at + 5)..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step < 1)
                    return Wrong(text, $"{written[at..]} is no step; a step is counted from 1, as in @step2", out problem);
                if (!named.Add("step")) return Wrong(text, "names two steps; a fault begins once, write two --fault", out problem);
                fault = fault with { Step = step };
            }

            if (part.Length == 0 && at >= 0) continue;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (kind, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (!named.Add(kind)) return Wrong(text, $"names {kind} twice; for two faults write two --fault", out problem);
            switch (kind)
            {
                case "errors":
                    if (Share(value, out var wrong) is not { } share) return Wrong(text, wrong!, out problem);
                    fault = fault with { Errors = share };
                    break;
                case "latency":
                    if (Span.Parse(value.TrimStart('+')) is not { } latency || latency <= TimeSpan.Zero || latency > TimeSpan.FromHours(1))
                        return Wrong(text, $"{Shown(value)} is no delay; write a duration over 0 and up to 1h, such as latency=+300ms", out problem);
                    fault = fault with { Latency = latency };
                    break;
                case "onset":
                    if (Span.Parse(value) is not { } onset) return Wrong(text, $"{Shown(value)} is no duration; write one such as onset=20m", out problem);
                    fault = fault with { Onset = onset };
                    break;
                default:
                    return Wrong(text, $"{Shown(kind)} is no kind of fault; there are {Kinds}", out problem);
            }
        }

        if (fault.IsNone) return Wrong(text, $"harms nobody; name errors=2% or latency=+300ms", out problem);
        return fault is { Step: not null } && named.Contains("onset") ? Wrong(text, "names an onset and a step; a fault begins once, keep one of them", out problem) : fault;
    }

    /// <summary>What is wrong with a fault in a launch: it would begin when the launch is over. Null when nothing is.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="steps">How many steps there are, the last one of 100 % included.</param>
    /// <param name="planned">The sum of all holds and the bake.</param>
    public static string? Problem(Fault fault, int steps, TimeSpan planned)
    {
        if (fault.Step > steps) return string.Create(CultureInfo.InvariantCulture, $"--fault {fault}: the launch has {steps} steps (the last is 100 %); name one of them");
        return fault.Onset >= planned && fault.Onset > TimeSpan.Zero
            ? $"--fault {fault}: the onset comes after the launch's planned end, {Span.Format(planned)} after its begin; name an earlier one"
            : null;
    }

    /// <summary>Reads <c>2%</c>; null, with what is wrong.</summary>
    public static double? Share(string text, out string? wrong)
    {
        wrong = null;
        if (!text.EndsWith('%'))
        {
            wrong = $"{Shown(text)} has no percent sign; write a share such as 2%";
            return null;
        }

        if (!double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            wrong = $"{text} is no percentage; write one such as 2% or 0.2%";
            return null;
        }

        if (percent is > 0 and <= 100) return percent / 100;
        wrong = $"{text} is not over 0 % and up to 100 %; no release fails more than all of its requests";
        return null;
    }

    private static string Shown(string text) => text.Length == 0 ? "nothing" : text;

    private static Fault? Wrong(string text, string sentence, out string? problem)
    {
        problem = $"--fault {text}: {sentence}";
        return null;
    }
}
