using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Rehearsal.Faults;

/// <summary>What is wrong with a release, and from when on.</summary>
public sealed record Fault
{
    /// <summary>Nothing is wrong.</summary>
    public static Fault None { get; } = new();

    /// <summary>The share of requests that fail besides those that fail anyway, between 0 and 1.</summary>
    public double Errors { get; init; }

    /// <summary>By how much every answer comes later.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>When it begins, counted from the begin of the first step.</summary>
    public TimeSpan Onset { get; init; }

    /// <summary>The step that it begins with, from 1; null where <see cref="Onset"/> says when.</summary>
    public int? Step { get; init; }

    /// <summary>Whether it harms anybody.</summary>
    public bool IsNone => Errors <= 0 && Latency <= TimeSpan.Zero;

    /// <summary>As <c>--fault</c> reads it.</summary>
    public override string ToString()
    {
        if (IsNone) return "none";
        var parts = new List<string>();
        if (Errors > 0) parts.Add($"errors={Percent(Errors)}");
        if (Latency > TimeSpan.Zero) parts.Add($"latency=+{Span.Format(Latency)}");
        if (Onset > TimeSpan.Zero) parts.Add($"onset={Span.Format(Onset)}");
        return string.Join(',', parts) + (Step is { } step ? string.Create(CultureInfo.InvariantCulture, $"@step{step}") : "");
    }

    /// <summary>What such a release does, as the end of "a release …".</summary>
    public string Verb
    {
        get
        {
            var what = Errors > 0 ? $"failing {Percent(Errors).Replace("%", " %", StringComparison.Ordinal)} of requests" : "";
            if (Latency > TimeSpan.Zero) what += $"{(what.Length > 0 ? " and " : "")}answering {Spoken(Latency)} later";
            if (Step is { } step) what += string.Create(CultureInfo.InvariantCulture, $" from step {step} on");
            else if (Onset > TimeSpan.Zero) what += $" from {Span.Format(Onset)} on";
            return what;
        }
    }

    /// <summary>A share as a percentage, such as <c>0.2%</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Spoken(TimeSpan span) => span.TotalMilliseconds < 1000 || span.Milliseconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s");
}
