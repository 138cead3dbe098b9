using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>Wires what looks after refreshes, beside what looks after launches: caches of its own, a queue of its own.</summary>
public sealed class RefreshHost : IDisposable
{
    private readonly RefreshCaches _caches;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly WorkLoop<ObjectKey> _loop;

    /// <summary>Wires the parts.</summary>
    public RefreshHost(
        WorkerOptions options, string? ns, IKubernetesClient client, IWriteFence fence, EventRecorder events, TimeProvider time, Random random, KubernetesMetrics metrics, RefreshMetrics refreshMetrics, ILoggerFactory logs)
    {
        _caches = new RefreshCaches(client, ns, time, random, metrics, logs.CreateLogger("Penumbra.Informers"));
        _queue = new WorkQueue<ObjectKey>("refreshes", key => key.Namespace, time, random, metrics);
        var controller = new RefreshController(_caches, client, fence, events, options, refreshMetrics, time, logs.CreateLogger("Penumbra.Refreshes"));
        _loop = new WorkLoop<ObjectKey>(_queue, controller.PassAsync, time, metrics, logs.CreateLogger("Penumbra.Loop"));
    }

    /// <summary>Completes when every cache has its first list.</summary>
    public Task Synced => _caches.Synced;

    /// <summary>Keeps the caches current until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var refreshes = _caches.Refreshes.Subscribe(change => _queue.Add(change.Key));
        using var templates = _caches.Templates.Subscribe(change =>
        {
            foreach (var refresh in _caches.Refreshes.List().Where(refresh => RefreshReading.TemplateOf(refresh) == change.Key.Name)) _queue.Add(new ObjectKey(refresh.Namespace, refresh.Name));
        });
        using var cronJobs = _caches.CronJobs.Subscribe(Labelled);
        using var jobs = _caches.Jobs.Subscribe(Labelled);
        await _caches.RunAsync(cancellationToken);
    }

    /// <summary>Passes over refreshes until cancelled: while this process leads.</summary>
    public async Task LeadAsync(CancellationToken cancellationToken)
    {
        foreach (var refresh in _caches.Refreshes.List()) _queue.Add(new ObjectKey(refresh.Namespace, refresh.Name));
        await _loop.RunAsync(2, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private void Labelled(InformerChange<CustomView> change)
    {
        if ((change.New ?? change.Old)!.Metadata.Labels.TryGetValue(Keys.Refresh, out var refresh)) _queue.Add(new ObjectKey(change.Key.Namespace, refresh));
    }
}
