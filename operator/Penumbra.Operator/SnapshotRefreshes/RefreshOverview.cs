using Penumbra.Api.Common;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Spec;

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
    public static SnapshotRefreshStatus Of(RefreshEntry entry, IReadOnlyList<Problem> problems, IReadOnlyList<RefreshJob> jobs, string? handled, DateTimeOffset now, ContainerTrouble? trouble = null)
    {
        var run = entry.Status.Run;

        // The image is not the refresh's matter, and each run looks again: so it stays scheduled.
        var unfit = entry.Spec is { Residue: ResidueMode.Fresh } && run is { Outcome: "Failed", Reason: nameof(Reason.ClientToolsUnfit) };
        var active = jobs.Any(job => job.Active);
        var lost = active ? null : RefreshEnd.Lost(entry, jobs, trouble);
        var phase = (problems.Count > 0 || unfit) && !active ? "Stalled"
            : active ? "Running"
            : lost is not null || run?.Outcome == "Failed" ? "Failed"
            : entry.Spec is { Suspend: true } ? "Suspended"
            : run?.Outcome == "Succeeded" || RefreshEnd.Published(entry) ? "Succeeded"
            : "Scheduled";
        var (reason, message) = phase switch
        {
            "Stalled" => problems.Count > 0 ? (problems[0].Reason.ToString(), string.Join("; ", problems)) : (nameof(Reason.ClientToolsUnfit), run!.Message ?? ""),
            "Running" when trouble is { ExitCode: not null } => (nameof(Reason.ContainerFailed), $"{trouble.Message}; another pod tries again"),
            "Running" when trouble is not null => (nameof(Reason.ContainerFailed), trouble.Message),
            "Running" => (nameof(Reason.RefreshRunning), run?.Message ?? "a worker starts"),
            "Failed" => lost ?? (run!.Reason ?? nameof(Reason.WorkerFailed), run.Message ?? ""),
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

        return new SnapshotRefreshStatus
        {
            ObservedGeneration = generation,
            Phase = phase,
            TemplateHash = entry.Hash,
            HandledRefresh = handled,
            NextRun = Next(entry, problems, now),
            Conditions =
            [
                Condition("Ready", phase is "Scheduled" or "Succeeded" or "Suspended", reason, message),
                Condition("Reconciling", phase == "Running", reason, phase == "Running" ? message : ""),
                Condition("Stalled", problems.Count > 0 || phase == "Stalled", problems.Count > 0 ? problems[0].Reason.ToString() : reason, problems.Count > 0 ? string.Join("; ", problems) : phase == "Stalled" ? message : ""),
                .. entry.Status.Conditions?.Where(condition => condition.Type == nameof(Reason.OrphanedDatabase)) ?? [],
            ],
        };
    }

    /// <summary>The Job of the present or the last run; null before the first.</summary>
    public static RefreshJob? Newest(IReadOnlyList<RefreshJob> jobs) => jobs.OrderByDescending(job => job.CreatedAt).ThenBy(job => job.Name, StringComparer.Ordinal).FirstOrDefault();

    private static DateTimeOffset? Next(RefreshEntry entry, IReadOnlyList<Problem> problems, DateTimeOffset now)
    {
        if (problems.Count > 0 || entry.Spec is not { Suspend: false, Schedule: { } schedule } spec) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(spec.TimeZone, out var zone) ? CronSchedule.Parse(schedule)?.Next(now, zone) : null;
    }
}
