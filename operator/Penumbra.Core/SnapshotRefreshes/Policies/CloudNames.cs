using System.Globalization;
using System.Text;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// The identifiers of what a run makes. No call of the cloud takes a token that would make it idempotent: the identifier, which owner and run determine, does.
/// </summary>
public static class CloudNames
{
    private const int Longest = 63;

    /// <summary>The temporary database: <c>penumbra-shop-nightly-1c9f02ab</c>.</summary>
    public static string Temporary(RunFacts run) => Fit($"penumbra-{run.Namespace}-{run.Name}", $"-{Hash($"{run.OwnerUid}/{run.RunId}")}");

    /// <summary>The new database that clean data is loaded into: <c>penumbra-shop-nightly-1c9f02ab-fresh</c>.</summary>
    public static string Fresh(RunFacts run) => Fit($"penumbra-{run.Namespace}-{run.Name}", $"-{Hash($"{run.OwnerUid}/{run.RunId}")}-fresh");

    /// <summary>The instance of a cluster of ours.</summary>
    public static string Member(string cluster) => Fit(cluster, "-1");

    /// <summary>The snapshot of the temporary database that is copied under the shareable key.</summary>
    public static string Intermediate(RunFacts run) => Fit($"penumbra-{run.Namespace}-{run.Name}", $"-{Hash($"{run.OwnerUid}/{run.RunId}")}-clean");

    /// <summary>The snapshot that the run makes of its source.</summary>
    public static string Source(RunFacts run) => Fit($"penumbra-{run.Namespace}-{run.Name}", $"-{Hash($"{run.OwnerUid}/{run.RunId}")}-source");

    /// <summary>
    /// The published snapshot: the name with date and run put in, lower case as the cloud keeps it. The date is that of the schedule's own day: in another zone two of its days may be one, where clocks change.
    /// </summary>
    public static string Published(string name, RunFacts run) => name
        .Replace("{{date}}", TimeZoneInfo.ConvertTime(run.ScheduledAt ?? run.StartedAt, run.Zone).ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{{runId}}", run.RunId, StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Whether the cloud takes a text as an identifier: a letter, then letters, digits and single hyphens, none at the end.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetter(text[0]) && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static string Fit(string start, string end)
    {
        var text = new StringBuilder();
        foreach (var letter in start.ToLowerInvariant())
        {
            var kept = char.IsAsciiLetterOrDigit(letter) ? letter : '-';
            if (kept != '-' || (text.Length > 0 && text[^1] != '-')) text.Append(kept);
            if (text.Length == Longest - end.Length) break;
        }

        return text.ToString().TrimEnd('-') + end;
    }

    // FNV-1a over UTF-16, folded to 32 bits: it only keeps names apart; ownership is the tag.
    private static string Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 1099511628211UL);
        return ((uint)(hash ^ (hash >> 32))).ToString("x8", CultureInfo.InvariantCulture);
    }
}
