namespace Penumbra.Harm.Reports;

/// <summary>Users harmed against an incumbent, the worst of the rows by when the fault begins; 0 where no row is compared.</summary>
/// <param name="Start">With the launch.</param>
/// <param name="Later">In a step, after the launch has begun.</param>
/// <param name="Bake">Where the candidate serves everybody.</param>
public sealed record Onsets(double Start, double Later, double Bake)
{
    /// <summary>The worst of all.</summary>
    public double Worst => Math.Max(Start, Math.Max(Later, Bake));
}
