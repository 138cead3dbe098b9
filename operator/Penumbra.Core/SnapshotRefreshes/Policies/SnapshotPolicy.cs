using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Takes the snapshot of the proved database, and reads the fence again once it is available.</summary>
public static class SnapshotPolicy
{
    /// <summary>The snapshot of the proved database: under its published name at once where the data is under the shareable key already.</summary>
    public static string TakenId(RefreshView view) => view.Copies ? CloudNames.Intermediate(view.Seen.Run) : view.PublishedId;

    /// <summary>Takes it, waits for it, reads the fence.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || view.Subject is not { Address: { } address } subject || view.Proof is not { } proof) return null;
        var id = TakenId(view);
        if (view.Snapshot(id) is not { } taken)
        {
            var part = view.Copies ? Ownership.Intermediate : Ownership.Published;
            return Step($"takes snapshot {id}") with
            {
                Effects = [new RefreshEffect.CreateSnapshot(view.Kind, id, subject.Id, Ownership.Tags(view.Seen.Run, part, (Keys.CloudProof, RefreshView.ProofTag(proof))))],
                Run = view.Run with { Proof = proof, Snapshot = view.PublishedId },
            };
        }

        if (Foreign(view, taken) is { } foreign) return foreign;
        if (Waits(view, taken, RefreshStep.Snapshot) is { } waits) return waits;
        if (!view.IsTaken(taken, proof)) return Unfit(view, taken, RefreshStep.Snapshot);
        if (view.SubjectDatabase.FenceReadFor == RefreshView.Identity(taken) && view.SubjectDatabase.Fence == proof.Fence) return null;
        return Step($"reads the fence of {subject.Id} again") with { Effects = [new RefreshEffect.ReadFence(address, subject.Port, subject.ResourceId, RefreshView.Identity(taken))] };
    }

    /// <summary>Fails for a snapshot that is not this run's.</summary>
    public static RefreshMove? Foreign(RefreshView view, CloudSnapshot snapshot) =>
        view.IsOurs(snapshot.Tags) && Ownership.Tag(snapshot.Tags, Keys.CloudRun) == view.Run.Id ? null
        : RefreshView.Fail(RefreshStep.Snapshot, Reason.NameTaken, $"snapshot {snapshot.Id} exists and is not this run's");

    /// <summary>Waits for a snapshot that is on its way, in either direction.</summary>
    public static RefreshMove? Waits(RefreshView view, CloudSnapshot snapshot, RefreshStep step) => CloudStates.Of(snapshot.Status) switch
    {
        CloudState.Ready => null,
        CloudState.Dead => Dead(view, snapshot, step),
        _ => new RefreshMove
        {
            Step = step,
            Reason = Reason.RefreshRunning,
            Message = $"snapshot {snapshot.Id} is {snapshot.Status}",
            WaitsFor = new CloudTarget(CloudThing.Snapshot, snapshot.Kind, snapshot.Id),
            Mark = $"{snapshot.Status}/{snapshot.Progress}",
            Progress = snapshot.Progress,
        },
    };

    // As one that does not fit its proof: not for ever.
    private static RefreshMove Dead(RefreshView view, CloudSnapshot snapshot, RefreshStep step)
    {
        if (!view.IsDeletionRefused && view.Run.FenceMoved >= WorkPolicy.MostFenceMoves)
            return RefreshView.Fail(step, Reason.TemporaryBroken, $"snapshot {snapshot.Id} is {snapshot.Status}, after it, or its proof, was made anew {view.Run.FenceMoved} times");
        var deletion = Deletion.Of(view, snapshot);
        return new RefreshMove
        {
            Step = step,
            Reason = Reason.TemporaryBroken,
            Message = $"snapshot {snapshot.Id} is {snapshot.Status}: it is taken again",
            Effects = deletion,
            Run = deletion.Count > 0 && !view.IsDeletionRefused ? view.Run with { FenceMoved = view.Run.FenceMoved + 1 } : null,
            ReconsiderAt = view.Now + TimeSpan.FromSeconds(30),
            Mark = snapshot.Status,
        };
    }

    /// <summary>A snapshot of ours that is not of this proof goes: an earlier process took it, or somebody wrote in between.</summary>
    public static RefreshMove Unfit(RefreshView view, CloudSnapshot snapshot, RefreshStep step)
    {
        // Taken for this very proof and still not fitting: clocks that differ, or a hand in between. Not for ever.
        var again = view.Proof is { } proof && Ownership.Tag(snapshot.Tags, Keys.CloudProof) == RefreshView.ProofTag(proof) && !view.IsDeletionRefused;
        if (again && view.Run.FenceMoved >= WorkPolicy.MostFenceMoves)
            return RefreshView.Fail(step, Reason.FenceMoved, $"snapshot {snapshot.Id} did not fit its proof {view.Run.FenceMoved} times: it is of {snapshot.DatabaseResourceId}, taken at {((snapshot.OriginallyCreatedAt ?? snapshot.CreatedAt) is { } at ? Times.Text(at) : "an unknown time")}{(snapshot.CopyOf is { } of ? $", a copy of {of}" : "")}");
        return new RefreshMove
        {
            Step = step,
            Reason = Reason.OrphanDeleted,
            Message = $"snapshot {snapshot.Id} is not of the present proof: it is deleted and taken again",
            Effects = Deletion.Of(view, snapshot),
            Run = again ? view.Run with { FenceMoved = view.Run.FenceMoved + 1 } : null,
        };
    }

    private static RefreshMove Step(string message) => new() { Step = RefreshStep.Snapshot, Reason = Reason.RefreshRunning, Message = message };
}
