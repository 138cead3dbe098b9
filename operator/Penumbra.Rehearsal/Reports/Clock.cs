using System.Globalization;

namespace Penumbra.Rehearsal.Reports;

/// <summary>Times on a launch's own clock, which begins with its first step.</summary>
internal static class Clock
{
    private static readonly double[] Steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

    /// <summary><c>0:10:00</c>.</summary>
    public static string Text(TimeSpan at) => string.Create(CultureInfo.InvariantCulture, $"{(long)at.TotalHours}:{at.Minutes:00}:{at.Seconds:00}");

    /// <summary>A short form for an axis: <c>20 min</c>, <c>1.5 h</c>.</summary>
    public static string Short(double seconds) => seconds switch
    {
        0 => "0",
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
    };

    /// <summary>Round distances between an axis' marks: at most so many of them.</summary>
    public static double Tick(double seconds, int most) => Steps.FirstOrDefault(step => seconds / step <= most, seconds);
}
