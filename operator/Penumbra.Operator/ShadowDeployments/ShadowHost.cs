using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Metrics;
using Penumbra.Metrics.Http;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.DarkLaunches;
using Penumbra.Operator.Measuring;
using Penumbra.Operator.Telemetry;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>Wires what looks after shadows, beside what looks after launches: a queue of its own, and the caches of both.</summary>
public sealed class ShadowHost : IDisposable
{
    private readonly ShadowCaches _caches;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly WorkLoop<ObjectKey> _loop;
    private readonly HttpClient _http;
    private readonly ObjectiveSampler _sampler;
    private readonly ShadowStates _states = new();

    /// <summary>Wires the parts; <paramref name="late"/> hears of sources whose answers are not newer than their last, <paramref name="servers"/> reaches the comparison servers' pods, null for their addresses.</summary>
    public ShadowHost(
        ComparisonOptions options, string? ns, bool allowLoopback, ClusterCaches cluster, LaunchCatalog launches, IKubernetesClient client, IMetricSources sources, IWriteFence fence, EventRecorder events, TimeProvider time, TimeProvider wall, Random random,
        KubernetesMetrics metrics, ShadowMetrics shadowMetrics, Action<string> late, ILoggerFactory logs, HttpMessageHandler? servers = null)
    {
        _caches = new ShadowCaches(cluster, client, ns, time, random, metrics, logs.CreateLogger("Penumbra.Informers"));
        _queue = new WorkQueue<ObjectKey>("shadows", key => key.Namespace, time, random, metrics);
        _http = EgressGuard.CreateClient(servers ?? new EgressGuard(allowLoopback).CreatePodsHandler());
        var routers = new MirrorRouters(
        [
            new GatewayApiMirrorRouter(cluster.Routes, _caches.Gateways, _caches.GatewayClasses, options.AssumedClasses),
            new IstioMirrorRouter(_caches.VirtualServices),
        ]);
        var tracker = new WriteTracker(time);
        var gatherer = new ShadowGatherer(_caches, launches, routers, client, new ReplayGatherer(_caches, client, options), new EvidenceSource(_http, time), new ShadowMeasuring(sources), options, time);
        _sampler = new ObjectiveSampler(sources, (key, uid) => _states.Find(key, uid)?.Inbox, key => _queue.Add(key), time, wall, new PodStarts(cluster.Pods), logs.CreateLogger("Penumbra.Sampler"), late);
        var executor = new EffectExecutor(client, fence, tracker, time, random, metrics, logs.CreateLogger("Penumbra.Effects"));
        var controller = new ShadowController(_caches, gatherer, _states, _sampler, routers, client, executor, tracker, events, options, shadowMetrics, time, logs.CreateLogger("Penumbra.Shadows"));
        _loop = new WorkLoop<ObjectKey>(_queue, controller.PassAsync, time, metrics, logs.CreateLogger("Penumbra.Loop"));
    }

    /// <summary>Completes when every cache has its first list.</summary>
    public Task Synced => _caches.Synced;

    /// <summary>The shadows, for launches that wait for one.</summary>
    public IReadOnlyInformer<Kubernetes.Views.CustomView> Shadows => _caches.Shadows;

    /// <summary>Whether the last pass over a shadow found nothing left to do; null where none has looked at it yet.</summary>
    public bool? IsConverged(ObjectKey shadow, string uid) => _states.Find(shadow, uid)?.IsConverged;

    /// <summary>Keeps the caches current until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var shadows = _caches.Shadows.Subscribe(change => _queue.Add(change.Key));
        using var deployments = _caches.Cluster.Deployments.Subscribe(change => Namespace(change.Key.Namespace));
        using var services = _caches.Cluster.Services.Subscribe(change => Namespace(change.Key.Namespace));
        using var routes = _caches.Cluster.Routes.Subscribe(change => Namespace(change.Key.Namespace));
        using var launches = _caches.Cluster.Launches.Subscribe(change => Namespace(change.Key.Namespace));
        using var virtualServices = _caches.VirtualServices.Subscribe(change => Namespace(change.Key.Namespace));
        using var jobs = _caches.Jobs.Subscribe(change => Namespace(change.Key.Namespace));
        using var gateways = _caches.Gateways.Subscribe(_ => All());
        using var classes = _caches.GatewayClasses.Subscribe(_ => All());
        await Task.WhenAll(_caches.RunAsync(cancellationToken), _sampler.RunAsync(cancellationToken));
    }

    /// <summary>Passes over shadows until cancelled: while this process leads.</summary>
    public async Task LeadAsync(CancellationToken cancellationToken)
    {
        All();
        await _loop.RunAsync(2, cancellationToken);
        _sampler.Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _http.Dispose();
    }

    private void All()
    {
        foreach (var shadow in _caches.Shadows.List()) _queue.Add(new ObjectKey(shadow.Namespace, shadow.Name));
    }

    // Shadows are few, and most of what changes in their namespace concerns them.
    private void Namespace(string ns)
    {
        foreach (var shadow in _caches.Shadows.List(ns)) _queue.Add(new ObjectKey(shadow.Namespace, shadow.Name));
    }
}
