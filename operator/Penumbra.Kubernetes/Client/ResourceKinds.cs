namespace Penumbra.Kubernetes.Client;

/// <summary>The kinds that the operator reads or writes.</summary>
public static class ResourceKinds
{
    /// <summary>The project's own group.</summary>
    public const string PenumbraGroup = "penumbra.dev";

    /// <summary>penumbra.dev/v1alpha1 DarkLaunch.</summary>
    public static ResourceKind DarkLaunch { get; } = new(PenumbraGroup, "v1alpha1", "darklaunches", "DarkLaunch", true);

    /// <summary>penumbra.dev/v1alpha1 MetricSource.</summary>
    public static ResourceKind MetricSource { get; } = new(PenumbraGroup, "v1alpha1", "metricsources", "MetricSource", false);

    /// <summary>penumbra.dev/v1alpha1 SnapshotRefresh.</summary>
    public static ResourceKind SnapshotRefresh { get; } = new(PenumbraGroup, "v1alpha1", "snapshotrefreshes", "SnapshotRefresh", true);

    /// <summary>penumbra.dev/v1alpha1 SnapshotRefreshTemplate.</summary>
    public static ResourceKind SnapshotRefreshTemplate { get; } = new(PenumbraGroup, "v1alpha1", "snapshotrefreshtemplates", "SnapshotRefreshTemplate", false);

    /// <summary>penumbra.dev/v1alpha1 ShadowDeployment.</summary>
    public static ResourceKind ShadowDeployment { get; } = new(PenumbraGroup, "v1alpha1", "shadowdeployments", "ShadowDeployment", true);

    /// <summary>batch/v1 CronJob.</summary>
    public static ResourceKind CronJob { get; } = new("batch", "v1", "cronjobs", "CronJob", true);

    /// <summary>batch/v1 Job.</summary>
    public static ResourceKind Job { get; } = new("batch", "v1", "jobs", "Job", true);

    /// <summary>core/v1 ServiceAccount.</summary>
    public static ResourceKind ServiceAccount { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", true);

    /// <summary>core/v1 ConfigMap.</summary>
    public static ResourceKind ConfigMap { get; } = new("", "v1", "configmaps", "ConfigMap", true);

    /// <summary>rbac.authorization.k8s.io/v1 Role.</summary>
    public static ResourceKind Role { get; } = new("rbac.authorization.k8s.io", "v1", "roles", "Role", true);

    /// <summary>rbac.authorization.k8s.io/v1 RoleBinding.</summary>
    public static ResourceKind RoleBinding { get; } = new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);

    /// <summary>apps/v1 Deployment.</summary>
    public static ResourceKind Deployment { get; } = new("apps", "v1", "deployments", "Deployment", true);

    /// <summary>core/v1 Service.</summary>
    public static ResourceKind Service { get; } = new("", "v1", "services", "Service", true);

    /// <summary>core/v1 Pod.</summary>
    public static ResourceKind Pod { get; } = new("", "v1", "pods", "Pod", true);

    /// <summary>core/v1 Secret.</summary>
    public static ResourceKind Secret { get; } = new("", "v1", "secrets", "Secret", true);

    /// <summary>core/v1 Namespace.</summary>
    public static ResourceKind Namespace { get; } = new("", "v1", "namespaces", "Namespace", false);

    /// <summary>discovery.k8s.io/v1 EndpointSlice.</summary>
    public static ResourceKind EndpointSlice { get; } = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

    /// <summary>autoscaling/v2 HorizontalPodAutoscaler.</summary>
    public static ResourceKind HorizontalPodAutoscaler { get; } = new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);

    /// <summary>gateway.networking.k8s.io/v1 HTTPRoute.</summary>
    public static ResourceKind HttpRoute { get; } = new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", true);

    /// <summary>gateway.networking.k8s.io/v1 Gateway.</summary>
    public static ResourceKind Gateway { get; } = new("gateway.networking.k8s.io", "v1", "gateways", "Gateway", true);

    /// <summary>gateway.networking.k8s.io/v1 GatewayClass.</summary>
    public static ResourceKind GatewayClass { get; } = new("gateway.networking.k8s.io", "v1", "gatewayclasses", "GatewayClass", false);

    /// <summary>networking.istio.io/v1 VirtualService.</summary>
    public static ResourceKind VirtualService { get; } = new("networking.istio.io", "v1", "virtualservices", "VirtualService", true);

    /// <summary>coordination.k8s.io/v1 Lease.</summary>
    public static ResourceKind Lease { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    /// <summary>events.k8s.io/v1 Event.</summary>
    public static ResourceKind Event { get; } = new("events.k8s.io", "v1", "events", "Event", true);

    /// <summary>apiextensions.k8s.io/v1 CustomResourceDefinition.</summary>
    public static ResourceKind CustomResourceDefinition { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
}
