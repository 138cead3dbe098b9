namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What else decides whether usage can be compared.</summary>
public sealed record ResourceSituation
{
    /// <summary>Whether nobody counts requests.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>The Service without a selector, which has no pods here; null where both have.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The share of the copies that are excluded by method or path: live serves them, and the shadow does not.</summary>
    public double Excluded { get; init; }

    /// <summary>What is wrong with the newest reading; null for nothing.</summary>
    public (ResourceUnjudged Why, string Message)? Trouble { get; init; }
}
