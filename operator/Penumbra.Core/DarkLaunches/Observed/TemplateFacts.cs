namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>The Deployment that serves as template.</summary>
public sealed record TemplateFacts
{
    /// <summary>Its UID.</summary>
    public required string Uid { get; init; }

    /// <summary>The revision that its pod template would be: a short hash, a name only.</summary>
    public required string Hash { get; init; }

    /// <summary>Identifies the pod template without our keys; two are the same release exactly when these are equal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many replicas it asks for.</summary>
    public int Replicas { get; init; }

    /// <summary>How many of its own pods are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Whether its own rollout is finished: all pods updated and available, for this generation.</summary>
    public bool RolloutFinished { get; init; }

    /// <summary>The images of its containers.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}
