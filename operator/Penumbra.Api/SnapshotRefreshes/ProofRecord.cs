using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>That one database was proved clean.</summary>
public sealed record ProofRecord
{
    /// <summary>The run that proved it.</summary>
    [Length(1, 63)]
    public required string RunId { get; init; }

    /// <summary>The database's identity.</summary>
    [Length(1, 255)]
    public required string ResourceId { get; init; }

    /// <summary>Digest of everything that shaped it.</summary>
    [Length(1, 1024)]
    public required string Digest { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>What the database's next transaction would have been.</summary>
    [Length(1, 64)]
    public required string Fence { get; init; }
}
