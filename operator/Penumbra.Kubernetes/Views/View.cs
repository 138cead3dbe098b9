using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>What every view has: metadata, and nothing that nobody reads.</summary>
public abstract record View : IProjection
{
    /// <summary>The object's metadata.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Namespace => Metadata.Namespace;

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => Metadata.Name;

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Uid => Metadata.Uid;

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public string ResourceVersion => Metadata.ResourceVersion;

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public long? Generation => Metadata.Generation;

    /// <summary>Whether the object is being deleted.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Deleting => Metadata.DeletionTimestamp is not null;
}
