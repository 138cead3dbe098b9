using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

/// <summary>
/// Expected numbers computed by hand from needed = max(30, ⌈2·ln(12·m/α) / (p0·h(ν))⌉), h(ν) = ν·ln ν − ν + 1, with α = 1 %: ln 1,200 = 7.0901, ln 3,600 = 8.1887;
/// h(5) = 4.04719, h(20) = 40.91465.
/// </summary>
public sealed class SampleSizeTests
{
    [Theory]
    [InlineData(0.01, 5, 1, 351)]       // 14.1802 / 0.0404719
    [InlineData(0.01, 5, 3, 405)]       // 16.3774 / 0.0404719
    [InlineData(0.001, 5, 1, 3504)]     // 14.1802 / 0.00404719
    [InlineData(0.0001, 5, 1, 35038)]
    [InlineData(0.001, 20, 1, 347)]     // 14.1802 / 0.04091465
    [InlineData(0.001, 20, 3, 401)]     // 16.3774 / 0.04091465
    [InlineData(0.01, 20, 1, 35)]       // 14.1802 / 0.4091465 = 34.7
    [InlineData(0.1, 20, 1, 30)]        // capped: p1 = 0.55, ν = 5.5, h = 4.8761: 14.1802 / 0.48761 = 29.1, so the least
    public void Needed_is_what_the_formula_says(double allowed, double detectable, int objectives, long needed) =>
        SampleSize.Needed(allowed, detectable, 0.01, objectives).Should().Be(needed);

    // The range is that of simulated sample sizes, for one objective: 340 to 420 at 99 %, 3,140 to 3,950 at 99.9 %, 31,000 to 42,000 at 99.99 %.
    [Theory]
    [InlineData(0.01, 340, 420)]
    [InlineData(0.001, 3_140, 3_950)]
    [InlineData(0.0001, 31_000, 42_000)]
    public void Five_times_the_allowed_share_is_noticed_within_the_simulated_range(double allowed, long least, long most) => SampleSize.Needed(allowed, 5, 0.01, 1).Should().BeInRange(least, most);

    [Fact]
    public void More_objectives_and_fewer_false_alarms_need_more_events()
    {
        SampleSize.Needed(0.001, 20, 0.01, 3).Should().BeGreaterThan(SampleSize.Needed(0.001, 20, 0.01, 1));
        SampleSize.Needed(0.001, 20, 0.001, 1).Should().BeGreaterThan(SampleSize.Needed(0.001, 20, 0.01, 1));
        SampleSize.Needed(0.001, 5, 0.01, 1).Should().BeGreaterThan(SampleSize.Needed(0.001, 20, 0.01, 1));
    }

    [Theory]
    [InlineData(0.9, 20)]
    [InlineData(1, 20)]
    [InlineData(0.5, 1.0001)]
    public void It_is_finite_and_at_least_thirty_for_strange_settings(double allowed, double detectable) => SampleSize.Needed(allowed, detectable, 0.01, 1).Should().BeGreaterThanOrEqualTo(SampleSize.Least);
}
