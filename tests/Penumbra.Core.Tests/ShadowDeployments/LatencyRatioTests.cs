using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Testing;
using Xunit.Abstractions;

namespace Penumbra.Core.Tests.ShadowDeployments;

public sealed class LatencyRatioTests(ITestOutputHelper output)
{
    [Fact]
    public void A_shadow_just_as_slow_as_allowed_is_rarely_found_within_or_above_however_often_one_looks()
    {
        const int Runs = 150;
        var (within, above, tailWithin, tailAbove) = SlowShadows.Found(1.1, 1.1, 4, Runs, 1 - (0.05 / LatencyRatio.Looks));
        output.WriteLine($"p50: {within:P1} within, {above:P1} above; p99: {tailWithin:P1} within, {tailAbove:P1} above");
        foreach (var share in new[] { within, above, tailWithin, tailAbove }) share.Should().BeLessThan(MarginShadows.Bound(0.05, Runs));
    }

    [Fact]
    public void Between_two_looks_nothing_changes_and_each_is_at_twice_the_pairs()
    {
        var pairs = LatencyPairs.Empty;
        List<(long Median, int Look, long? Tail)> looks = [];
        for (var number = 1; number <= 41_000; number++)
        {
            pairs = pairs.With(TimeSpan.FromMilliseconds(10 + (number % 7)), TimeSpan.FromMilliseconds(10 + (number % 5)));
            if (number % 500 != 0) continue;
            if (LatencyRatio.Of(pairs, 0.95) is ({ } median, var tail) && (looks.Count == 0 || looks[^1] != (median.Pairs, median.Look, tail?.Pairs))) looks.Add((median.Pairs, median.Look, tail?.Pairs));
        }

        looks.Should().Equal((1_024, 0, null), (2_048, 1, null), (4_096, 2, null), (8_192, 3, null), (8_192, 3, 10_240L), (16_384, 4, 10_240L), (16_384, 4, 20_480L), (32_768, 5, 20_480L), (32_768, 5, 40_960L));
    }

    [Fact]
    public void Between_two_looks_at_the_tail_no_interval_moves_by_a_hair()
    {
        var random = new Random(7);
        var pairs = LatencyPairs.Empty;
        var tails = new List<(long Pairs, LatencyRatio Tail)>();
        for (var number = 1; number < 20_480; number++)
        {
            var before = pairs.Blocks;
            pairs = pairs.With(TimeSpan.FromMilliseconds(10 - (5 * Math.Log(random.NextDouble()))), TimeSpan.FromMilliseconds(11 - (5 * Math.Log(random.NextDouble()))));
            if (pairs.Blocks != before && LatencyRatio.Of(pairs, 0.95).Tail is { } tail) tails.Add((pairs.Pairs, tail));
        }

        (tails[0].Pairs, tails[^1].Pairs).Should().Be((10_240, 19_968));
        tails.Select(found => found.Tail).Distinct().Should().ContainSingle("whoever is judged again by the same pairs in other blocks has a second chance that nobody pays for");
    }

    [Fact]
    public void How_many_pairs_an_interval_lacks_follows_from_its_width()
    {
        var ratio = new LatencyRatio(0.99, 1.0, 0.06, 0.95) { Pairs = 10_240, Look = 0, Blocks = 40 };
        ratio.High.Should().BeGreaterThan(1.1);
        ratio.PairsUntilBelow(1.1).Should().Be(40_960, "half the spread at four times the pairs");
        (ratio with { Ratio = 1.2 }).PairsUntilBelow(1.1).Should().BeNull();
        (ratio with { Spread = 0.01 }).PairsUntilBelow(1.1).Should().Be(10_240);
    }
}
