using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>What the operator watches for refreshes: them, their templates, and the CronJobs and Jobs that carry their label.</summary>
public sealed class RefreshCaches
{
    /// <summary>Index: <c>namespace/refresh</c> of the refresh label.</summary>
    public const string ByRefresh = "refresh";

    private readonly List<Func<CancellationToken, Task>> _runs = [];
    private readonly List<Task> _synced = [];

    /// <summary>Makes the caches; nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="client">Where they list and watch.</param>
    /// <param name="ns">One namespace, or null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Their jitter.</param>
    /// <param name="metrics">Their metrics.</param>
    /// <param name="logger">Their logs.</param>
    public RefreshCaches(IKubernetesClient client, string? ns, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger)
    {
        IReadOnlyInformer<CustomView> Make(ListQuery query, params InformerIndex<CustomView>[] indexes)
        {
            var informer = new Informer<CustomView>(client, query with { Namespace = query.Kind.Namespaced ? ns : null }, ViewJson.Default.CustomView, time, random, metrics, logger, new InformerOptions { UnservedAfter = TimeSpan.FromSeconds(5) }, indexes);
            _runs.Add(informer.RunAsync);
            _synced.Add(informer.HasSynced);
            return informer;
        }

        var byRefresh = new InformerIndex<CustomView>(ByRefresh, view => view.Metadata.Labels.TryGetValue(Keys.Refresh, out var refresh) ? [$"{view.Namespace}/{refresh}"] : []);
        Refreshes = Make(new ListQuery(ResourceKinds.SnapshotRefresh));

        // Who looks after one namespace may not list what belongs to the cluster: there, refreshes say all themselves.
        Templates = ns is null ? Make(new ListQuery(ResourceKinds.SnapshotRefreshTemplate)) : new NothingCached<CustomView>(new ListQuery(ResourceKinds.SnapshotRefreshTemplate));
        CronJobs = Make(new ListQuery(ResourceKinds.CronJob, LabelSelector: Keys.Refresh), byRefresh);
        Jobs = Make(new ListQuery(ResourceKinds.Job, LabelSelector: Keys.Refresh), byRefresh);
    }

    /// <summary>SnapshotRefreshes.</summary>
    public IReadOnlyInformer<CustomView> Refreshes { get; }

    /// <summary>SnapshotRefreshTemplates.</summary>
    public IReadOnlyInformer<CustomView> Templates { get; }

    /// <summary>CronJobs of refreshes.</summary>
    public IReadOnlyInformer<CustomView> CronJobs { get; }

    /// <summary>Jobs of refreshes.</summary>
    public IReadOnlyInformer<CustomView> Jobs { get; }

    /// <summary>The template that a refresh takes from; null where it takes from none, or that is not known.</summary>
    public CustomView? TemplateOf(CustomView refresh) => RefreshReading.TemplateOf(refresh) is { } name ? Templates.Get(new ObjectKey("", name)) : null;

    /// <summary>Completes when every cache has its first list.</summary>
    public Task Synced => Task.WhenAll(_synced);

    /// <summary>Keeps the caches current until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_runs.Select(run => run(cancellationToken)).ToArray());
}
