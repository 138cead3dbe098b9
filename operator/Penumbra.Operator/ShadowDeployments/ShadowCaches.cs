using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.Cluster;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What the operator watches for shadows beside what it watches anyway.</summary>
public sealed class ShadowCaches
{
    private readonly List<Func<CancellationToken, Task>> _runs = [];
    private readonly List<Task> _synced = [];

    /// <summary>Makes the caches; nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="cluster">What is watched anyway.</param>
    /// <param name="client">Where they list and watch.</param>
    /// <param name="ns">One namespace, or null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Their jitter.</param>
    /// <param name="metrics">Their metrics.</param>
    /// <param name="logger">Their logs.</param>
    public ShadowCaches(ClusterCaches cluster, IKubernetesClient client, string? ns, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger)
    {
        IReadOnlyInformer<CustomView> Make(ResourceKind kind, string? labels = null)
        {
            // Who looks after one namespace may not list what belongs to the cluster.
            if (!kind.Namespaced && ns is not null) return new NothingCached<CustomView>(new ListQuery(kind));
            var informer = new Informer<CustomView>(client, new ListQuery(kind, kind.Namespaced ? ns : null, labels), ViewJson.Default.CustomView, time, random, metrics, logger, new InformerOptions { UnservedAfter = TimeSpan.FromSeconds(5) });
            _runs.Add(informer.RunAsync);
            _synced.Add(informer.HasSynced);
            return informer;
        }

        Cluster = cluster;
        Shadows = Make(ResourceKinds.ShadowDeployment);
        Gateways = Make(ResourceKinds.Gateway);
        GatewayClasses = Make(ResourceKinds.GatewayClass);
        VirtualServices = Make(ResourceKinds.VirtualService);
        Jobs = Make(ResourceKinds.Job, Keys.Shadow);
    }

    /// <summary>What is watched anyway: routes, Services, Deployments, launches.</summary>
    public ClusterCaches Cluster { get; }

    /// <summary>ShadowDeployments.</summary>
    public IReadOnlyInformer<CustomView> Shadows { get; }

    /// <summary>Gateways.</summary>
    public IReadOnlyInformer<CustomView> Gateways { get; }

    /// <summary>GatewayClasses: what their implementations can do.</summary>
    public IReadOnlyInformer<CustomView> GatewayClasses { get; }

    /// <summary>Istio's VirtualServices.</summary>
    public IReadOnlyInformer<CustomView> VirtualServices { get; }

    /// <summary>Jobs of shadows.</summary>
    public IReadOnlyInformer<CustomView> Jobs { get; }

    /// <summary>Completes when every cache has its first list.</summary>
    public Task Synced => Task.WhenAll([.. _synced, Cluster.Synced]);

    /// <summary>The cache of a kind, to ask how far it has come; null for kinds that are not cached.</summary>
    public IObjectVersions? Of(ResourceKind kind) =>
        kind == ResourceKinds.ShadowDeployment ? Shadows
        : kind == ResourceKinds.VirtualService ? VirtualServices
        : kind == ResourceKinds.Job ? Jobs
        : Cluster.Of(kind);

    /// <summary>Keeps the caches current until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_runs.Select(run => run(cancellationToken)).ToArray());
}
