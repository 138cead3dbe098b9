using System.Collections.Concurrent;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// A refresh that goes: its runs end, a cleanup Job under the same service account takes away what is left in the cloud, then its rights and its finalizer go. When the Job cannot run
/// or has not succeeded within an hour, the finalizer goes all the same, and an event names what is left.
/// </summary>
/// <param name="caches">The caches.</param>
/// <param name="writes">The writes.</param>
/// <param name="ownership">Whose objects are: what is not this refresh's stays.</param>
/// <param name="events">Where events go.</param>
/// <param name="options">How workers are run.</param>
/// <param name="time">The clock.</param>
public sealed class RefreshRemoval(RefreshCaches caches, RefreshWrites writes, OwnershipCheck ownership, EventRecorder events, WorkerOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastOfJob = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    // No object gets more than an event in five minutes for long: a refusal that is told more often would leave none for what the deletion ends with, which alone names what is left.
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>One pass.</summary>
    public async Task<PassResult> PassAsync(RefreshEntry entry, CancellationToken cancellationToken)
    {
        var refresh = entry.View;
        if (!refresh.Metadata.Finalizers.Contains(Keys.RefreshFinalizer, StringComparer.Ordinal)) return PassResult.Done();
        var key = new ObjectKey(refresh.Namespace, RefreshNames.CleanUp(refresh.Name, refresh.Uid));
        var found = caches.Jobs.Get(key);

        // A template that went first, or a spec that looks elsewhere by now: the sweep's CronJob still says what the last run did, and stays until the Job that needs it is there.
        var given = RefreshReading.Given(caches.CronJobs.Get(new ObjectKey(refresh.Namespace, RefreshNames.Sweep(refresh.Name))), entry);
        var isUnfit = entry.Spec is null || Relocation.Problems(entry, given, time.GetUtcNow()).Count > 0;
        var kept = isUnfit ? given : null;
        if ((kept is null || found is not null || entry.Status.Run is null) && await CronJobsAsync(refresh, cancellationToken) is { } undeleted) return PassResult.Retry(undeleted);
        entry = kept ?? entry;

        // Who never ran has nothing in the cloud.
        if (entry.Status.Run is null) return await EndAsync(entry, null, cancellationToken);
        var left = refresh.Metadata.DeletionTimestamp is { } since ? since + Patience - time.GetUtcNow() : TimeSpan.Zero;
        if (found is not null)
        {
            // Who could make it only at the end of the hour, or after a day without a server, still gives it time to delete a database.
            var job = RefreshJob.Of(found);
            if (found.Metadata.CreationTimestamp is { } made && made + LeastOfJob - time.GetUtcNow() is var own && own > left) left = own;
            if (job.Succeeded) return await EndAsync(entry, null, cancellationToken);
            if (job.Failed || left <= TimeSpan.Zero) return await EndAsync(entry, job.Failed ? "the cleanup Job failed" : "the cleanup Job was not done within an hour", cancellationToken);
            return PassResult.Done(left);
        }

        // The template may come back, or the spec be set back.
        if (isUnfit && kept is null) return left <= TimeSpan.Zero ? await EndAsync(entry, "for an hour nobody could tell where to look: the spec or its template cannot be read, or names another place by now", cancellationToken) : PassResult.Done(left);
        var failure = await writes.CreateAsync(ResourceKinds.Job, new JobManifests(entry, options).CleanUp(), cancellationToken);
        if (failure is null || failure.IsAlreadyExists) return PassResult.Done(Again);

        // A namespace that goes too takes no Job any more. Whatever else refuses it (a quota, an admission webhook) may be mended within the hour.
        var isGoing = failure.IsNotFound || failure.Message.Contains("being terminated", StringComparison.Ordinal);
        if (isGoing || left <= TimeSpan.Zero) return await EndAsync(entry, $"no cleanup Job could be made: {failure.Message}", cancellationToken);
        if (failure.Kind != ErrorKind.Terminal) return PassResult.Retry(failure);
        if (!_refused.TryGetValue(refresh.Uid, out var told) || time.GetElapsedTime(told) >= BetweenRefusals)
        {
            _refused[refresh.Uid] = time.GetTimestamp();
            Tell(refresh, Reason.WriteRefused, $"Job {key.Name}, which deletes what is left in the cloud, was refused: {failure.Message}; tried again for an hour");
        }

        return PassResult.Done(left < Again ? left : Again);
    }

    private async Task<ApiFailure?> CronJobsAsync(CustomView refresh, CancellationToken cancellationToken)
    {
        foreach (var cron in caches.CronJobs.ByIndex(RefreshCaches.ByRefresh, $"{refresh.Namespace}/{refresh.Name}"))
        {
            if (!RefreshReading.IsOf(cron, refresh)) continue;
            if (await writes.DeleteAsync(refresh, ResourceKinds.CronJob, new ObjectKey(cron.Namespace, cron.Name), cron.Uid, cancellationToken) is { } undeleted) return undeleted;
        }

        return null;
    }

    private void Tell(CustomView refresh, Reason reason, string note) =>
        events.Record(new EventRegarding(ResourceKinds.SnapshotRefresh, new ObjectKey(refresh.Namespace, refresh.Name), refresh.Uid), EventType.Warning, reason.ToString(), "Delete", note);

    private async Task<PassResult> EndAsync(RefreshEntry entry, string? trouble, CancellationToken cancellationToken)
    {
        var refresh = entry.View;
        if (trouble is not null)
        {
            var run = entry.Status.Run;
            string[] known =
            [
                .. new[] { (run?.Temporary?.Arn, run?.Temporary?.Cluster ?? run?.Temporary?.Instance), (run?.Fresh?.Arn, run?.Fresh?.Cluster ?? run?.Fresh?.Instance) }
                    .Select(one => one.Item1 is { Length: > 0 } arn ? arn : one.Item2).OfType<string>().Where(name => name.Length > 0),
                .. entry.Spec is { OnDelete: RefreshDeletion.Delete } ? (entry.Status.Snapshots ?? []).Select(snapshot => snapshot.Arn).OfType<string>() : [],
            ];

            // The tag first: it also finds what nobody wrote down, and a long note is cut at its end.
            var left = $"what is tagged {Keys.CloudOwner}={refresh.Uid}{(known.Length > 0 ? $": {string.Join(", ", known)}" : "")}";
            Tell(refresh, Reason.OrphanedDatabase, $"{trouble}; left in the cloud may be {left}");
        }

        // The finalizer last: after a crash in between the next pass takes away what is left. What is refused for good may be mended within the hour, and holds nobody up for longer.
        (ResourceKind Kind, string Name)[] rest =
        [
            (ResourceKinds.RoleBinding, RefreshNames.Rights(refresh.Name)), (ResourceKinds.Role, RefreshNames.Rights(refresh.Name)), (ResourceKinds.Lease, RefreshNames.Lease(refresh.Name)),
        ];
        foreach (var (kind, name) in rest)
        {
            var key = new ObjectKey(refresh.Namespace, name);
            var owned = await ownership.MayDeleteAsync(kind, key, refresh.Uid, cancellationToken);
            if (owned.Failure is { Kind: ErrorKind.Retry } unknown) return PassResult.Retry(unknown);
            if (owned.Kind != OwnershipKind.Ours || await writes.DeleteAsync(refresh, kind, key, owned.Uid, cancellationToken) is not { } undeleted) continue;
            if (undeleted.Kind == ErrorKind.Retry) return PassResult.Retry(undeleted);
            if (trouble is null && refresh.Metadata.DeletionTimestamp + Patience > time.GetUtcNow()) return undeleted.Kind == ErrorKind.Conflict ? PassResult.Retry(undeleted) : PassResult.Done(Again);
        }

        if (await writes.FinalizerAsync(refresh, add: false, cancellationToken) is { } refused)
        {
            // A watch that is silent may have told of no change since, nor that it is gone.
            if (refused.Kind == ErrorKind.Conflict || refused.IsNotFound) caches.Refreshes.RequestList();
            return PassResult.Retry(refused);
        }

        _refused.TryRemove(refresh.Uid, out _);
        return PassResult.Done();
    }
}
