using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Copies the proved snapshot under the shareable key. Restoring under the key makes this needless for clusters, a new database for both.</summary>
public static class EncryptPolicy
{
    /// <summary>Copies, and waits for the copy.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || !view.Copies || view.Proof is not { } proof || view.Snapshot(SnapshotPolicy.TakenId(view)) is not { } taken) return null;
        var id = view.PublishedId;
        if (view.Snapshot(id) is not { } copy)
        {
            // Nothing unproved is copied: under its published name it would only wait for a mistake.
            if (!view.IsProved(taken, taken)) return null;
            return new RefreshMove
            {
                Step = RefreshStep.Encrypt,
                Reason = Reason.RefreshRunning,
                Message = $"copies {taken.Id} to {id} under {view.Spec.KmsKey}",
                Effects = [new RefreshEffect.CopySnapshot(view.Kind, taken.Arn, id, view.Spec.KmsKey, Ownership.Tags(view.Seen.Run, Ownership.Published, (Keys.CloudProof, RefreshView.ProofTag(proof))))],
            };
        }

        if (SnapshotPolicy.Foreign(view, copy) is { } foreign) return foreign;

        // A copy of an earlier proof is not waited for: deleting it while it copies ends the copy.
        if (Ownership.Tag(copy.Tags, Keys.CloudProof) != RefreshView.ProofTag(proof) && Deletion.Of(view, copy).Count > 0) return SnapshotPolicy.Unfit(view, copy, RefreshStep.Encrypt);
        if (SnapshotPolicy.Waits(view, copy, RefreshStep.Encrypt) is { } waits) return waits;
        return view.IsProved(copy, taken) ? null : SnapshotPolicy.Unfit(view, copy, RefreshStep.Encrypt);
    }
}
