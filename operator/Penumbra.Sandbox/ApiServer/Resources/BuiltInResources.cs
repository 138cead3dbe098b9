using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>How the built-in kinds are served: names, categories, subresources and schemas.</summary>
internal static class BuiltInResources
{
    /// <summary>The table of namespaces.</summary>
    public const string NamespaceTable = "/namespaces";

    private static readonly string[] WithStatus =
    [
        "Namespace", "Pod", "Service", "Deployment", "ReplicaSet", "Job", "CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget",
        "CustomResourceDefinition", "GatewayClass", "Gateway", "HTTPRoute",
    ];

    private static readonly string[] WithGeneration =
    [
        "Pod", "Deployment", "ReplicaSet", "Job", "CronJob", "PodDisruptionBudget", "NetworkPolicy", "CustomResourceDefinition", "GatewayClass", "Gateway",
        "HTTPRoute", "EndpointSlice",
    ];

    private static readonly string[] InAll = ["Pod", "Service", "Deployment", "ReplicaSet", "Job", "CronJob", "HorizontalPodAutoscaler"];

    private static readonly Dictionary<string, string[]> Short = new()
    {
        ["Namespace"] = ["ns"],
        ["Pod"] = ["po"],
        ["Service"] = ["svc"],
        ["ConfigMap"] = ["cm"],
        ["ServiceAccount"] = ["sa"],
        ["Event"] = ["ev"],
        ["Deployment"] = ["deploy"],
        ["ReplicaSet"] = ["rs"],
        ["CronJob"] = ["cj"],
        ["HorizontalPodAutoscaler"] = ["hpa"],
        ["PodDisruptionBudget"] = ["pdb"],
        ["NetworkPolicy"] = ["netpol"],
        ["CustomResourceDefinition"] = ["crd", "crds"],
        ["GatewayClass"] = ["gc"],
        ["Gateway"] = ["gtw"],
    };

    /// <summary>Every built-in kind.</summary>
    public static IReadOnlyList<ServedResource> Load(BuiltInSchemas schemas) => [.. BuiltInTypes.All.Select(type => Serve(type, schemas))];

    private static ServedResource Serve(ResourceType type, BuiltInSchemas schemas) => new()
    {
        Type = type,
        Singular = type.Kind.ToLowerInvariant(),
        ListKind = type.Kind + "List",
        ShortNames = Short.GetValueOrDefault(type.Kind, []),
        Categories = InAll.Contains(type.Kind) ? ["all"] : type.Group == "gateway.networking.k8s.io" ? ["gateway-api"] : type.Kind == "CustomResourceDefinition" ? ["api-extensions"] : [],
        // In a real cluster these are CRDs: no strategic merge patches, and 422 instead of 400 for a wrong type.
        IsCustom = type.Group == "gateway.networking.k8s.io",
        HasGeneration = WithGeneration.Contains(type.Kind),
        Versions =
        [
            new ServedVersion(type.Version, schemas.Of(type))
            {
                HasStatus = WithStatus.Contains(type.Kind),
                Scale = type.Group == "apps" ? new ScalePaths(".spec.replicas", ".status.replicas", ".spec.selector") : null,
            },
        ],
    };
}
