namespace Penumbra.Core.Objectives;

/// <summary>What must hold of the indicator. Exactly one form.</summary>
public abstract record Bound
{
    private Bound()
    {
    }

    /// <summary>At least this share of events is good.</summary>
    /// <param name="GoodShare">Between 0 and 1.</param>
    public sealed record Target(double GoodShare) : Bound;

    /// <summary>At most this value, in the indicator's unit.</summary>
    /// <param name="Value">The bound.</param>
    public sealed record Max(double Value) : Bound;

    /// <summary>At least this value, in the indicator's unit.</summary>
    /// <param name="Value">The bound.</param>
    public sealed record Min(double Value) : Bound;

    /// <summary>Compared with stable at the same time.</summary>
    /// <param name="By">By how large a share of stable's value it may be worse.</param>
    /// <param name="LowerIsWorse">Which direction is worse.</param>
    public sealed record NoWorseThanStable(double By, bool LowerIsWorse) : Bound;
}
