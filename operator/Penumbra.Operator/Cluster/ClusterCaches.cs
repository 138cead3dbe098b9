using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.GatewayApi;

namespace Penumbra.Operator.Cluster;

/// <summary>Every cache that the operator keeps: one informer per kind, of the whole cluster or of one namespace.</summary>
public sealed class ClusterCaches
{
    /// <summary>Index: <c>namespace/launch</c> of the launch label.</summary>
    public const string ByLaunch = "launch";

    /// <summary>Index: <c>namespace/service</c> of an EndpointSlice.</summary>
    public const string ByService = "service";

    private readonly List<Func<CancellationToken, Task>> _runs = [];
    private readonly List<Task> _required = [];

    /// <summary>Makes the caches; nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="client">Where they list and watch.</param>
    /// <param name="ns">One namespace, or null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Their jitter.</param>
    /// <param name="metrics">Their metrics.</param>
    /// <param name="logs">Their logs.</param>
    /// <param name="mounted">A folder with MetricSources, or null.</param>
    public ClusterCaches(IKubernetesClient client, string? ns, TimeProvider time, Random random, KubernetesMetrics metrics, ILoggerFactory logs, string? mounted = null)
    {
        var logger = logs.CreateLogger("Penumbra.Informers");
        Informer<T> Make<T>(ListQuery query, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> view, InformerOptions? options = null, params InformerIndex<T>[] indexes)
            where T : class, IProjection
        {
            var informer = new Informer<T>(client, query with { Namespace = query.Kind.Namespaced ? ns : null }, view, time, random, metrics, logger, options, indexes);
            _runs.Add(informer.RunAsync);
            return informer;
        }

        Informer<T> Required<T>(Informer<T> informer)
            where T : class, IProjection
        {
            _required.Add(informer.HasSynced);
            return informer;
        }

        var views = ViewJson.Default;
        var ours = new ListQuery(ResourceKinds.Pod, LabelSelector: Keys.Launch);
        Launches = Required(Make(new ListQuery(ResourceKinds.DarkLaunch), views.CustomView));
        var sources = new ListQuery(ResourceKinds.MetricSource);
        Sources = ns is null ? Required(Make(sources, views.CustomView)) : new NothingCached<CustomView>(sources);
        if (mounted is not null)
        {
            var files = new MountedSources(mounted, Sources, time, logs.CreateLogger("Penumbra.MetricSources"));
            _runs.Add(files.RunAsync);
            _required.Add(files.HasSynced);
            Sources = files;
        }

        Deployments = Required(Make(new ListQuery(ResourceKinds.Deployment), views.DeploymentView, null, Launch<DeploymentView>()));
        Services = Required(Make(new ListQuery(ResourceKinds.Service), views.ServiceView));
        EndpointSlices = Required(Make(new ListQuery(ResourceKinds.EndpointSlice, LabelSelector: EndpointSliceView.ServiceLabel), views.EndpointSliceView, null,
            new InformerIndex<EndpointSliceView>(ByService, slice => [$"{slice.Namespace}/{slice.Service}"])));
        Pods = Required(Make(ours, views.PodView, null, Launch<PodView>()));
        Autoscalers = Required(Make(new ListQuery(ResourceKinds.HorizontalPodAutoscaler), views.AutoscalerView));
        Namespaces = ns is null ? Required(Make(new ListQuery(ResourceKinds.Namespace), views.NamespaceView)) : null;

        // A route that is not in the cache yet is not a route that is missing: nothing is decided before. Not every cluster serves the Gateway API:
        // launches that need it are told, the others are held up no longer than it takes to be sure.
        Routes = Required(Make(new ListQuery(ResourceKinds.HttpRoute), TrafficJson.Default.HttpRouteView, new InformerOptions { UnservedAfter = TimeSpan.FromSeconds(5) }));
    }

    /// <summary>DarkLaunches.</summary>
    public IReadOnlyInformer<CustomView> Launches { get; }

    /// <summary>MetricSources: of the cluster, but not when the operator looks after one namespace only, and of the mounted folder.</summary>
    public IReadOnlyInformer<CustomView> Sources { get; }

    /// <summary>Deployments: templates and revisions.</summary>
    public IReadOnlyInformer<DeploymentView> Deployments { get; }

    /// <summary>Services.</summary>
    public IReadOnlyInformer<ServiceView> Services { get; }

    /// <summary>EndpointSlices of Services.</summary>
    public IReadOnlyInformer<EndpointSliceView> EndpointSlices { get; }

    /// <summary>Pods of launches.</summary>
    public IReadOnlyInformer<PodView> Pods { get; }

    /// <summary>HorizontalPodAutoscalers.</summary>
    public IReadOnlyInformer<AutoscalerView> Autoscalers { get; }

    /// <summary>Namespaces; null when the operator looks after one only.</summary>
    public IReadOnlyInformer<NamespaceView>? Namespaces { get; }

    /// <summary>HTTPRoutes.</summary>
    public IReadOnlyInformer<HttpRouteView> Routes { get; }

    /// <summary>Since when everything that a launch is decided by has been kept current without a gap; null while there is one.</summary>
    public DateTimeOffset? CurrentSince
    {
        get
        {
            DateTimeOffset?[] all = [Launches.CurrentSince, Deployments.CurrentSince, Services.CurrentSince, EndpointSlices.CurrentSince, Pods.CurrentSince, Routes.CurrentSince];
            return Array.TrueForAll(all, since => since is not null) ? all.Max() : null;
        }
    }

    /// <summary>Completes when every cache that all launches need has its first list.</summary>
    public Task Synced => Task.WhenAll(_required);

    /// <summary>The cache of a kind, to ask how far it has come; null for kinds that are not cached.</summary>
    public IObjectVersions? Of(ResourceKind kind) =>
        kind == ResourceKinds.DarkLaunch ? Launches
        : kind == ResourceKinds.Deployment ? Deployments
        : kind == ResourceKinds.Service ? Services
        : kind == ResourceKinds.HttpRoute ? Routes
        : null;

    /// <summary>Keeps the caches current until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_runs.Select(run => run(cancellationToken)).ToArray());

    private static InformerIndex<T> Launch<T>()
        where T : View => new(ByLaunch, view => view.Metadata.Labels.TryGetValue(Keys.Launch, out var launch) ? [$"{view.Namespace}/{launch}"] : []);
}
