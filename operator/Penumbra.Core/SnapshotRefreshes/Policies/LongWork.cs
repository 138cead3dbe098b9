using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// What is told of a step while its process works in a database, which may take hours: progress, that it is slower than usual, and when it is not worth waiting for any more. One statement tells nothing
/// while it runs, so that nothing moving counts as standing still only where it is known how long the step usually takes.
/// </summary>
public static class LongWork
{
    private const int MostMark = 128;

    /// <summary>A look at work under way.</summary>
    /// <param name="status">The status as it was last written; its last step is the one under way.</param>
    /// <param name="message">What is being done; null where nothing new was heard.</param>
    /// <param name="progress">How far it is, from 0 to 100; null where that is not known.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The status to write, the events to tell, and why the work is to be ended; null to let it go on.</returns>
    public static (RefreshStatus Status, IReadOnlyList<RefreshEffect.EmitEvent> Told, string? Stuck) Look(RefreshStatus status, string? message, int? progress, DateTimeOffset now)
    {
        if (status.Run is not { Steps: [.., var before] } run) return (status, [], null);
        var mark = message is null ? before.Mark : $"{progress}/{message}" is var heard && heard.Length <= MostMark ? heard : heard[..MostMark];
        var step = before with { Progress = message is null ? before.Progress : progress, Mark = mark, MovedAt = mark == before.Mark ? before.MovedAt : now };
        step = step with { ExpectedBy = Pace.Expected(step, now), Note = Pace.IsSlow(step, now) ? nameof(Reason.SlowerThanUsual) : "" };
        IReadOnlyList<RefreshEffect.EmitEvent> told = step.Note.Length > 0 && before.Note.Length == 0 ? [Slow(step)] : [];
        var stuck = step.Usually is not null && now - step.MovedAt > Pace.Limit(step)
            ? $"{step.Step} in the database: nothing has moved since {Times.Text(step.MovedAt)}, longer than {Span.Format(Pace.Limit(step))}, and it usually takes {Span.Format(step.Usually.Value)} in all" : null;
        return (status with { Run = run with { Message = message ?? run.Message, Steps = run.Steps.SetItem(run.Steps.Count - 1, step) } }, told, stuck);
    }

    /// <summary>What is told of a step that takes longer than usual.</summary>
    public static RefreshEffect.EmitEvent Slow(StepStatus step) =>
        new(Reason.SlowerThanUsual, $"{step.Step} takes longer than the usual {Span.Format(step.Usually ?? TimeSpan.Zero)}; it began at {Times.Text(step.Since)}", true);
}
