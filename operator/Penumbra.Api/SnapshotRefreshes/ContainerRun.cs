using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A container of the run's own pod: it is given the temporary database's address and password in files, and ends with 0 when its work is done.</summary>
public sealed record ContainerRun
{
    /// <summary>Its image, best by digest: a tag may name another one tomorrow, and nobody would notice.</summary>
    [Length(1, 512), Pattern(@"^\S+$")]
    public required string Image { get; init; }

    /// <summary>Its command. Default: the image's own.</summary>
    [Items(0, 64)]
    public IReadOnlyList<string>? Command { get; init; }
}
