using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>What was verified comes into the new database, is compared with it, and is proved there once more: it is this one whose snapshot is published.</summary>
public static class LoadPolicy
{
    /// <summary>Load, then Prove.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || !view.LoadsAnew || view.Fresh is not { } fresh || view.Temporary is not { } temporary) return null;
        if (view.FreshDatabase.Trouble is { } trouble && Answer(view, trouble) is { } answer) return answer;
        if (view.Proof is not null || view.Verified is not { } verified) return null;
        var next = view.FreshDatabase.Done is null ? RefreshStep.Load : RefreshStep.Prove;
        if (fresh.Address is not { } address) return Nowhere(next, fresh);
        if (temporary.Address is not { } from) return Nowhere(next, temporary);
        return Step(next, next == RefreshStep.Load ? $"loads {fresh.Id} from {temporary.Id}" : $"Verify in {fresh.Id}") with
        {
            Run = view.Run with { Proof = null },
            Effects =
            [
                next == RefreshStep.Load
                    ? new RefreshEffect.Load(address, fresh.Port, fresh.ResourceId, from, temporary.Port, verified)
                    : new RefreshEffect.Work(next, address, fresh.Port, fresh.ResourceId),
            ],
        };
    }

    // What is to be deleted, CreatePolicy has deleted.
    private static RefreshMove? Answer(RefreshView view, WorkResult trouble) =>
        trouble.Outcome == WorkOutcome.Failed ? RefreshView.Fail(trouble.Step, trouble.Reason, trouble.Message) : WorkPolicy.Again(view, trouble);

    private static RefreshMove Nowhere(RefreshStep step, CloudDatabase database) =>
        Step(step, $"{database.Id} has no address") with { WaitsFor = new CloudTarget(CloudThing.Database, database.Kind, database.Id), Mark = database.Status };

    private static RefreshMove Step(RefreshStep step, string message) => new() { Step = step, Reason = Reason.RefreshRunning, Message = message };
}
