namespace Penumbra.Core.Objectives;

/// <summary>How an objective is judged.</summary>
public enum JudgeKind
{
    /// <summary>A window is compared with the bound. No stated error rate.</summary>
    Threshold,

    /// <summary>Every event counts once, as evidence that may be looked at at any time.</summary>
    Sequential,

    /// <summary>Values in disjoint windows are compared with stable's.</summary>
    Ranks,
}
