namespace Penumbra.Api.Attributes;

/// <summary>Bounds of a number.</summary>
/// <param name="minimum">At least.</param>
/// <param name="maximum">At most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>At least.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>At most.</summary>
    public double Maximum { get; } = maximum;
}
