namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How one field of two answers differs.</summary>
public enum DifferenceKind
{
    /// <summary>Both have it, of one type, with other values.</summary>
    Value,

    /// <summary>The shadow does not have it.</summary>
    Missing,

    /// <summary>Only the shadow has it.</summary>
    Extra,

    /// <summary>Another type: text for a number, or null. Of a status: another class, such as 404 or 500 for 200.</summary>
    Type,

    /// <summary>A list of another length.</summary>
    Length,

    /// <summary>The same elements in another order.</summary>
    Order,

    /// <summary>The shadow did not answer, or not in time; live did.</summary>
    Unreachable,
}
