namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>The Job that replays recorded requests.</summary>
public sealed record ReplayFacts
{
    /// <summary>There is none.</summary>
    public static ReplayFacts None { get; } = new();

    /// <summary>Whether it exists and stays.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether it is what it should be now: of this recording, this rate and this evidence.</summary>
    public bool Current { get; init; }

    /// <summary>Whether it has come to its end.</summary>
    public bool Succeeded { get; init; }

    /// <summary>What keeps its pod from beginning; null while one runs, and where it has ended.</summary>
    public ReplayWait? Waits { get; init; }

    /// <summary>Why it failed for good, in a sentence; null while it has not.</summary>
    public string? Failure { get; init; }
}
