using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Worker;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// Waits until it is this process' turn: one at a time works for a refresh, the one with the Lease. A run that finds another one under way ends and has done nothing: Kubernetes' schedule takes no notice of a Job
/// that it did not make itself, and two runs in a row would only publish the same twice. Whoever comes behind a dead process of its own run, or a sweep, waits.
/// </summary>
/// <param name="run">Whose turn is waited for.</param>
/// <param name="job">This process' Job.</param>
/// <param name="acquired">Waits for the Lease; its token ends with the Lease.</param>
/// <param name="holder">The pod that was seen last to hold the Lease; empty for none.</param>
/// <param name="record">Tells which run is under way.</param>
/// <param name="time">The clock.</param>
public sealed class RunTurn(RunFacts run, string job, Func<CancellationToken, Task<CancellationToken>> acquired, Func<string> holder, IRunRecord record, TimeProvider time)
{
    // Longer than a dead process' Lease lasts.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits.</summary>
    /// <returns>The Lease's token, or why this process ends without it.</returns>
    public async Task<(CancellationToken? Term, string? Ended)> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                return (await acquired(both.Token), null);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Somebody else has it still.
            }

            if (run.Mode == RefreshMode.Sweep) return (null, "a run is under way: it looks after its database itself");
            if (await OtherAsync(cancellationToken) is { } other) return (null, $"run {other} of the same refresh is under way in pod {holder()}: this one, {run.RunId}, ends and has done nothing");
        }
    }

    // A pod whose containers come behind this process cannot be ended well: it waits for its turn.
    private async Task<string?> OtherAsync(CancellationToken cancellationToken)
    {
        if (run.Mode != RefreshMode.Refresh || run.Until is not null || holder() is not { Length: > 0 } pod || IsOf(pod, job) || IsOf(pod, RefreshNames.Sweep(run.Name)) || IsOf(pod, $"{run.Name}-cleanup")) return null;
        var read = await record.ReadAsync(cancellationToken);
        return read is { Succeeded: true, Value.Run: { Outcome: RunOutcome.Running } present } && present.Id != run.RunId ? present.Id : null;
    }

    private static bool IsOf(string pod, string job) => job.Length > 0 && pod.StartsWith($"{job}-", StringComparison.Ordinal);
}
