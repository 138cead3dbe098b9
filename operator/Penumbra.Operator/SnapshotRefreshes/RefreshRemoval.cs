using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Queue;
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

    /// <summary>One pass.</summary>
    public async Task<PassResult> PassAsync(RefreshEntry entry, CancellationToken cancellationToken)
    {
        var refresh = entry.View;
        if (!refresh.Metadata.Finalizers.Contains(Keys.RefreshFinalizer, StringComparer.Ordinal)) return PassResult.Done();
        foreach (var cron in caches.CronJobs.ByIndex(RefreshCaches.ByRefresh, $"{refresh.Namespace}/{refresh.Name}"))
        {
            if (!cron.Metadata.Annotations.TryGetValue(Keys.OwnerUid, out var owner) || owner != refresh.Uid) continue;
            if (await writes.DeleteAsync(ResourceKinds.CronJob, new ObjectKey(cron.Namespace, cron.Name), cron.Uid, cancellationToken) is { } undeleted) return PassResult.Retry(undeleted);
        }

        // Who never ran has nothing in the cloud.
        if (entry.Status.Run is null) return await EndAsync(entry, null, cancellationToken);
        var left = refresh.Metadata.DeletionTimestamp is { } since ? since + Patience - time.GetUtcNow() : TimeSpan.Zero;
        var key = new ObjectKey(refresh.Namespace, RefreshNames.CleanUp(refresh.Name, refresh.Uid));
        if (caches.Jobs.Get(key) is { } found)
        {
            var job = RefreshJob.Of(found);
            if (job.Succeeded) return await EndAsync(entry, null, cancellationToken);
            if (job.Failed || left <= TimeSpan.Zero) return await EndAsync(entry, job.Failed ? "the cleanup Job failed" : "the cleanup Job was not done within an hour", cancellationToken);
            return PassResult.Done(left);
        }

        if (entry.Spec is null) return await EndAsync(entry, "the spec or its template cannot be read any more", cancellationToken);
        var failure = await writes.CreateAsync(ResourceKinds.Job, new JobManifests(entry, options).CleanUp(), cancellationToken);
        if (failure is null || failure.IsAlreadyExists) return PassResult.Done(left);

        // A namespace that goes too takes no Job any more.
        return failure.Kind == ErrorKind.Terminal || left <= TimeSpan.Zero ? await EndAsync(entry, $"no cleanup Job could be made: {failure.Message}", cancellationToken) : PassResult.Retry(failure);
    }

    private async Task<PassResult> EndAsync(RefreshEntry entry, string? trouble, CancellationToken cancellationToken)
    {
        var refresh = entry.View;
        if (trouble is not null)
        {
            string[] known = [.. new[] { entry.Status.Run?.Temporary?.Arn, entry.Status.Run?.Fresh?.Arn }.OfType<string>().Where(name => name.Length > 0)];
            var arn = known.Length > 0 ? string.Join(", ", known) : $"things tagged {Keys.CloudOwner}={refresh.Uid}";
            events.Record(
                new EventRegarding(ResourceKinds.SnapshotRefresh, new ObjectKey(refresh.Namespace, refresh.Name), refresh.Uid), EventType.Warning, nameof(Reason.OrphanedDatabase), "Delete",
                $"{trouble}; left in the cloud may be: {arn}");
        }

        // The finalizer last: after a crash in between the next pass takes away what is left. What is refused for good, as in a namespace that goes, holds nobody up.
        (ResourceKind Kind, string Name)[] rest =
        [
            (ResourceKinds.RoleBinding, RefreshNames.Rights(refresh.Name)), (ResourceKinds.Role, RefreshNames.Rights(refresh.Name)), (ResourceKinds.Lease, RefreshNames.Lease(refresh.Name)),
        ];
        foreach (var (kind, name) in rest)
        {
            var key = new ObjectKey(refresh.Namespace, name);
            var found = await ownership.MayDeleteAsync(kind, key, refresh.Uid, cancellationToken);
            if (found.Failure is { Kind: ErrorKind.Retry } unknown) return PassResult.Retry(unknown);
            if (found.Kind == OwnershipKind.Ours && await writes.DeleteAsync(kind, key, found.Uid, cancellationToken) is { Kind: ErrorKind.Retry } undeleted) return PassResult.Retry(undeleted);
        }

        if (await writes.FinalizerAsync(refresh, add: false, cancellationToken) is { } refused) return PassResult.Retry(refused);
        return PassResult.Done();
    }
}
