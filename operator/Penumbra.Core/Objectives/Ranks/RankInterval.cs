namespace Penumbra.Core.Objectives.Ranks;

/// <summary>What two samples say about the shift between them.</summary>
/// <param name="Estimate">The median of all differences (Hodges and Lehmann 1963), in the values' unit.</param>
/// <param name="Low">The lower end of its interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="PValue">The chance of so large a difference in ranks, either way, where there is none.</param>
/// <param name="Superiority">The chance that a value of the first is larger than one of the second, ties counted half (Vargha and Delaney 2000): the effect's size, without a unit.</param>
/// <param name="MeanRatio">The mean of the first over that of the second: what Kayenta calls the effect size; not a number where the latter is 0.</param>
/// <param name="IsExact">Whether the distribution was counted out rather than approximated.</param>
public sealed record RankInterval(double Estimate, double Low, double High, double PValue, double Superiority, double MeanRatio, bool IsExact)
{
    /// <summary>Whether the whole interval lies beyond a tolerance: a share of the other sample's median, never of the estimate itself, which a small estimate would make a small hurdle.</summary>
    /// <param name="reference">The median of the other sample.</param>
    /// <param name="by">The tolerance.</param>
    /// <param name="lowerIsWorse">Which direction is worse.</param>
    public bool IsBeyond(double reference, double by, bool lowerIsWorse) => lowerIsWorse ? High < -by * Math.Abs(reference) : Low > by * Math.Abs(reference);
}
