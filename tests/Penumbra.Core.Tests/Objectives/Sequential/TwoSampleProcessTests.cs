using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>The literals were computed by a program of its own, in another language, with exact fractions where the distribution is hypergeometric.</summary>
public sealed class TwoSampleProcessTests
{
    private static readonly SpendingPlan Plan = new(2, 5);

    [Fact]
    public void The_capital_follows_the_likelihood_ratios_and_the_spending()
    {
        var process = TwoSampleProcess.Begin().Add(Plan, 50, 3, 950, 2).Add(Plan, 40, 0, 1000, 1).EnterStep(Plan).Add(Plan, 300, 12, 700, 3);
        process.Value.Should().BeApproximately(52353.278100802185, 1e-5);
        process.Stakes[0].Should().BeApproximately(7.060715201255562, 1e-10);
        process.Stakes[3].Should().BeApproximately(3438.186082976587, 1e-6);
    }

    [Fact]
    public void A_margin_is_allowed_for() => TwoSampleProcess.Begin(1.1).Add(Plan, 50, 3, 950, 2).Value.Should().BeApproximately(47.04005520666186, 1e-9);

    [Fact]
    public void With_a_margin_and_many_bad_events_the_exact_distribution_decides() =>
        TwoSampleProcess.Begin(1.1).Add(Plan, 40, 9, 60, 5).Value.Should().BeApproximately(1.632393378305208, 1e-7);

    [Theory]
    [InlineData(40, 60, 14, 9, 1.1, 3.3, 1.6256639838389992)]
    [InlineData(5, 5, 8, 5, 1.2, 12, 1.1341632729324285)]
    [InlineData(300, 100, 150, 120, 1.05, 1.5, 1.2761772422769517)]
    [InlineData(10, 200, 30, 0, 2, 20, -11.09226915937165)]
    public void Fishers_noncentral_hypergeometric_is_as_counted_out(long first, long second, long bad, long badOfFirst, double from, double to, double ratio) =>
        NoncentralHypergeometric.LogRatio(first, second, bad, badOfFirst, from, to).Should().BeApproximately(ratio, 1e-7);

    [Fact]
    public void Large_counts_neither_overflow_nor_take_long() =>
        NoncentralHypergeometric.LogRatio(2_000_000, 3_000_000, 900_000, 500_000, 1.1, 3.3).Should().BeInRange(-1e7, 1e7);

    [Fact]
    public void Nothing_is_gained_on_average_where_both_are_equally_bad()
    {
        // Given 6 bad of 30 and 70 events, whose they are is hypergeometric: counted out.
        double mean = 0;
        for (var k = 0; k <= 6; k++) mean += Choose(30, k) * Choose(70, 6 - k) / Choose(100, 6) * TwoSampleProcess.Begin().Add(Plan, 30, k, 70, 6 - k).Value;
        mean.Should().BeInRange(0.5, 1.0000001);
    }

    [Fact]
    public void What_hits_both_cancels_out()
    {
        var process = TwoSampleProcess.Begin();
        for (var block = 0; block < 50; block++) process = process.Add(Plan, 100, 5, 1900, 95);
        process.Value.Should().BeLessThan(1);
    }

    private static double Choose(int n, int k)
    {
        double product = 1;
        for (var i = 1; i <= k; i++) product *= (n - k + i) / (double)i;
        return product;
    }
}
