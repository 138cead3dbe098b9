using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes;

/// <summary>The rules of a run: facts in, effects out. No I/O, no clock. Each step looks first, so that a process that dies is gone on from by the next.</summary>
public static class Decide
{
    /// <summary>The policies of a run in their order; the first that has something to say decides.</summary>
    public static IReadOnlyList<RefreshPolicy> Policies { get; } =
    [
        EndPolicy.Deadline,      // Before anything that costs more time.
        FailurePolicy.Apply,     // The last call failed: nothing else is asked before its time has come.
        PreflightPolicy.Apply,   // Before anything that costs money.
        UnreadPolicy.Apply,      // Before anything is judged by what is named.
        UnwrittenPolicy.Apply,   // Before the cloud is asked again for what cannot be told.
        SourcePolicy.Apply,      // What is restored, and so what an orphan must have come from.
        RestorePolicy.Apply,     // One temporary database, and what else is left goes.
        InstancePolicy.Apply,    // A cluster answers nobody without one.
        CredentialsPolicy.Apply, // Nobody else can come in from here on.
        WorkPolicy.Apply,        // Still, clean, rewritten, proved: in this order, and all of it in this process.
        CreatePolicy.Apply,      // Not before there is something clean to load into it.
        LoadPolicy.Apply,        // Once, into what is empty.
        SnapshotPolicy.Apply,    // Of the proved database, with nobody having written in between.
        EncryptPolicy.Apply,     // Only what is proved.
        SharePolicy.Apply,       // Only what is proved.
        PublishPolicy.Apply,     // Only what is proved.
        CleanUpPolicy.Apply,     // Last, as nothing could be proved again without the database.
        RetainPolicy.Apply,      // Older ones go when a newer one is there.
    ];

    /// <summary>Decides on one run.</summary>
    public static RefreshDecision Next(SnapshotRefreshSpec spec, RefreshObserved seen)
    {
        var view = RefreshView.Of(spec, seen);
        if (seen.Run.Mode != RefreshMode.Refresh) return Tidy(view);
        if (EndPolicy.Ended(view) is { } ended)
        {
            // A process that died between the end and what belongs to it; what cannot be deleted, the sweep tries again.
            var left = ended.Ends == RunOutcome.Failed && seen.Failure is null ? Unproved.OfFailing(view) : [];
            return new RefreshDecision { Reason = ended.Reason, Status = seen.Status, Effects = left, Ends = ended.Ends };
        }

        var move = Policies.Select(policy => policy(view)).FirstOrDefault(decided => decided is not null) ?? EndPolicy.Finish(view);
        var status = RefreshProjection.Of(view, move);
        if (Stuck(view, move, status) is { } stuck) (move, status) = (stuck, RefreshProjection.Of(view, stuck));

        // Status before what takes long, so that people see what is being done; what is told, last.
        var told = move.Effects.Where(effect => effect is RefreshEffect.EmitEvent).Concat(Slow(view, status)).ToList();
        var acting = move.Effects.Where(effect => effect is not RefreshEffect.EmitEvent);
        var writes = StatusWrite.Due(seen.Status, status) && !Publication.IsUnseen(view) ? [new RefreshEffect.PatchStatus(status)] : Array.Empty<RefreshEffect>();
        return new RefreshDecision
        {
            Reason = move.Reason,
            Effects = [.. writes, .. acting, .. told, .. move.Ends == RunOutcome.Failed ? Unproved.OfFailing(view) : []],
            Status = status,
            ReconsiderAt = move.Ends is null ? When(view, move, status) : null,
            WaitsFor = move.WaitsFor,
            KeepsFailure = move.KeepsFailure,
            Ends = move.Ends,
            Leaves = move.Leaves,
        };
    }

    // Deletions alone: status belongs to the runs.
    private static RefreshDecision Tidy(RefreshView view)
    {
        var move = FailurePolicy.Apply(view) ?? (view.Seen.Run.Mode == RefreshMode.Sweep ? CleanUpPolicy.Sweep(view) : CleanUpPolicy.Remove(view));
        return new RefreshDecision
        {
            Reason = move?.Reason ?? Reason.RefreshSucceeded,
            Effects = move?.Effects ?? [],
            Status = view.Seen.Status,
            ReconsiderAt = move is { Ends: null, Effects.Count: 0 } ? move.ReconsiderAt ?? view.Now + view.Seen.Run.LeastPoll : null,
            KeepsFailure = move is { KeepsFailure: true },
            Ends = move is null ? RunOutcome.Succeeded : move.Ends,
        };
    }

    private static RefreshMove? Stuck(RefreshView view, RefreshMove move, RefreshStatus status)
    {
        // What acts, or waits for a call, does not stand still.
        if (move.Mark is null || move.KeepsFailure || Acts(move)) return null;
        if (RefreshProjection.Present(status) is not { } step || view.Now - step.MovedAt <= Pace.Limit(step)) return null;
        return RefreshView.Fail(move.Step, Reason.NoProgress, $"{move.Message}; nothing has moved since {Times.Text(step.MovedAt)}, longer than {Span.Format(Pace.Limit(step))}");
    }

    private static bool Acts(RefreshMove move) => move.Effects.Any(effect => effect.WritesToCloud);

    private static DateTimeOffset? When(RefreshView view, RefreshMove move, RefreshStatus status) =>
        move.ReconsiderAt ?? (move.Mark is not null && !Acts(move) && RefreshProjection.Present(status) is { } step ? view.Now + Pace.Poll(step, view.Run.Id, view.Now, view.Seen.Run.LeastPoll) : null);

    private static IEnumerable<RefreshEffect> Slow(RefreshView view, RefreshStatus status)
    {
        if (RefreshProjection.Present(status) is not { Note.Length: > 0 } step || view.Run.Steps.LastOrDefault() is { Note.Length: > 0 } before && before.Step == step.Step) yield break;
        yield return LongWork.Slow(step);
    }
}
