using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// What the ConfigMap names. It is written before status lists the snapshot: a run may die in between, and applications read the name all the same.
/// </summary>
public static class Publication
{
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>What the ConfigMap says of a snapshot.</summary>
    public static SortedDictionary<string, string> Data(RefreshView view, CloudSnapshot snapshot) => new(StringComparer.Ordinal)
    {
        ["snapshotArn"] = snapshot.Arn,
        ["snapshotId"] = snapshot.Id,
        ["createdAt"] = Times.Text(snapshot.CreatedAt ?? view.Now),
        ["sourceSnapshot"] = view.Run.Source,
        ["runId"] = view.Run.Id,

        // A shared, encrypted instance snapshot cannot be restored by its receiver: he must copy it first.
        ["consumerMustCopy"] = snapshot.Kind == Spec.DatabaseKind.Instance ? "true" : "false",
    };

    /// <summary>Whether the ConfigMap names this very snapshot, and not another one of its name. Such a one is not garbage, whoever wrote the name: applications may be restoring it.</summary>
    public static bool IsNamed(RefreshView view, CloudSnapshot snapshot) =>
        Named(view) is { } named && named.Arn == snapshot.Arn && (snapshot.CreatedAt is not { } at || (at - named.CreatedAt).Duration() <= Rounding);

    /// <summary>Whether the ConfigMap names this very snapshot, or nobody knows what it names.</summary>
    public static bool MayBeNamed(RefreshView view, CloudSnapshot snapshot) => view.Seen.ConfigMapUnread is not null || IsNamed(view, snapshot);

    /// <summary>
    /// What the last run has published and died before it listed it; null when there is nothing of the kind. The ConfigMap alone is not believed, as others may write into it: status must say that
    /// this very run had come to Publish, whither nothing leads but a proof, and the snapshot must be there, of the database that was proved, taken after the proof and for it.
    /// </summary>
    public static PublishedSnapshot? Unlisted(RefreshView view)
    {
        if (Promised(view) is not { } promised || There(view, promised.Named, promised.Proof) is not { } there) return null;
        return promised.Named with
        {
            CreatedAt = there.CreatedAt ?? promised.Named.CreatedAt,
            Verified = true,
            Physical = promised.Run.Steps.Any(step => step is { Step: RefreshStep.Prove, State: StepState.Done }),
            SharedWith = [.. there.SharedWith ?? view.Spec.Accounts],
        };
    }

    /// <summary>
    /// Whether an earlier run may have published something that nobody could look for yet. Its proof stands in status and nowhere else: status is not written before the cloud was seen.
    /// </summary>
    public static bool IsUnseen(RefreshView view) =>
        !view.Seen.CloudSeen && Promised(view) is { } promised && promised.Run.Id != view.Seen.Run.RunId && There(view, promised.Named, promised.Proof) is null;

    // What the ConfigMap says of the run that status tells of, where status does not list it yet.
    private static (PublishedSnapshot Named, RunStatus Run, Proof Proof)? Promised(RefreshView view)
    {
        if (Named(view) is not { } named || view.Seen.Status.Run is not { Step: RefreshStep.Publish, Proof: { } proof } last || last.Id != named.RunId || last.Snapshot != named.Id || proof.RunId != last.Id) return null;
        return view.Seen.Status.Snapshots.Any(listed => listed.Arn == named.Arn && (listed.CreatedAt - named.CreatedAt).Duration() <= Rounding) ? null : (named, last, proof);
    }

    private static CloudSnapshot? There(RefreshView view, PublishedSnapshot named, Proof proof) => view.Seen.Cloud.Snapshots.FirstOrDefault(snapshot =>
        IsNamed(view, snapshot) && snapshot.Id == named.Id && snapshot.Type == "manual" && Ownership.IsFor(snapshot.Tags, Ownership.Published) && view.Fits(snapshot, proof));

    private static PublishedSnapshot? Named(RefreshView view) =>
        view.Seen.ConfigMap is { } said && said.TryGetValue("snapshotId", out var id) && said.TryGetValue("snapshotArn", out var arn) && said.TryGetValue("runId", out var run)
        && said.TryGetValue("createdAt", out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && id.Length > 0 && arn.Length > 0 && run.Length > 0
            ? new PublishedSnapshot { Id = id, Arn = arn, RunId = run, CreatedAt = at }
            : null;
}
