using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A published snapshot.</summary>
public sealed record SnapshotRecord
{
    /// <summary>Its identifier.</summary>
    [Length(1, 255)]
    public required string Id { get; init; }

    /// <summary>Its ARN.</summary>
    [Length(1, 512)]
    public required string Arn { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The run that published it.</summary>
    [Length(0, 63)]
    public string? RunId { get; init; }

    /// <summary>Whether it was proved clean for a reader with SQL rights.</summary>
    public bool? Verified { get; init; }

    /// <summary>Whether it is clean for a reader of raw blocks too, write-ahead log and pg_authid included: with residue Fresh alone.</summary>
    public bool? Physical { get; init; }

    /// <summary>The accounts that may restore it.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string>? SharedWith { get; init; }
}
