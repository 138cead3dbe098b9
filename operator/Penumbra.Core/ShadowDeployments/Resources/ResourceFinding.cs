namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What can be said of what the shadow uses.</summary>
public sealed record ResourceFinding
{
    /// <summary>Of what.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>What it may be at most, as a multiple of live's.</summary>
    public required double Bound { get; init; }

    /// <summary>What it is; null where that cannot be compared.</summary>
    public ResourceRatio? Ratio { get; init; }

    /// <summary>How many points it rests on, or there are so far.</summary>
    public int Points { get; init; }

    /// <summary>Why it cannot be compared; null where it can.</summary>
    public ResourceUnjudged? Why { get; init; }

    /// <summary>The same in a sentence, with what would help.</summary>
    public string Message { get; init; } = "";
}
