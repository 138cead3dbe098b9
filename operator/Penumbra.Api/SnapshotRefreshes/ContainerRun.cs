using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A container of the Job's own pod. Not supported yet.</summary>
public sealed record ContainerRun
{
    /// <summary>Its image.</summary>
    [Length(1, 512)]
    public required string Image { get; init; }

    /// <summary>Its command.</summary>
    [Items(0, 64)]
    public IReadOnlyList<string>? Command { get; init; }
}
