namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What can be said of a shadow.</summary>
public enum ShadowVerdict
{
    /// <summary>Not enough is known; the reason says what is lacking.</summary>
    Inconclusive,

    /// <summary>By every criterion not worse than live.</summary>
    SameOrBetter,

    /// <summary>Worse than live by one criterion at least, which is named.</summary>
    Worse,
}
