using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>The last call did not succeed: again later, look whose it is, or a person must act.</summary>
public static class FailurePolicy
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);
    private static readonly TimeSpan PatienceForRoom = TimeSpan.FromHours(6);

    /// <summary>Waits, goes on, or fails.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.Seen.Failure is not { } failure) return null;
        var step = view.Run.Step;
        if (failure.Class == CallClass.Person) return RefreshView.Fail(step, ReasonOf(failure.Code), $"{failure.Operation} was refused: {failure.Code}: {failure.Message}");

        // A row of failures, not the time since one of them: whose answer was lost is not called again.
        if (failure.At - failure.Since > (failure.Code.Contains("Capacity", StringComparison.Ordinal) ? PatienceForRoom : Patience))
            return RefreshView.Fail(step, Reason.NoProgress, $"{failure.Operation} failed {failure.Count} times since {Times.Text(failure.Since)}: {failure.Code}: {failure.Message}");

        // It is there, or it is gone: what was just looked at says what follows. Only when that does not show yet is there something to wait for.
        if (failure is { Class: CallClass.Adopt or CallClass.Gone, Count: 1 }) return null;
        var again = failure.At + Pace.Backoff(failure.Count, failure.Wait, $"{view.Run.Id}/{failure.Operation}/{failure.Count}");
        if (again <= view.Now) return null;
        return new RefreshMove
        {
            Step = step,
            Reason = Reason.RefreshRunning,
            Message = $"{failure.Operation} is tried again: {failure.Code}",
            ReconsiderAt = view.AtTheLatest(again),

            // Since when the cloud has no room is known by it alone.
            Mark = view.Run.Steps.LastOrDefault() is { Mark: CloudStates.NoRoom } present && present.Step == step ? CloudStates.NoRoom : null,
            KeepsFailure = true,
        };
    }

    private static Reason ReasonOf(string code) =>
        code.Contains("KMS", StringComparison.Ordinal) ? Reason.KeyUnusable
        : code.Contains("Quota", StringComparison.Ordinal) ? Reason.QuotaExhausted
        : code.Contains("ParameterGroupNotFound", StringComparison.Ordinal) || code.Contains("SubnetGroup", StringComparison.Ordinal) ? Reason.GroupNotFound
        : Reason.CloudRefused;
}
