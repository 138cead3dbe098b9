using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A step of a run.</summary>
public sealed record RunStepRecord
{
    /// <summary>Which step.</summary>
    [Length(1, 32)]
    public required string Name { get; init; }

    /// <summary>How far it is.</summary>
    [Values("Waiting", "Done", "Skipped", "Failed")]
    public required string State { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How long it took.</summary>
    [Length(0, 32)]
    public string? Took { get; init; }

    /// <summary>How long the last runs' took: the middle one.</summary>
    [Length(0, 32)]
    public string? Usually { get; init; }

    /// <summary>How far it is, in percent.</summary>
    [Range(0, 100)]
    public int? Progress { get; init; }

    /// <summary>What was last seen of it.</summary>
    [Length(0, 128)]
    public string? Mark { get; init; }

    /// <summary>When that last changed.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>When it is expected to be done.</summary>
    public DateTimeOffset? ExpectedBy { get; init; }

    /// <summary>SlowerThanUsual, or nothing.</summary>
    [Length(0, 63)]
    public string? Note { get; init; }
}
