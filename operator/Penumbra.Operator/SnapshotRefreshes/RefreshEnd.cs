using Penumbra.Core.Common;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>What became of the newest run where its worker did not write it: its Job tells, or that there is none any more. Pure.</summary>
public static class RefreshEnd
{
    private static readonly string[] Ours = [nameof(Reason.WorkerFailed), nameof(Reason.DeadlineExceeded), nameof(Reason.ContainerFailed), nameof(Reason.RefreshRunning)];

    /// <summary>Why the newest run failed without a word of its worker's; null when status tells how it ended. Only while no Job is under way.</summary>
    /// <param name="entry">The refresh.</param>
    /// <param name="jobs">The Jobs of runs.</param>
    /// <param name="trouble">The container that failed in the newest Job; null when none did.</param>
    public static (string Reason, string Message)? Lost(RefreshEntry entry, IReadOnlyList<RefreshJob> jobs, ContainerTrouble? trouble)
    {
        var run = entry.Status.Run;
        var newest = RefreshOverview.Newest(jobs);
        if (newest is { Failed: true } && newest.RunId != run?.Id)
        {
            return trouble is not null ? (nameof(Reason.ContainerFailed), $"run {newest.RunId}: {trouble.Message}; the next run lets it work again")
                : newest.RanTooLong ? (nameof(Reason.DeadlineExceeded), $"Job {newest.Name} was not done within spec.deadline, and no pod of it ever wrote a status: see why none began (kubectl describe job {newest.Name})")
                : (nameof(Reason.WorkerFailed), $"Job {newest.Name} failed{(newest.Why is { } why ? $" ({why})" : "")} before any pod of it wrote a status: see its pods and events (kubectl describe job {newest.Name})");
        }

        if (run?.Outcome == "Running" && !Published(entry))
        {
            return trouble is not null ? (nameof(Reason.ContainerFailed), $"run {run.Id}: {trouble.Message}; the next run lets it work again")
                : newest is { RanTooLong: true } ? (nameof(Reason.DeadlineExceeded), $"run {run.Id} was not done within spec.deadline, in step {run.Step}: {run.Message}; the next one goes on with what is left")
                : (nameof(Reason.WorkerFailed), $"run {run.Id} ended without a result{(newest is null ? ", and its Job is gone" : "")}, in step {run.Step}; the next one goes on");
        }

        return newest is null ? Vanished(entry) : null;
    }

    /// <summary>Whether the run that nobody ended had published its snapshot.</summary>
    public static bool Published(RefreshEntry entry) =>
        entry.Status.Run is { Outcome: "Running" } run && (entry.Status.Snapshots ?? []).Any(snapshot => snapshot.RunId == run.Id && snapshot.Verified == true);

    /// <summary>What is told of a run that published: where its Job is listed as failed all the same, why.</summary>
    public static string Success(RefreshEntry entry, IReadOnlyList<RefreshJob> jobs)
    {
        var run = entry.Status.Run!;
        if (run.Outcome == "Running") return $"run {run.Id} published its snapshot and ended before it had cleaned up, in step {run.Step}: the next run or the daily sweep deletes what is left";
        return RefreshOverview.Newest(jobs) is { Failed: true } job && job.RunId == run.Id ? $"{run.Message} (Job {job.Name} is listed as failed: its last pod ended after publishing)" : run.Message ?? "";
    }

    // A Job that failed may be deleted at once (history.failed: 0). It was under way, or had failed, and since then nothing succeeded.
    private static (string Reason, string Message)? Vanished(RefreshEntry entry)
    {
        if (entry.Status is not { Phase: "Running" or "Failed", Run: not { Outcome: "Failed" } } || entry.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") is not { Status: "False" } ready) return null;
        if (entry.Status.LastSuccess is { } success && success >= ready.LastTransitionTime || Published(entry) || !Ours.Contains(ready.Reason, StringComparer.Ordinal)) return null;
        return entry.Status.Phase == "Failed" ? (ready.Reason ?? nameof(Reason.WorkerFailed), ready.Message ?? "") : (nameof(Reason.WorkerFailed), "the Job of the last run is gone, and no pod of it wrote a status");
    }
}
