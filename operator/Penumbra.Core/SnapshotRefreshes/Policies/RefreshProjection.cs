using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>What a move makes of the status: the steps, their times, and what is usual.</summary>
public static class RefreshProjection
{
    /// <summary>The status after a move.</summary>
    public static RefreshStatus Of(RefreshView view, RefreshMove move)
    {
        var status = view.Seen.Status;
        var before = move.Run ?? view.Run;
        var run = before with
        {
            Step = move.Step,
            Reason = move.Reason.ToString(),
            Message = move.Message,
            Outcome = move.Ends ?? RunOutcome.Running,
            Steps = Steps(view, move),

            // What another process proved stands as long as its proof does.
            Checks = view.SubjectDatabase.Checks is { IsEmpty: false } passed ? passed : before.Proof is null ? [] : before.Checks,
        };
        return status with
        {
            Run = run,
            Snapshots = move.Snapshots is { } snapshots ? [.. snapshots] : Publication.Unlisted(view) is { } unlisted ? status.Snapshots.Insert(0, unlisted) : status.Snapshots,
            LastSuccess = move.Ends == RunOutcome.Succeeded ? view.Now : status.LastSuccess,
            Usual = move.Ends == RunOutcome.Succeeded ? Learn(status.Usual, run.Steps) : status.Usual,
        };
    }

    /// <summary>The present step, as the status after a move shows it.</summary>
    public static StepStatus? Present(RefreshStatus status) => status.Run?.Steps.LastOrDefault();

    private static ImmutableList<StepStatus> Steps(RefreshView view, RefreshMove move)
    {
        var steps = ImmutableList.CreateBuilder<StepStatus>();
        foreach (var step in Enum.GetValues<RefreshStep>().Where(step => step <= move.Step))
        {
            var before = view.Run.Steps.FirstOrDefault(entry => entry.Step == step);
            var usually = view.Seen.Status.Usual.FirstOrDefault(usual => usual.Step == step)?.Middle;
            steps.Add(step == move.Step ? Current(view, move, before, usually) : Passed(view, step, before, usually));
        }

        return steps.ToImmutable();
    }

    private static StepStatus Passed(RefreshView view, RefreshStep step, StepStatus? before, TimeSpan? usually)
    {
        if (before is { State: StepState.Done or StepState.Skipped }) return before;
        if (IsNotNeeded(view, step)) return new StepStatus { Step = step, State = StepState.Skipped, Since = view.Now, MovedAt = view.Now };
        var since = before?.Since ?? view.Now;
        return new StepStatus { Step = step, State = StepState.Done, Since = since, MovedAt = view.Now, Took = view.Now - since, Usually = usually };
    }

    private static StepStatus Current(RefreshView view, RefreshMove move, StepStatus? before, TimeSpan? usually)
    {
        var again = before is { State: StepState.Done or StepState.Skipped };
        var since = before is null || again ? view.Now : before.Since;
        var mark = move.Mark ?? "";
        var step = new StepStatus
        {
            Step = move.Step,
            State = move.Ends switch { RunOutcome.Succeeded => StepState.Done, RunOutcome.Failed => StepState.Failed, _ => StepState.Waiting },
            Since = since,
            Took = move.Ends is null ? null : view.Now - since,
            Usually = usually,
            Progress = move.Progress,
            Mark = mark,
            MovedAt = before is null || again || before.Mark != mark ? view.Now : before.MovedAt,
        };
        return move.Ends is not null ? step : step with { ExpectedBy = Pace.Expected(step, view.Now), Note = Pace.IsSlow(step, view.Now) ? nameof(Reason.SlowerThanUsual) : "" };
    }

    private static bool IsNotNeeded(RefreshView view, RefreshStep step) => step switch
    {
        RefreshStep.Instance => view.Kind == DatabaseKind.Instance,
        RefreshStep.Rewrite => view.Spec.Residue != ResidueMode.Rewrite,
        RefreshStep.Create or RefreshStep.Load or RefreshStep.Prove => !view.LoadsAnew,
        RefreshStep.Encrypt => !view.Copies,
        RefreshStep.Share => view.Spec.Accounts.Count == 0,
        _ => false,
    };

    private static ImmutableList<UsualTimes> Learn(ImmutableList<UsualTimes> before, ImmutableList<StepStatus> steps) =>
    [
        .. Enum.GetValues<RefreshStep>().Select(step =>
        {
            var times = before.FirstOrDefault(usual => usual.Step == step)?.Times ?? [];
            return steps.FirstOrDefault(entry => entry.Step == step && entry is { State: StepState.Done, Took: not null }) is { } done
                ? new UsualTimes(step, [.. times.Insert(0, done.Took!.Value).Take(UsualTimes.Kept)])
                : new UsualTimes(step, times);
        }).Where(usual => usual.Times.Count > 0),
    ];
}
