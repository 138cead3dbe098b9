using Penumbra.Api.Common;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>The operator's part of status: phase, next run, conditions. The worker's part is only read. Pure.</summary>
public static class RefreshOverview
{
    /// <summary>The operator's fields.</summary>
    /// <param name="entry">The refresh.</param>
    /// <param name="problems">What a person must change.</param>
    /// <param name="jobs">The Jobs of runs.</param>
    /// <param name="handled">The word of the annotation that was acted on.</param>
    /// <param name="now">The moment.</param>
    /// <param name="trouble">The container that failed in the newest Job, or does not start; null when none did.</param>
    /// <param name="sweeps">The Jobs of the daily sweep.</param>
    /// <param name="scheduled">When the schedule came last, or began; null where nobody knows.</param>
    public static SnapshotRefreshStatus Of(
        RefreshEntry entry, IReadOnlyList<Problem> problems, IReadOnlyList<RefreshJob> jobs, string? handled, DateTimeOffset now, ContainerTrouble? trouble = null, IReadOnlyList<RefreshJob>? sweeps = null, DateTimeOffset? scheduled = null)
    {
        var run = entry.Status.Run;

        // Neither the image nor the key is the refresh's matter alone, and each run looks again: so it stays scheduled.
        var unfit = run is { Outcome: "Failed" } && (run.Reason == nameof(Reason.ClientToolsUnfit) ? entry.Spec is { Residue: ResidueMode.Fresh } : run is { Reason: nameof(Reason.KeyUnusable), Step: nameof(RefreshStep.Preflight) });
        var active = jobs.Any(job => job.Active);
        var lost = active ? null : RefreshEnd.Lost(entry, jobs, trouble);

        // What runs had all that it names.
        IReadOnlyList<Problem> awaited = active || Awaited(entry, problems, now) is null ? [] : problems;
        var wrong = awaited.Count > 0 ? [] : problems;
        var phase = (wrong.Count > 0 || unfit) && !active ? "Stalled"
            : active ? "Running"
            : lost is not null || run?.Outcome == "Failed" ? "Failed"
            : entry.Spec is { Suspend: true } ? "Suspended"
            : run?.Outcome == "Succeeded" || RefreshEnd.Published(entry) ? "Succeeded"
            : "Scheduled";
        var (reason, message) = phase switch
        {
            "Stalled" => wrong.Count > 0 ? Told(wrong) : (run!.Reason!, run.Message ?? ""),
            "Running" when trouble is { ExitCode: not null } => (nameof(Reason.ContainerFailed), $"{trouble.Message}; another pod tries again"),
            "Running" when trouble is not null => (nameof(Reason.ContainerFailed), trouble.Message),
            "Running" => (nameof(Reason.RefreshRunning), run?.Message ?? "a worker starts"),
            "Failed" => lost ?? (run!.Reason ?? nameof(Reason.WorkerFailed), run.Message ?? ""),
            _ when awaited.Count > 0 => Told(awaited),
            "Suspended" => (nameof(Reason.RefreshSuspended), "spec.suspend is true"),
            "Succeeded" => (nameof(Reason.RefreshSucceeded), RefreshEnd.Success(entry, jobs)),
            _ => (nameof(Reason.RefreshScheduled), entry.Spec?.Schedule is { } schedule ? $"runs at \"{schedule}\" {entry.Spec.TimeZone}" : $"runs on demand: annotate {Keys.RunNow}"),
        };
        var generation = entry.View.Generation ?? 0;
        StatusCondition Condition(string type, bool holds, string why, string text)
        {
            var before = entry.Status.Conditions?.FirstOrDefault(condition => condition.Type == type);
            var status = holds ? "True" : "False";
            return new StatusCondition { Type = type, Status = status, Reason = why, Message = text.Length <= 4096 ? text : $"{text[..4095]}…", LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now, ObservedGeneration = generation };
        }

        // What the newest sweep came to; while none has ended since, what was said before.
        StatusCondition? Orphaned() => (sweeps ?? []).Where(job => !job.Active).OrderByDescending(job => job.CreatedAt).FirstOrDefault() switch
        {
            { Failed: true } sweep => Condition(
                nameof(Reason.OrphanedDatabase), true, nameof(Reason.OrphanedDatabase),
                $"the daily sweep, Job {sweep.Name}, failed{(sweep.Why is { } why ? $" ({why})" : "")}: temporary databases may be left in the cloud, tagged {Keys.CloudOwner}={entry.View.Uid}; see the log of its pod"),
            { } => null,
            null => entry.Status.Conditions?.FirstOrDefault(condition => condition.Type == nameof(Reason.OrphanedDatabase)),
        };

        return new SnapshotRefreshStatus
        {
            ObservedGeneration = generation,
            Phase = phase,
            TemplateHash = entry.Hash,
            HandledRefresh = handled,
            NextRun = Next(entry, problems, now, scheduled),
            Conditions =
            [
                Condition("Ready", phase is "Scheduled" or "Succeeded" or "Suspended" && awaited.Count == 0, reason, message),
                awaited.Count > 0 ? Condition("Reconciling", true, Told(awaited).Reason, Told(awaited).Message) : Condition("Reconciling", phase == "Running", reason, phase == "Running" ? message : ""),
                Condition("Stalled", wrong.Count > 0 || phase == "Stalled", wrong.Count > 0 ? Told(wrong).Reason : reason, wrong.Count > 0 ? Told(wrong).Message : phase == "Stalled" ? message : ""),
                .. Orphaned() is { } orphaned ? [orphaned] : Array.Empty<StatusCondition>(),
            ],
        };
    }

    /// <summary>Until when what the refresh names is waited for before anybody is called; null when nothing is.</summary>
    public static DateTimeOffset? Awaited(RefreshEntry entry, IReadOnlyList<Problem> problems, DateTimeOffset now) => Arrival.Until(problems, entry.View.Metadata.CreationTimestamp, now);

    private static (string Reason, string Message) Told(IReadOnlyList<Problem> problems) => (problems[0].Reason.ToString(), string.Join("; ", problems));

    /// <summary>The Job of the present or the last run; null before the first.</summary>
    public static RefreshJob? Newest(IReadOnlyList<RefreshJob> jobs) => jobs.OrderByDescending(job => job.Active).ThenByDescending(job => job.CreatedAt).ThenBy(job => job.Name, StringComparer.Ordinal).FirstOrDefault();

    private static DateTimeOffset? Next(RefreshEntry entry, IReadOnlyList<Problem> problems, DateTimeOffset now, DateTimeOffset? scheduled)
    {
        if (problems.Count > 0 || entry.Spec is not { Suspend: false, Schedule: { } schedule } spec) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(spec.TimeZone, out var zone) ? CronSchedule.Parse(schedule)?.Next(now, zone, scheduled) : null;
    }
}
