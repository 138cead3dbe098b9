namespace Penumbra.Sandbox.Cluster;

/// <summary>The kinds that the sandbox serves without a CRD. The same kinds, groups and versions as a real cluster.</summary>
public static class BuiltInTypes
{
    /// <summary>core/v1 Namespace.</summary>
    public static ResourceType Namespace { get; } = new("", "v1", "namespaces", "Namespace", false);

    /// <summary>core/v1 Pod.</summary>
    public static ResourceType Pod { get; } = new("", "v1", "pods", "Pod", true);

    /// <summary>core/v1 Service.</summary>
    public static ResourceType Service { get; } = new("", "v1", "services", "Service", true);

    /// <summary>core/v1 ConfigMap.</summary>
    public static ResourceType ConfigMap { get; } = new("", "v1", "configmaps", "ConfigMap", true);

    /// <summary>core/v1 Secret.</summary>
    public static ResourceType Secret { get; } = new("", "v1", "secrets", "Secret", true);

    /// <summary>core/v1 ServiceAccount.</summary>
    public static ResourceType ServiceAccount { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", true);

    /// <summary>core/v1 Event, stored apart from events.k8s.io but shown in both groups, as a real API server does.</summary>
    public static ResourceType CoreEvent { get; } = new("", "v1", "events", "Event", true);

    /// <summary>events.k8s.io/v1 Event.</summary>
    public static ResourceType Event { get; } = new("events.k8s.io", "v1", "events", "Event", true);

    /// <summary>discovery.k8s.io/v1 EndpointSlice.</summary>
    public static ResourceType EndpointSlice { get; } = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

    /// <summary>apps/v1 Deployment.</summary>
    public static ResourceType Deployment { get; } = new("apps", "v1", "deployments", "Deployment", true);

    /// <summary>apps/v1 ReplicaSet.</summary>
    public static ResourceType ReplicaSet { get; } = new("apps", "v1", "replicasets", "ReplicaSet", true);

    /// <summary>batch/v1 Job.</summary>
    public static ResourceType Job { get; } = new("batch", "v1", "jobs", "Job", true);

    /// <summary>batch/v1 CronJob.</summary>
    public static ResourceType CronJob { get; } = new("batch", "v1", "cronjobs", "CronJob", true);

    /// <summary>coordination.k8s.io/v1 Lease.</summary>
    public static ResourceType Lease { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    /// <summary>autoscaling/v2 HorizontalPodAutoscaler.</summary>
    public static ResourceType HorizontalPodAutoscaler { get; } = new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true);

    /// <summary>rbac.authorization.k8s.io/v1 Role.</summary>
    public static ResourceType Role { get; } = new("rbac.authorization.k8s.io", "v1", "roles", "Role", true);

    /// <summary>rbac.authorization.k8s.io/v1 RoleBinding.</summary>
    public static ResourceType RoleBinding { get; } = new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);

    /// <summary>rbac.authorization.k8s.io/v1 ClusterRole.</summary>
    public static ResourceType ClusterRole { get; } = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);

    /// <summary>rbac.authorization.k8s.io/v1 ClusterRoleBinding.</summary>
    public static ResourceType ClusterRoleBinding { get; } = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false);

    /// <summary>admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy.</summary>
    public static ResourceType ValidatingAdmissionPolicy { get; } = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false);

    /// <summary>admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding.</summary>
    public static ResourceType ValidatingAdmissionPolicyBinding { get; } = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", false);

    /// <summary>policy/v1 PodDisruptionBudget.</summary>
    public static ResourceType PodDisruptionBudget { get; } = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);

    /// <summary>networking.k8s.io/v1 NetworkPolicy.</summary>
    public static ResourceType NetworkPolicy { get; } = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true);

    /// <summary>apiextensions.k8s.io/v1 CustomResourceDefinition.</summary>
    public static ResourceType CustomResourceDefinition { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    /// <summary>gateway.networking.k8s.io/v1 GatewayClass.</summary>
    public static ResourceType GatewayClass { get; } = new("gateway.networking.k8s.io", "v1", "gatewayclasses", "GatewayClass", false);

    /// <summary>gateway.networking.k8s.io/v1 Gateway.</summary>
    public static ResourceType Gateway { get; } = new("gateway.networking.k8s.io", "v1", "gateways", "Gateway", true);

    /// <summary>gateway.networking.k8s.io/v1 HTTPRoute.</summary>
    public static ResourceType HttpRoute { get; } = new("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", true);

    /// <summary>Every kind above.</summary>
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespace, Pod, Service, ConfigMap, Secret, ServiceAccount, CoreEvent, Event, EndpointSlice, Deployment, ReplicaSet, Job, CronJob, Lease,
        HorizontalPodAutoscaler, Role, RoleBinding, ClusterRole, ClusterRoleBinding, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, PodDisruptionBudget,
        NetworkPolicy, CustomResourceDefinition, GatewayClass, Gateway, HttpRoute,
    ];
}
