namespace Penumbra.Core.Common;

/// <summary>The three values of a condition.</summary>
public enum ConditionStatus
{
    /// <summary>It does not hold.</summary>
    False,

    /// <summary>It holds.</summary>
    True,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}
