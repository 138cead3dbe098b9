using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Leases;
using Penumbra.Kubernetes.Queue;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Time;
using Penumbra.Metrics;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Prometheus;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.DarkLaunches;
using Penumbra.Operator.Measuring;
using Penumbra.Operator.ShadowDeployments;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Operator.Telemetry;
using Penumbra.Traffic;

namespace Penumbra.Operator.Hosting;

/// <summary>Wires the operator and runs it: caches always, passes while it leads.</summary>
public sealed class OperatorHost : IDisposable
{
    private readonly OperatorOptions _options;
    private readonly TimeProvider _wall;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClusterCaches _caches;
    private readonly LaunchCatalog _catalog;
    private readonly ObjectiveSampler _sampler;
    private readonly LaunchStates _states;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly WorkLoop<ObjectKey> _loop;
    private readonly EventRecorder _events;
    private readonly LeaderLease? _lease;
    private readonly RefreshHost? _refreshes;
    private readonly ShadowHost? _shadows;
    private HttpClient? _pods;

    /// <summary>Wires the parts.</summary>
    /// <param name="options">How it is run.</param>
    /// <param name="client">The cluster.</param>
    /// <param name="wall">The clock of the machine, whose time of day may jump.</param>
    /// <param name="random">All jitter.</param>
    /// <param name="metrics">The client's metrics.</param>
    /// <param name="launchMetrics">The launches' metrics.</param>
    /// <param name="logs">Where logs go.</param>
    /// <param name="measured">Where objectives are measured; null for the pods and the MetricSources of the cluster.</param>
    /// <param name="refreshMetrics">The refreshes' metrics; needed where refreshes are looked after.</param>
    /// <param name="shadowMetrics">The shadows' metrics; needed where shadows are looked after.</param>
    /// <param name="servers">How the comparison servers' pods are reached; null for their addresses.</param>
    public OperatorHost(
        OperatorOptions options, IKubernetesClient client, TimeProvider wall, Random random, KubernetesMetrics metrics, LaunchMetrics launchMetrics, ILoggerFactory logs, IMetricSources? measured = null,
        RefreshMetrics? refreshMetrics = null, ShadowMetrics? shadowMetrics = null, HttpMessageHandler? servers = null)
    {
        _options = options;
        _wall = wall;

        // Holds, deadlines and leases go by it: a wall clock that is set must not move users.
        var time = _time = new SteadyTime(wall);
        _logger = logs.CreateLogger("Penumbra.Operator");
        _caches = new ClusterCaches(client, options.Namespace, time, random, metrics, logs, options.MetricSources);
        _catalog = new LaunchCatalog(_caches.Launches);
        _queue = new WorkQueue<ObjectKey>("launches", key => key.Namespace, time, random, metrics);
        if (options.LeaderElection)
            _lease = new LeaderLease(client, new LeaseOptions { Namespace = options.LeaseNamespace, Name = options.LeaseName, Identity = options.Identity }, time, random, metrics, logs.CreateLogger("Penumbra.Lease"));
        IWriteFence fence = _lease is null ? new AlwaysLeader() : _lease;
        var tracker = new WriteTracker(time);
        _states = new LaunchStates();
        var sources = measured ?? Sources(client);
        var routers = Routers();
        _sampler = new ObjectiveSampler(sources, (key, uid) => _states.Find(key, uid)?.Inbox, key => _queue.Add(key, urgent: true), time, wall, new PodStarts(_caches.Pods), logs.CreateLogger("Penumbra.Sampler"), launchMetrics.Late);
        _events = new EventRecorder(client, options.Identity, fence, time, random, metrics, logs.CreateLogger("Penumbra.Events"));
        var controller = new LaunchController(
            _catalog, new LaunchGatherer(_caches, _catalog, routers, sources, new ShadowRequirement(() => _shadows?.Shadows), time), _sampler, _states, routers, _caches, tracker,
            new EffectExecutor(client, fence, tracker, time, random, metrics, logs.CreateLogger("Penumbra.Effects")),
            client, _events, launchMetrics, time, logs.CreateLogger("Penumbra.Launches"));
        _loop = new WorkLoop<ObjectKey>(_queue, controller.PassAsync, time, metrics, logs.CreateLogger("Penumbra.Loop"));
        if (options.Refreshes is { } workers && refreshMetrics is not null) _refreshes = new RefreshHost(workers, options.Namespace, client, fence, _events, time, random, metrics, refreshMetrics, logs);
        if (options.Shadows is { } comparisons && shadowMetrics is not null) _shadows = new ShadowHost(comparisons, options.Namespace, options.AllowLoopback, _caches, _catalog, client, sources, fence, _events, time, wall, random, metrics, shadowMetrics, launchMetrics.Late, logs, servers);
    }

    /// <summary>Whether every cache has its first list: from then on decisions are made on facts.</summary>
    public bool IsReady => _caches.Synced.IsCompletedSuccessfully && (_refreshes is null || _refreshes.Synced.IsCompletedSuccessfully) && (_shadows is null || _shadows.Synced.IsCompletedSuccessfully);

    /// <summary>Whether the last pass over a launch found nothing left to do; null where none has looked at it yet.</summary>
    public bool? IsLaunchConverged(ObjectKey launch, string uid) => _states.Find(launch, uid)?.IsConverged;

    /// <summary>Whether the last pass over a shadow found nothing left to do; null where none has looked at it yet.</summary>
    public bool? IsShadowConverged(ObjectKey shadow, string uid) => _shadows?.IsConverged(shadow, uid);

    /// <summary>Runs until cancelled; then stops work, sends what events are left, and gives the lease back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource();
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var follow = LaunchTriggers.Follow(_caches, _catalog, (key, urgent) => _queue.Add(key, urgent || _states.HasReadings(key)));
        var caches = _caches.RunAsync(working.Token);
        var lease = _lease?.RunAsync(ending.Token) ?? Task.CompletedTask;
        var events = _events.RunAsync(working.Token);
        var sampler = _sampler.RunAsync(working.Token);
        var refreshes = _refreshes?.WatchAsync(working.Token) ?? Task.CompletedTask;
        using var required = _shadows?.Shadows.Subscribe(change =>
        {
            foreach (var key in _catalog.KeysRequiring(change.Key.Namespace, change.Key.Name)) _queue.Add(key);
        });
        var shadows = _shadows?.WatchAsync(working.Token) ?? Task.CompletedTask;
        try
        {
            await Synced(cancellationToken);
            _logger.LogInformation("All caches are filled; {Launches} launches", _catalog.All().Count);
            await LeadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.LogInformation("Told to stop");
        }
        finally
        {
            working.Cancel();
            await Quietly(caches, sampler, events, refreshes, shadows);
            using var flush = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            await Quietly(_events.FlushAsync(flush.Token));
            ending.Cancel();
            await Quietly(lease);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _refreshes?.Dispose();
        _shadows?.Dispose();
        _events.Dispose();
        _lease?.Dispose();
        _pods?.Dispose();
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var term = _lease is null ? CancellationToken.None : await _lease.AcquiredAsync(cancellationToken);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, term);
            _logger.LogInformation("{Identity} leads", _options.Identity);
            foreach (var entry in _catalog.All()) _queue.Add(new ObjectKey(entry.View.Namespace, entry.View.Name));
            await Task.WhenAll(_loop.RunAsync(_options.Workers, both.Token), RefreshAsync(both.Token), ShadowAsync(both.Token));
            _sampler.Rest();
            if (!cancellationToken.IsCancellationRequested) _logger.LogWarning("{Identity} no longer leads: nothing is written until it does again", _options.Identity);
        }
    }

    // Launches do not wait for the caches of refreshes.
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_refreshes is null) return;
        var stop = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => stop.TrySetResult());
        await Task.WhenAny(_refreshes.Synced, stop.Task);
        await _refreshes.LeadAsync(cancellationToken);
    }

    private async Task ShadowAsync(CancellationToken cancellationToken)
    {
        if (_shadows is null) return;
        var stop = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => stop.TrySetResult());
        await Task.WhenAny(_shadows.Synced, stop.Task);
        await _shadows.LeadAsync(cancellationToken);
    }

    private async Task Synced(CancellationToken cancellationToken)
    {
        var stop = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => stop.TrySetCanceled(cancellationToken));
        await await Task.WhenAny(_caches.Synced, stop.Task);
    }

    private static async Task Quietly(params Task[] tasks)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException)
        {
            // That is how they end.
        }
    }

    // The one line that adds a router.
    private TrafficRouters Routers() => new(
    [
        new Traffic.GatewayApi.GatewayApiRouter(_caches.Routes, _caches.Services),
        new Traffic.ReplicaShare.ReplicaShareRouter(_caches.Services),
    ]);

    // The one line that adds a kind of source is in MetricSources; here are the parts that they need. Sources are asked by the true time of day; the sampler notes when.
    private MetricSources Sources(IKubernetesClient client)
    {
        var guard = new EgressGuard(_options.AllowLoopback);
        return new MetricSources(new PodsSource(_caches.Pods, _pods = EgressGuard.CreateClient(guard.CreatePodsHandler()), _wall), _caches.Sources, new PrometheusParts(client, _wall, guard.CreateHandler));
    }
}
