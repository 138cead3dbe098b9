using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// Snapshots of ours that no run published. Only the process that made a proof believes it: once it has ended, nobody can ever prove them. They go, and no published one with them, nor one that the ConfigMap names.
/// </summary>
public static class Unproved
{
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>Whether a run published this very snapshot, and not another one of its name.</summary>
    public static bool IsPublished(RefreshView view, CloudSnapshot snapshot) => view.Seen.Status.Snapshots.Any(published =>
        published.Verified && published.Arn == snapshot.Arn && (snapshot.CreatedAt is not { } at || published.CreatedAt == default || (at - published.CreatedAt).Duration() <= Rounding));

    /// <summary>Deletes what a run that fails leaves of its snapshots.</summary>
    public static IReadOnlyList<RefreshEffect> OfFailing(RefreshView view) =>
    [
        .. view.Seen.Cloud.Snapshots
            .Where(snapshot => Ownership.Tag(snapshot.Tags, Keys.CloudRun) == view.Run.Id && !IsPublished(view, snapshot) && !Publication.MayBeNamed(view, snapshot)
                && (Ownership.IsFor(snapshot.Tags, Ownership.Published) || snapshot.Id == CloudNames.Intermediate(view.Seen.Run)))
            .OrderBy(snapshot => snapshot.Id, StringComparer.Ordinal).SelectMany(snapshot => Deletion.Of(view, snapshot)),
    ];

    /// <summary>
    /// Whether a snapshot under a published name was left by a run that has ended without publishing it. Of one that is older than all that status knows, nobody can tell: status may have been lost, and it stays.
    /// </summary>
    public static bool IsLeft(RefreshView view, CloudSnapshot snapshot)
    {
        if (!view.IsOurs(snapshot.Tags) || !Ownership.IsFor(snapshot.Tags, Ownership.Published) || snapshot.Type != "manual" || IsPublished(view, snapshot) || Publication.MayBeNamed(view, snapshot)) return false;
        var run = Ownership.Tag(snapshot.Tags, Keys.CloudRun);
        if (GoesOn(view, run)) return false;
        return view.Seen.Status.Run?.Id == run || view.Seen.Status.Snapshots.Any(published => published.Verified && published.CreatedAt != default && published.CreatedAt < snapshot.CreatedAt);
    }

    // Of a run whose Job was killed nobody writes the end: after its deadline it does not go on.
    private static bool GoesOn(RefreshView view, string run) => view.Seen.Run.Mode switch
    {
        RefreshMode.Refresh => run == view.Run.Id,
        RefreshMode.Remove => false,
        _ => view.Seen.Status.Run is { Outcome: RunOutcome.Running } last && last.Id == run && view.Now - last.StartedAt <= view.Spec.Deadline + Slack,
    };
}
