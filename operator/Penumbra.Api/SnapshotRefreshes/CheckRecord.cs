using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A check that the database passed, and what that says.</summary>
public sealed record CheckRecord
{
    /// <summary>The check.</summary>
    [Length(1, 63)]
    public required string Name { get; init; }

    /// <summary>What it looks for.</summary>
    [Values("Query", "Survivors", "Suspects")]
    public required string Kind { get; init; }

    /// <summary>What it covered: all values, or a sample, and with what probability that finds a survivor.</summary>
    [Length(0, 512)]
    public string? Note { get; init; }
}
