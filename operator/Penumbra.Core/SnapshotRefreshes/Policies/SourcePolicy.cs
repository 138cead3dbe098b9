using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Which snapshot the run starts from. It is found once: a run does not change its source when a newer one comes up.</summary>
public static class SourcePolicy
{
    /// <summary>Finds it, makes it, or fails.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || IsFound(view)) return null;
        if (Known(view) is [var problem, ..]) return RefreshView.Fail(RefreshStep.FindSource, problem.Reason, problem.ToString());
        return view.Spec.Source.Strategy switch
        {
            SourceStrategy.Clone => Clone(view),
            SourceStrategy.NewSnapshot => Make(view),
            _ => Latest(view),
        };
    }

    /// <summary>The snapshot that the run's status names, if it is still one that may be taken; null otherwise.</summary>
    public static CloudSnapshot? Chosen(RefreshView view) => Candidates(view).FirstOrDefault(snapshot => Name(snapshot) == view.Run.Source);

    /// <summary>The version that the temporary database will have; null where nothing tells it yet.</summary>
    public static string? EngineVersion(RefreshView view) =>
        new[] { view.Spec.Temporary.EngineVersion, (Chosen(view) ?? Newest(view))?.EngineVersion, Production(view)?.EngineVersion }.FirstOrDefault(version => !string.IsNullOrEmpty(version));

    /// <summary>What is wrong with the source, as far as it can be seen now; nothing once the run has found it.</summary>
    public static IReadOnlyList<Problem> Known(RefreshView view)
    {
        if (IsFound(view)) return [];
        var copied = MustBeCopied(view);
        Problem?[] wrong = view.Spec.Source.Strategy switch
        {
            SourceStrategy.Clone => [Production(view) is { } source ? Unencrypted(view, source.Encrypted, $"cluster {source.Id}") : Missing(view)],
            SourceStrategy.NewSnapshot => [Made(view)],
            _ => Newest(view) is { } newest ? [copied, TooOld(view, newest), Unencrypted(view, newest.Encrypted, $"snapshot {newest.Id}")] : [Missing(view)],
        };
        return [.. wrong.OfType<Problem>()];
    }

    private static bool IsFound(RefreshView view) => view.Run.Source.Length > 0 && (view.Temporary is not null || Chosen(view) is not null || view.Spec.Source.Strategy == SourceStrategy.Clone);

    private static RefreshMove? Clone(RefreshView view) => Production(view) is { } source ? Found(view, source.Arn.Length > 0 ? source.Arn : source.Id, $"cluster {source.Id} is cloned") : null;

    private static RefreshMove? Make(RefreshView view)
    {
        var id = CloudNames.Source(view.Seen.Run);
        if (view.Snapshot(id) is { } made)
        {
            if (CloudStates.Of(made.Status) == CloudState.Ready) return Found(view, Name(made), $"starts from snapshot {id} of {view.Spec.Source.Id}");
            return new RefreshMove
            {
                Step = RefreshStep.FindSource,
                Reason = Reason.RefreshRunning,
                Message = $"snapshot {id} of {view.Spec.Source.Id} is {made.Status}",
                WaitsFor = new CloudTarget(CloudThing.Snapshot, view.Kind, id),
                Mark = $"{made.Status}/{made.Progress}",
                Progress = made.Progress,
            };
        }

        return new RefreshMove
        {
            Step = RefreshStep.FindSource,
            Reason = Reason.RefreshRunning,
            Message = $"takes snapshot {id} of {view.Spec.Source.Id}",
            Effects = [new RefreshEffect.CreateSnapshot(view.Kind, id, view.Spec.Source.Id, Ownership.Tags(view.Seen.Run, Ownership.Intermediate))],
        };
    }

    // One that the run has made already is what counts; else what it would be made of.
    private static Problem? Made(RefreshView view)
    {
        var id = CloudNames.Source(view.Seen.Run);
        if (view.Snapshot(id) is not { } made) return Production(view) is { } source ? Unencrypted(view, source.Encrypted, $"cluster {source.Id}") : Missing(view);
        if (!view.IsOurs(made.Tags)) return new Problem(Reason.NameTaken, "spec.source.strategy", $"snapshot {id} exists and is not this refresh's");
        return CloudStates.Of(made.Status) == CloudState.Dead ? new Problem(Reason.SnapshotNotFound, "spec.source", $"snapshot {id} of {view.Spec.Source.Id} is {made.Status}") : null;
    }

    private static RefreshMove? Latest(RefreshView view) => Newest(view) is { } newest ? Found(view, Name(newest), $"starts from snapshot {newest.Id} of {Times.Text(newest.CreatedAt!.Value)}") : null;

    private static Problem? TooOld(RefreshView view, CloudSnapshot newest) => view.Now - newest.CreatedAt!.Value <= view.Spec.Source.MaxAge ? null
        : new Problem(Reason.SourceTooOld, "spec.source.maxAge", $"the newest snapshot {newest.Id} is of {Times.Text(newest.CreatedAt.Value)}, older than {Span.Format(view.Spec.Source.MaxAge)}");

    // What is restored or cloned of it is not encrypted either, and the copy of its snapshot would be refused hours later.
    private static Problem? Unencrypted(RefreshView view, bool encrypted, string what) => encrypted || view is not { Kind: DatabaseKind.Cluster, Copies: true } ? null
        : new Problem(Reason.SourceUnencrypted, "spec.encryption.mode", $"{what} is not encrypted, and a cluster snapshot cannot be encrypted by copying; use OnRestore");

    // A snapshot of an instance that another account shares, encrypted: its receiver can copy it, and not restore it. Null for any other.
    private static Problem? MustBeCopied(RefreshView view) =>
        view.Kind == DatabaseKind.Instance && view.Spec.Source.SnapshotArn is { } arn && Newest(view) is { Encrypted: true } shared && (shared.Type == "shared" || (view.Spec.Source.Account is { } account && arn.Contains($":{account}:", StringComparison.Ordinal)))
            ? new Problem(Reason.InvalidSpec, "spec.source.snapshotArn", $"{arn} is an encrypted snapshot of an instance that another account shares: the cloud does not restore such a one; copy it into this account under a key of this account, and name the copy without account")
            : null;

    private static CloudSnapshot? Newest(RefreshView view) => Candidates(view).Where(snapshot => CloudStates.Of(snapshot.Status) == CloudState.Ready && snapshot.CreatedAt is not null)
        .OrderByDescending(snapshot => snapshot.CreatedAt).ThenBy(snapshot => snapshot.Id, StringComparer.Ordinal).FirstOrDefault();

    private static IEnumerable<CloudSnapshot> Candidates(RefreshView view) => view.Seen.Cloud.Snapshots.Where(snapshot => snapshot.Kind == view.Kind && (view.Spec.Source.SnapshotArn is { } arn
        ? snapshot.Arn == arn
        : snapshot.DatabaseId == view.Spec.Source.Id && view.Spec.Source.Strategy switch
        {
            SourceStrategy.LatestAutomated => snapshot.Type == "automated",

            // Not those of a run: they are its own, and go with it.
            SourceStrategy.LatestManual => snapshot.Type == "manual" && !snapshot.Tags.ContainsKey(Keys.CloudOwner),
            SourceStrategy.LatestBackup => snapshot.Type == "awsbackup",
            SourceStrategy.NewSnapshot => view.IsOurs(snapshot.Tags) && snapshot.Id == CloudNames.Source(view.Seen.Run),
            _ => false,
        }));

    private static CloudDatabase? Production(RefreshView view) =>
        view.Seen.Cloud.Databases.FirstOrDefault(database => database.Kind == view.Kind && database.Id == view.Spec.Source.Id && CloudStates.Of(database.Status) != CloudState.Leaving);

    // Automated snapshots are restored by name or by ARN alike; a shared one by its ARN alone.
    private static string Name(CloudSnapshot snapshot) => snapshot.Arn.Length > 0 ? snapshot.Arn : snapshot.Id;

    private static Problem Missing(RefreshView view) => new(Reason.SnapshotNotFound, "spec.source", view.Spec.Source switch
    {
        { SnapshotArn: { } arn } => $"snapshot {arn} is not shared with this account",
        { Strategy: SourceStrategy.Clone or SourceStrategy.NewSnapshot, Id: var id } => $"there is no {(view.Kind == DatabaseKind.Cluster ? "cluster" : "instance")} {id}",
        var source => $"{source.Id} has no available snapshot of the kind {source.Strategy}",
    });

    private static RefreshMove Found(RefreshView view, string name, string message) => new()
    {
        Step = RefreshStep.FindSource,
        Reason = Reason.RefreshRunning,
        Message = message,
        Run = view.Run with { Source = name },
    };
}
