using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Ranks;

/// <summary>The literals were computed by a program of its own, in another language.</summary>
public sealed class SignProcessTests
{
    private static readonly SpendingPlan Plan = new(1, 10);

    [Fact]
    public void Windows_beyond_the_tolerance_add_up()
    {
        After(1, 1, 1, 1, 1, 1, 1, 1).Value.Should().BeApproximately(66.90583531179215, 1e-10);
        After(1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1).Value.Should().BeApproximately(7.571782358180937, 1e-11);
    }

    [Fact]
    public void A_fair_coin_gains_nothing_on_average()
    {
        var mean = 0.0;
        for (var outcome = 0; outcome < 256; outcome++) mean += After([.. Enumerable.Range(0, 8).Select(bit => (outcome >> bit) & 1)]).Value / 256;
        mean.Should().BeApproximately(1, 1e-12);
    }

    [Theory]
    [InlineData(91, 100, true, false)]
    [InlineData(89, 100, true, true)]
    [InlineData(109, 100, false, false)]
    [InlineData(111, 100, false, true)]
    [InlineData(-111, -100, true, true)]
    public void Beyond_means_worse_by_more_than_a_share_of_stable(double candidate, double stable, bool lowerIsWorse, bool isBeyond) =>
        SignProcess.IsBeyond(candidate, stable, 0.1, lowerIsWorse).Should().Be(isBeyond);

    private static SignProcess After(params int[] beyond) => beyond.Aggregate(SignProcess.Begin(), (process, one) => process.Add(Plan, one == 1));
}
