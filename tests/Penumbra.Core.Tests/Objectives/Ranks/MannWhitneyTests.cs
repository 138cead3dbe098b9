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

    [Fact]
    public void Large_samples_are_approximated_and_agree_with_small_ones()
    {
        double[] first = [.. Enumerable.Range(0, 30).Select(index => index * 7 % 30 + 4.0)];
        double[] second = [.. Enumerable.Range(0, 30).Select(index => index * 11 % 30 + 0.0)];
        var interval = MannWhitney.Interval(first, second)!;
        interval.IsExact.Should().BeFalse();
        interval.Estimate.Should().BeApproximately(4, 1);
        interval.Low.Should().BeLessThan(interval.Estimate);
        interval.High.Should().BeGreaterThan(interval.Estimate);
        interval.PValue.Should().BeInRange(0.001, 0.3);
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
