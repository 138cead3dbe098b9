using System.Globalization;

namespace Penumbra.Sandbox.ApiServer.Tables;

/// <summary>What cells need besides the object: the present time, and how ages are written.</summary>
/// <param name="Now">The server's time.</param>
internal sealed record CellContext(DateTimeOffset Now)
{
    /// <summary>The age of a timestamp, as kubectl writes durations; <c>&lt;unknown&gt;</c> when there is none.</summary>
    public string Age(string? timestamp) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Human(Now - time) : "<unknown>";

    /// <summary>A duration in the two units that matter, such as <c>3m20s</c> or <c>5d2h</c>.</summary>
    public static string Human(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return $"{seconds}s";
        var minutes = seconds / 60;
        if (minutes < 10) return Two(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return $"{minutes}m";
        var hours = minutes / 60;
        if (hours < 8) return Two(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        if (hours < 192) return Two(hours / 24, "d", hours % 24, "h");
        if (hours < 24 * 365 * 2) return $"{hours / 24}d";
        return hours < 24 * 365 * 8 ? Two(hours / 24 / 365, "y", hours / 24 % 365, "d") : $"{hours / 24 / 365}y";
    }

    private static string Two(long large, string unit, long small, string smallUnit) => small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smallUnit}";
}
