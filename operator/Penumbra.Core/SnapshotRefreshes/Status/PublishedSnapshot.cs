using System.Collections.Immutable;

namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>A snapshot that was published.</summary>
public sealed record PublishedSnapshot
{
    /// <summary>Its identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The run that published it.</summary>
    public required string RunId { get; init; }

    /// <summary>Whether it was proved clean.</summary>
    public bool Verified { get; init; }

    /// <summary>Whether it is clean for a reader of raw blocks too.</summary>
    public bool Physical { get; init; }

    /// <summary>The accounts that may restore it.</summary>
    public ImmutableList<string> SharedWith { get; init; } = [];
}
