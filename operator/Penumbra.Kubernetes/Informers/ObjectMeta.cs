using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Informers;

/// <summary>
/// The metadata that projections keep. Not declared, and so never in memory: managedFields, ownerReferences, selfLink, and the annotation
/// in which kubectl repeats the whole object.
/// </summary>
[JsonConverter(typeof(ObjectMetaConverter))]
public sealed record ObjectMeta
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The namespace, empty for cluster-scoped kinds.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The UID.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The version.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>The generation of the spec, or null.</summary>
    public long? Generation { get; init; }

    /// <summary>The labels.</summary>
    public StringMap Labels { get; init; } = StringMap.Empty;

    /// <summary>The annotations, without kubectl's copy of the object.</summary>
    public StringMap Annotations { get; init; } = StringMap.Empty;

    /// <summary>When the object was made.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Since when the object is being deleted, or null.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>What must happen before the object goes.</summary>
    public IReadOnlyList<string> Finalizers { get; init; } = [];
}
