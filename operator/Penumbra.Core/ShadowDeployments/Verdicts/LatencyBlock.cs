namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Pairs that came together.</summary>
/// <param name="Live">How long live took.</param>
/// <param name="Shadow">How long the shadow took.</param>
/// <param name="Pairs">How many there are.</param>
public sealed record LatencyBlock(LatencyHistogram Live, LatencyHistogram Shadow, long Pairs)
{
    /// <summary>No pair yet.</summary>
    public static LatencyBlock Empty { get; } = new(LatencyHistogram.Empty, LatencyHistogram.Empty, 0);

    /// <summary>With one more pair.</summary>
    public LatencyBlock With(TimeSpan live, TimeSpan shadow) => new(Live.With(live), Shadow.With(shadow), Pairs + 1);

    /// <summary>With all of another.</summary>
    public LatencyBlock Plus(LatencyBlock other) => new(Live.Plus(other.Live), Shadow.Plus(other.Shadow), Pairs + other.Pairs);
}
