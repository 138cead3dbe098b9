namespace Penumbra.Comparison.Configuration;

/// <summary>How far apart two numbers of a field may be; either bound is enough.</summary>
/// <param name="Field">The field's path.</param>
/// <param name="Relative">Relative to the larger of the two, a share; null for none.</param>
/// <param name="Absolute">In the field's own unit; null for none.</param>
public sealed record Tolerance(string Field, double? Relative, double? Absolute)
{
    /// <summary>Whether two numbers are close enough.</summary>
    public bool Allows(double left, double right)
    {
        var apart = Math.Abs(left - right);

        // A number that is too large to be one is read as infinite: it is close to nothing.
        if (!double.IsFinite(apart)) return false;
        return apart <= Absolute || apart <= Relative * Math.Max(Math.Abs(left), Math.Abs(right));
    }
}
