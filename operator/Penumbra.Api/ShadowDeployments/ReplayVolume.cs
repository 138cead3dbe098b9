using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A file of a volume.</summary>
public sealed record ReplayVolume
{
    /// <summary>The PersistentVolumeClaim.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>The file's path in it.</summary>
    [Length(1, 1024)]
    public required string Path { get; init; }
}
