using Penumbra.Core.Objectives.Ranks;

namespace Penumbra.Core.Tests.Objectives.Ranks;

/// <summary>The literals were counted out over all permutations by a program of its own, in another language.</summary>
public sealed class MannWhitneyTests
{
    private static readonly double[] First = [1.1, 2.2, 3.3, 4.4, 5.9];
    private static readonly double[] Second = [0.3, 0.7, 1.6, 2.0, 2.5, 1.0];

    [Fact]
    public void Small_samples_are_counted_out()
    {
        // P(U <= 3) = 0.01515 and P(U <= 4) = 0.02597 of 462 orders: at 95 % the third difference from each end bounds the shift, the fourth lies inside.
        var interval = MannWhitney.Interval(First, Second, 0.95)!;
        interval.IsExact.Should().BeTrue();
        interval.PValue.Should().BeApproximately(0.05194805194805195, 1e-12);
        interval.Estimate.Should().BeApproximately(1.9, 1e-12);
        interval.Low.Should().BeApproximately(-0.3, 1e-12);
        interval.High.Should().BeApproximately(4.3, 1e-12);
    }

    [Fact]
    public void Ties_keep_their_middle_rank() => MannWhitney.Interval([1, 2, 2, 3, 5], [1, 1, 2, 2, 0], 0.9)!.PValue.Should().BeApproximately(0.19047619047619047, 1e-12);

    [Fact]
    public void Too_few_values_give_no_interval()
    {
        MannWhitney.Interval([1, 2, 3], [4, 5, 6], 0.98).Should().BeNull();
        MannWhitney.Interval([1, 2, 3], [4, 5, 6], 0.9).Should().NotBeNull();
        MannWhitney.Interval([], [4, 5, 6]).Should().BeNull();
        MannWhitney.Interval([1, 2, 3, 4, 5, double.NaN], [4, 5, 6, 7, 8, 9]).Should().BeNull();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0.001)]
    public void The_unit_does_not_matter(double unit)
    {
        var plain = MannWhitney.Interval(First, Second, 0.95)!;
        var scaled = MannWhitney.Interval([.. First.Select(value => value * unit)], [.. Second.Select(value => value * unit)], 0.95)!;
        scaled.PValue.Should().Be(plain.PValue);
        scaled.Superiority.Should().Be(plain.Superiority);
        scaled.Estimate.Should().BeApproximately(plain.Estimate * unit, Math.Abs(unit) * 1e-9);
        scaled.IsBeyond(1.3 * unit, 0.25, lowerIsWorse: false).Should().Be(plain.IsBeyond(1.3, 0.25, lowerIsWorse: false));
    }

    [Fact]
    public void All_equal_is_no_difference()
    {
        var interval = MannWhitney.Interval([2, 2, 2, 2, 2], [2, 2, 2, 2, 2])!;
        (interval.Estimate, interval.Low, interval.High, interval.PValue, interval.Superiority).Should().Be((0, 0, 0, 1, 0.5));
    }

    /// <summary>
    /// By the formulas of the normal approximation in plain Python (<c>statistics.NormalDist</c>): the cut is ⌊nm/2 + ½ − z·√(nm(n+m+1)/12)⌋, the p-value has the variance
    /// nm/12·(N + 1 − Σ(t³−t)/(N(N−1))) and a continuity correction of ½. Counted out, the cut is 294 instead of 293: the interval is wider by one difference at most.
    /// </summary>
    [Fact]
    public void Large_samples_are_approximated()
    {
        double[] first = [.. Enumerable.Range(0, 30).Select(index => index * 7 % 30 + 4.0)];
        double[] second = [.. Enumerable.Range(0, 30).Select(index => index * 11 % 30 + 0.0)];
        var interval = MannWhitney.Interval(first, second)!;
        interval.IsExact.Should().BeFalse();
        (interval.Estimate, interval.Low, interval.High).Should().Be((4, -2, 10));
        interval.PValue.Should().BeApproximately(0.09913550696221951, 1e-9);
        interval.Superiority.Should().BeApproximately(562.0 / 900, 1e-12);
        interval.MeanRatio.Should().BeApproximately(1.2758620689655173, 1e-12);
    }

    /// <summary>As above. 25 and 22 values, of which most are tied: Σ(t³−t) is 4,458.</summary>
    [Theory]
    [InlineData(0.95, 0, 1)]
    [InlineData(0.98, 0, 1.5)]
    public void Many_ties_are_corrected_for(double confidence, double low, double high)
    {
        double[] first = [.. Enumerable.Range(0, 25).Select(index => index % 4 + (index % 3 == 0 ? 0.5 : 0))];
        double[] second = [.. Enumerable.Range(0, 22).Select(index => index % 3 + 0.0)];
        var interval = MannWhitney.Interval(first, second, confidence)!;
        (interval.IsExact, interval.Estimate, interval.Low, interval.High).Should().Be((false, 0.5, low, high));
        interval.PValue.Should().BeApproximately(0.04857601996617067, 1e-9);
        interval.Superiority.Should().BeApproximately(366.0 / 550, 1e-12);
        interval.MeanRatio.Should().BeApproximately(1.6971428571428573, 1e-12);
    }

    /// <summary>As above: one value more than are counted out, and U is 214.5 of 420. Counted out, the cut is 122 instead of 121.</summary>
    [Fact]
    public void From_one_value_more_than_are_counted_out_on_it_is_approximated()
    {
        double[] first = [.. Enumerable.Range(0, 20).Select(index => index * index % 83 + 0.1 * index)];
        double[] second = [.. Enumerable.Range(0, 21).Select(index => index * 5 % 79 + 0.03 * index)];
        var interval = MannWhitney.Interval(first, second)!;
        interval.IsExact.Should().BeFalse();
        interval.Estimate.Should().BeApproximately(1.16, 1e-9);
        interval.Low.Should().BeApproximately(-17.3, 1e-9);
        interval.High.Should().BeApproximately(21.47, 1e-9);
        interval.PValue.Should().BeApproximately(0.9169053680266235, 1e-9);
        MannWhitney.Interval(first, second[..20])!.IsExact.Should().BeTrue();
    }

    /// <summary>Pairs and sums counted by hand: 26 of 30 pairs are higher, 3.38 over 1.35; with ties 20 of 25, 2.6 over 1.2.</summary>
    [Fact]
    public void The_size_of_the_effect_is_the_share_of_pairs_and_the_ratio_of_means()
    {
        var plain = MannWhitney.Interval(First, Second, 0.95)!;
        plain.Superiority.Should().BeApproximately(26.0 / 30, 1e-12);
        plain.MeanRatio.Should().BeApproximately(3.38 / 1.35, 1e-12);
        var tied = MannWhitney.Interval([1, 2, 2, 3, 5], [1, 1, 2, 2, 0], 0.9)!;
        tied.Superiority.Should().BeApproximately(0.8, 1e-12);
        tied.MeanRatio.Should().BeApproximately(2.6 / 1.2, 1e-12);
        MannWhitney.Interval(Second, First, 0.95)!.Superiority.Should().BeApproximately(4.0 / 30, 1e-12);
    }

    [Fact]
    public void A_tolerance_is_a_share_of_stable_and_not_of_the_estimate()
    {
        // A tiny but certain shift: Kayenta's hurdle, a quarter of the shift itself, would call it bad.
        var interval = MannWhitney.Interval([100.1, 100.2, 100.3, 100.4, 100.5], [99.1, 99.2, 99.3, 99.4, 99.5])!;
        interval.Low.Should().BeGreaterThan(0.25 * interval.Estimate);
        interval.IsBeyond(99.3, 0.25, lowerIsWorse: false).Should().BeFalse();
    }
}
