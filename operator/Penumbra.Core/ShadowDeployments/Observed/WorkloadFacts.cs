namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>Something that runs: the shadow's pods, or the comparison server.</summary>
public sealed record WorkloadFacts
{
    /// <summary>Nothing runs.</summary>
    public static WorkloadFacts None { get; } = new();

    /// <summary>Whether its Deployment exists; of a shadow that runs already, whether its Service does.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether it is what it should be now, all that belongs to it included.</summary>
    public bool Current { get; init; }

    /// <summary>How many pods it should have.</summary>
    public int Replicas { get; init; }

    /// <summary>How many pods of its present form are ready.</summary>
    public int Ready { get; init; }
}
