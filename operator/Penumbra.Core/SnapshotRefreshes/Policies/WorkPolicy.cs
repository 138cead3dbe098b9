using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Quiesce, Sanitize, Rewrite, Verify: always all of them in each process, as each looks first and does only what is left.</summary>
public static class WorkPolicy
{
    /// <summary>How often a moved fence, or a snapshot that does not fit its proof, is answered with another proof.</summary>
    public const int MostFenceMoves = 3;

    /// <summary>How often in a row the database may be out of reach, each time for as long as connect.retryFor; and how often somebody else may be found in it.</summary>
    private const int MostRetries = 3;

    /// <summary>The next of the four.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || view.Temporary is not { } temporary) return null;
        if (view.Database.Trouble is { } trouble && Answer(view, temporary, trouble) is { } answer) return answer;
        if (view.Verified is not null) return null;
        if (view.Database.NextContainer is { } container) return Container(view, temporary, container);
        var next = view.Database.Done switch
        {
            null => RefreshStep.Quiesce,
            RefreshStep.Quiesce => RefreshStep.Sanitize,
            RefreshStep.Sanitize when view.Spec.Residue == ResidueMode.Rewrite => RefreshStep.Rewrite,
            _ => RefreshStep.Verify,
        };
        if (temporary.Address is not { } address) return Step(next, $"{temporary.Id} has no address") with { WaitsFor = new CloudTarget(CloudThing.Database, temporary.Kind, temporary.Id), Mark = temporary.Status };
        var moved = next == RefreshStep.Verify && view.Database.Fence is not null;
        if (moved && view.Run.FenceMoved >= MostFenceMoves)
            return RefreshView.Fail(RefreshStep.Verify, Reason.FenceMoved, $"somebody wrote into {temporary.Id} each time {(view.LoadsAnew ? "it was dumped" : "a snapshot was taken")}, {view.Run.FenceMoved} times");
        var message = moved ? $"somebody wrote into {temporary.Id} while {(view.LoadsAnew ? "it was dumped" : "the snapshot was taken")}: it is verified again" : $"{next} in {temporary.Id}";
        return Step(next, message) with
        {
            Reason = moved ? Reason.FenceMoved : Reason.RefreshRunning,
            Run = moved ? view.Run with { FenceMoved = view.Run.FenceMoved + 1, Proof = null } : view.Run with { Proof = null },
            Effects =
            [
                .. moved ? [new RefreshEffect.EmitEvent(Reason.FenceMoved, message, true)] : Array.Empty<RefreshEffect>(),
                new RefreshEffect.Work(next, address, temporary.Port, temporary.ResourceId),
            ],
        };
    }

    private static RefreshMove? Answer(RefreshView view, CloudDatabase temporary, WorkResult trouble) => trouble.Outcome switch
    {
        WorkOutcome.Failed => RefreshView.Fail(trouble.Step, trouble.Reason, trouble.Message),
        WorkOutcome.Restore when view.Run.Restored >= MostFenceMoves => RefreshView.Fail(trouble.Step, trouble.Reason, trouble.Message),

        // Deleted here, restored anew by the next look, which finds it gone.
        WorkOutcome.Restore => Step(RefreshStep.Restore, $"{temporary.Id} does not hold what this run would have made: {trouble.Message}") with
        {
            Reason = Reason.OrphanDeleted,
            Effects = [.. Deletion.Of(view, temporary)],
        },
        _ => Again(view, trouble),
    };

    /// <summary>What passes is tried again, a few times; null when its time has come.</summary>
    internal static RefreshMove? Again(RefreshView view, WorkResult trouble) => trouble.Count >= MostRetries
        ? RefreshView.Fail(trouble.Step, trouble.Reason, trouble.Message)
        : trouble.At + Pace.Backoff(trouble.Count, null, view.Run.Id) is var again && again > view.Now
            ? Step(trouble.Step, $"tried again: {trouble.Message}") with { ReconsiderAt = again }
            : null;

    // The pod's next container is this process' only where it was told so; what this pod's containers did before, they did in the database that they were given.
    private static RefreshMove Container(RefreshView view, CloudDatabase temporary, string container) => container == view.Seen.Run.Until && temporary.Address is { } address
        ? Step(RefreshStep.Sanitize, $"container {container} works in {temporary.Id}") with
        {
            Leaves = ProcessEnd.HandedOver,
            Effects = [new RefreshEffect.HandOver(container, address, temporary.Port, temporary.ResourceId)],
        }
        : Step(RefreshStep.Sanitize, $"container {container} has not worked in {temporary.Id}: a pod that begins anew lets it") with { Leaves = ProcessEnd.AnotherPod };

    private static RefreshMove Step(RefreshStep step, string message) => new() { Step = step, Reason = Reason.RefreshRunning, Message = message };
}
