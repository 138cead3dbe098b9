using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A file of a volume.</summary>
public sealed record ReplayVolume
{
    /// <summary>The PersistentVolumeClaim.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>The file's path in it, such as records/monday.har. A changed recording needs another name.</summary>
    [Length(1, 1024), Pattern("^[^/].*$")]
    public required string Path { get; init; }
}
