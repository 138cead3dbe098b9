namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>One step of the run, as people see it.</summary>
public sealed record StepStatus
{
    /// <summary>Which step.</summary>
    public required RefreshStep Step { get; init; }

    /// <summary>How far it is.</summary>
    public StepState State { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How long it took, once done.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>How long the last runs' took: the middle one.</summary>
    public TimeSpan? Usually { get; init; }

    /// <summary>How far it is, from 0 to 100.</summary>
    public int? Progress { get; init; }

    /// <summary>What was last seen of it: status and percentage. Another mark is progress.</summary>
    public string Mark { get; init; } = "";

    /// <summary>When the mark last changed: what the limit of waiting counts from.</summary>
    public DateTimeOffset MovedAt { get; init; }

    /// <summary>When it is expected to be done.</summary>
    public DateTimeOffset? ExpectedBy { get; init; }

    /// <summary><c>SlowerThanUsual</c>, or empty.</summary>
    public string Note { get; init; } = "";
}
