using System.Collections.Immutable;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

/// <summary>Values computed by hand by the rule of PromQL's histogram_quantile.</summary>
public sealed class HistogramTests
{
    // 10 events up to 0.1, 40 up to 0.25, 90 up to 0.5, 98 up to 1, 2 above.
    private static readonly ImmutableSortedDictionary<double, long> Buckets = new Dictionary<double, long> { [0.1] = 10, [0.25] = 40, [0.5] = 90, [1] = 98 }.ToImmutableSortedDictionary();

    [Theory]
    [InlineData(0.05, 0.05)]     // rank 5: 0 + 0.1 · 5/10
    [InlineData(0.1, 0.1)]       // rank 10: the first bucket's bound
    [InlineData(0.25, 0.175)]    // rank 25: 0.1 + 0.15 · 15/30
    [InlineData(0.5, 0.3)]       // rank 50: 0.25 + 0.25 · 10/50
    [InlineData(0.9, 0.5)]
    [InlineData(0.95, 0.8125)]   // rank 95: 0.5 + 0.5 · 5/8
    [InlineData(0.99, 1)]        // above all finite buckets: the largest bound
    public void A_quantile_is_interpolated_inside_its_bucket(double q, double value) => Histogram.Quantile(Buckets, 100, q).Should().BeApproximately(value, 1e-12);

    [Fact]
    public void Without_events_there_is_no_quantile() => Histogram.Quantile(Buckets, 0, 0.5).Should().BeNull();

    [Fact]
    public void Bounds_around_a_value_are_found()
    {
        Histogram.FirstBoundFrom(Buckets, 0.3).Should().Be(0.5);
        Histogram.FirstBoundFrom(Buckets, 0.25).Should().Be(0.25);
        Histogram.FirstBoundFrom(Buckets, 2).Should().BeNull();
        Histogram.LastBoundTo(Buckets, 0.3).Should().Be(0.25);
        Histogram.LastBoundTo(Buckets, 0.05).Should().BeNull();
    }
}
