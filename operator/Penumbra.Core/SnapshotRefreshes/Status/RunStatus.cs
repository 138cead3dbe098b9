using System.Collections.Immutable;

namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>The present or the last run.</summary>
public sealed record RunStatus
{
    /// <summary>Which run.</summary>
    public required string Id { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How it is doing.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Why, in one CamelCase word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>One sentence for people.</summary>
    public string Message { get; init; } = "";

    /// <summary>The present step.</summary>
    public RefreshStep Step { get; init; }

    /// <summary>The steps so far, in order.</summary>
    public ImmutableList<StepStatus> Steps { get; init; } = [];

    /// <summary>The snapshot, or the source of the clone, that the run starts from; empty before it was found.</summary>
    public string Source { get; init; } = "";

    /// <summary>The temporary database; empty when there is none.</summary>
    public string Temporary { get; init; } = "";

    /// <summary>The temporary database's ARN; empty when there is none.</summary>
    public string TemporaryArn { get; init; } = "";

    /// <summary>The run that made the temporary database, when it was another one.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>The new database that clean data is loaded into; empty when there is none.</summary>
    public string Fresh { get; init; } = "";

    /// <summary>The new database's ARN; empty when there is none.</summary>
    public string FreshArn { get; init; } = "";

    /// <summary>How often the new database was lost, broke or held half a load, so that another was made.</summary>
    public int Recreated { get; init; }

    /// <summary>What was proved of the database that the snapshot is taken of.</summary>
    public Proof? Proof { get; init; }

    /// <summary>The checks that the database passed that the snapshot is taken of, in their order; empty before.</summary>
    public ImmutableList<CheckStatus> Checks { get; init; } = [];

    /// <summary>How often the fence had moved while the snapshot was taken.</summary>
    public int FenceMoved { get; init; }

    /// <summary>How often what was in the temporary database did not fit, so that it was restored anew.</summary>
    public int Restored { get; init; }

    /// <summary>The published snapshot's identifier, once its name is known.</summary>
    public string Snapshot { get; init; } = "";
}
