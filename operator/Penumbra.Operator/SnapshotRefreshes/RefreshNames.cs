using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>The names of what the operator keeps for a refresh, all in its namespace.</summary>
public static class RefreshNames
{
    /// <summary>The CronJob of the runs, by which Jobs and pods are named too.</summary>
    public static string Runs(string refresh) => $"{refresh}-refresh";

    /// <summary>The CronJob of the daily sweep.</summary>
    public static string Sweep(string refresh) => $"{refresh}-sweep";

    /// <summary>The Job that takes away what is left in the cloud. That of an earlier refresh of the name says nothing of this one.</summary>
    public static string CleanUp(string refresh, string uid) => $"{refresh}-cleanup-{Suffix(uid)}";

    /// <summary>The worker's Role and its binding.</summary>
    public static string Rights(string refresh) => $"{refresh}-refresh";

    /// <summary>The Lease that one worker holds.</summary>
    public static string Lease(string refresh) => $"{refresh}-refresh";

    /// <summary>The Secret with the refresh's own key. Who may only create it cannot ask whose it is: its name says so.</summary>
    public static string Key(string refresh, string uid) => $"{refresh}-refresh-key-{Suffix(uid)}";

    /// <summary>The Job of a run on demand: the same for the same word, so that one word starts one run. One of that name is this refresh's own, and not an earlier one's.</summary>
    public static string OnDemand(string refresh, string uid, string word) => string.Create(CultureInfo.InvariantCulture, $"{refresh}-now-{Hash($"{uid}/{word}"):x8}");

    /// <summary>The minute of the day at which a refresh is swept: another for each, and always the same.</summary>
    public static int SweepMinute(string uid) => (int)(Hash(uid) % (24 * 60));

    private static string Suffix(string uid) => uid.Length == 0 ? "" : Digest.Of(uid);

    // FNV-1a, 32 bits.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619u);
        return hash;
    }
}
