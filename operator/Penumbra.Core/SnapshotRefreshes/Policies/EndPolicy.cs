using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>How a run ends.</summary>
public static class EndPolicy
{
    /// <summary>A run that has ended stays so, whatever pod looks at it again.</summary>
    public static RefreshMove? Ended(RefreshView view) => view.Run.Outcome == RunOutcome.Running ? null : new RefreshMove
    {
        Step = view.Run.Step,
        Reason = view.Run.Outcome == RunOutcome.Succeeded ? Reason.RefreshSucceeded : Enum.TryParse<Reason>(view.Run.Reason, out var reason) ? reason : Reason.WorkerFailed,
        Message = view.Run.Message,
        Ends = view.Run.Outcome,
    };

    /// <summary>A run past its deadline fails and keeps its temporary database for the next. Not once its ConfigMap names the snapshot: then one status is left to write.</summary>
    public static RefreshMove? Deadline(RefreshView view) => view.Now - view.Run.StartedAt <= view.Spec.Deadline || view.IsPublished
        ? null
        : RefreshView.Fail(view.Run.Step, Reason.DeadlineExceeded, $"the run began at {Times.Text(view.Run.StartedAt)} and was not done within {Span.Format(view.Spec.Deadline)}; the next one goes on with what is left");

    /// <summary>Nothing is left to do.</summary>
    public static RefreshMove Finish(RefreshView view)
    {
        var message = $"published {view.PublishedId}";
        return new RefreshMove
        {
            Step = RefreshStep.Retain,
            Reason = Reason.RefreshSucceeded,
            Message = message,
            Ends = RunOutcome.Succeeded,
            Effects = [new RefreshEffect.EmitEvent(Reason.RefreshSucceeded, message, false)],
            Run = view.Run with { Temporary = "", TemporaryArn = "", Fresh = "", FreshArn = "" },
        };
    }
}
