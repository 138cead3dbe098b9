namespace Penumbra.Core.Objectives;

/// <summary>What an objective says. No data is neither good nor bad.</summary>
public enum Verdict
{
    /// <summary>Nobody can tell: never advances, and leads back only after its own deadline.</summary>
    Unknown,

    /// <summary>The objective is met, on enough events.</summary>
    Good,

    /// <summary>The objective is missed.</summary>
    Bad,
}
