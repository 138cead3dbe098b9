using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A run.</summary>
public sealed record RunRecord
{
    /// <summary>Which run.</summary>
    [Length(1, 63)]
    public required string Id { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How it is doing.</summary>
    [Values("Running", "Succeeded", "Failed")]
    public string? Outcome { get; init; }

    /// <summary>Why.</summary>
    [Length(0, 63)]
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    [Length(0, 4096)]
    public string? Message { get; init; }

    /// <summary>The present step.</summary>
    [Length(0, 32)]
    public string? Step { get; init; }

    /// <summary>The steps so far.</summary>
    [Items(0, 32), ListMap("name")]
    public IReadOnlyList<RunStepRecord>? Steps { get; init; }

    /// <summary>What the run starts from.</summary>
    [Length(0, 512)]
    public string? Source { get; init; }

    /// <summary>The temporary database; absent when there is none.</summary>
    public TemporaryRecord? Temporary { get; init; }

    /// <summary>With <c>residue: Fresh</c>, the new database that clean data is loaded into; absent when there is none.</summary>
    public FreshRecord? Fresh { get; init; }

    /// <summary>What was proved of the database that the snapshot is taken of.</summary>
    public ProofRecord? Proof { get; init; }

    /// <summary>The checks that this database passed.</summary>
    [Items(0, 64), ListMap("name")]
    public IReadOnlyList<CheckRecord>? Checks { get; init; }

    /// <summary>The published snapshot's identifier.</summary>
    [Length(0, 255)]
    public string? Snapshot { get; init; }

    /// <summary>How often somebody wrote while the snapshot was taken.</summary>
    public int? FenceMoved { get; init; }

    /// <summary>How often the temporary database was restored anew.</summary>
    public int? Restored { get; init; }

    /// <summary>How often the new database was made anew.</summary>
    public int? Recreated { get; init; }
}
