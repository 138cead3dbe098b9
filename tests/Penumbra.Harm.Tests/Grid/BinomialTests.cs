using Penumbra.Harm.Grid;

namespace Penumbra.Harm.Tests.Grid;

public sealed class BinomialTests
{
    /// <summary>The two-sided 95 % limits of Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", 1998, table I, method 5 (Clopper and Pearson).</summary>
    [Theory]
    [InlineData(81, 263, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0578, 0.1617)]
    [InlineData(0, 20, 0, 0.1684)]
    [InlineData(1, 29, 0.0009, 0.1776)]
    public void Bounds_are_the_published_ones(int count, int n, double low, double high)
    {
        Binomial.UpperBound(count, n, 0.025).Should().BeApproximately(high, 5e-5);
        Binomial.LowerBound(count, n, 0.025).Should().BeApproximately(low, 5e-5);
    }

    /// <summary>By bisection on the tail with 40 decimal digits, in another language; none of n is 1 − 0.05^(1/n).</summary>
    [Theory]
    [InlineData(0, 10_000, 0.00029952835977664627)]
    [InlineData(45, 10_000, 0.005765824972336224)]
    [InlineData(3, 250, 0.0307208641453662)]
    [InlineData(400, 1_000, 0.42617658666469144)]
    public void One_sided_bounds_hold_for_as_many_runs_as_a_cell_has(int count, int n, double high) => Binomial.UpperBound(count, n, 0.05).Should().BeApproximately(high, 1e-10);

    [Fact]
    public void All_or_none_are_bounded_by_all_or_none()
    {
        Binomial.UpperBound(50, 50, 0.05).Should().Be(1);
        Binomial.LowerBound(0, 50, 0.05).Should().Be(0);
        Binomial.LowerBound(50, 50, 0.025).Should().BeApproximately(Math.Pow(0.025, 1.0 / 50), 1e-12);
    }
}
