using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>The kinds of the cluster as a controller meets them: built in, and defined by CRDs.</summary>
internal static class KnownTypes
{
    /// <summary>Every kind that is served now.</summary>
    public static IEnumerable<ResourceType> All(IClusterApi cluster)
        => BuiltInTypes.All.Concat(Custom(cluster)).DistinctBy(type => (type.Group, type.Plural));

    /// <summary>The kind that an owner reference names, or null when it is not served.</summary>
    public static ResourceType? ByKind(IClusterApi cluster, string? apiVersion, string? kind)
    {
        var group = apiVersion?.Contains('/', StringComparison.Ordinal) == true ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)]
            : "";
        return BuiltInTypes.All.FirstOrDefault(type => type.Group == group && type.Kind == kind)
            ?? Custom(cluster).FirstOrDefault(type => type.Group == group && type.Kind == kind);
    }

    private static IEnumerable<ResourceType> Custom(IClusterApi cluster)
        => cluster.List(BuiltInTypes.CustomResourceDefinition)
            .Select(crd => cluster.FindType(crd.Text("spec", "group") ?? "", crd.Text("spec", "names", "plural") ?? ""))
            .OfType<ResourceType>();
}
