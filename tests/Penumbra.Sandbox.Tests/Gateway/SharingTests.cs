using Penumbra.Sandbox.Gateway;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.Tests.Controllers;

namespace Penumbra.Sandbox.Tests.Gateway;

public sealed class SharingTests
{
    [Theory]
    [InlineData(95, 5)]
    [InlineData(50, 50)]
    [InlineData(199, 1)]
    [InlineData(1, 99)]
    public void Every_stretch_of_picks_has_the_shares_of_the_weights(int stable, int candidate)
    {
        var weights = new SmoothWeights([stable, candidate]);
        var picks = Enumerable.Range(0, 4_000).Select(_ => weights.Next()).ToList();

        foreach (var length in new[] { 100, 1_000, 4_000 })
            ((double)picks.Take(length).Sum() / length).Should().BeApproximately((double)candidate / (stable + candidate), 1.0 / length);
    }

    [Fact]
    public void A_weight_of_zero_is_never_picked_and_all_zero_picks_nothing()
    {
        var weights = new SmoothWeights([0, 3]);
        Enumerable.Range(0, 100).Select(_ => weights.Next()).Should().OnlyContain(pick => pick == 1);
        new SmoothWeights([0, 0]).Next().Should().Be(-1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.01, 100)]
    [InlineData(0.333, 3_330)]
    [InlineData(1, 10_000)]
    public void An_even_share_is_kept(double share, int chosen)
    {
        var even = new EvenShare(share, 77);

        Enumerable.Range(0, 10_000).Count(_ => even.Next()).Should().BeCloseTo(chosen, 1);
    }

    [Fact]
    public void Statistics_slide_with_time_and_totals_stay()
    {
        var time = new ManualTime();
        var statistics = new GatewayStatistics(time, TimeSpan.FromSeconds(10));
        for (var i = 0; i < 100; i++)
            statistics.Record("default/shop", "default/stable", "1", i < 10 ? 500 : 200, TimeSpan.FromMilliseconds(i < 95 ? 10 : 300));

        var row = statistics.Snapshot().Should().ContainSingle().Subject;
        (row.Requests, row.Errors).Should().Be((100, 10));
        row.P50.Should().BeCloseTo(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(2));
        row.P99.Should().BeCloseTo(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(60));
        time.Set(time.GetUtcNow() + TimeSpan.FromSeconds(11));

        row = statistics.Snapshot().Should().ContainSingle().Subject;
        (row.Requests, row.TotalRequests, row.TotalErrors).Should().Be((0, 100, 10));
        statistics.MeasuredShares("default/shop", TimeSpan.FromSeconds(10)).Should().BeEmpty();
    }
}
