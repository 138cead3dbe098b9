namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What one pass leaves to the next of what was used.</summary>
public sealed record ResourceMemory
{
    /// <summary>Nothing.</summary>
    public static ResourceMemory Empty { get; } = new();

    /// <summary>What it belongs to.</summary>
    public string Attempt { get; init; } = "";

    /// <summary>The points.</summary>
    public ResourceHistory History { get; init; } = ResourceHistory.Empty;

    /// <summary>Which points of status this process went on from or wrote.</summary>
    public KnownPoints Known { get; init; } = KnownPoints.None;

    /// <summary>Where the next point begins; null when it has not.</summary>
    public ResourceCounters? Base { get; init; }

    /// <summary>Why the newest reading is of no use, in a sentence; null when it is, or there was none.</summary>
    public (ResourceUnjudged Why, string Message)? Trouble { get; init; }
}
