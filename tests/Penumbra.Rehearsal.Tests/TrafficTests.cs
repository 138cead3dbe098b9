using MathNet.Numerics.Distributions;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Draws;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Tests;

/// <summary>What users send, and chance.</summary>
public sealed class TrafficTests
{
    private static readonly Objective Latency = new() { Name = "latency", Source = "pods", Indicator = new Indicator.Quantile("http_request_duration_seconds", 0.99), Bound = new Bound.Max(0.3) };

    [Fact]
    public void A_good_release_misses_an_objective_by_a_tenth_of_what_it_allows()
    {
        var traffic = new SteadyTraffic(20, [Latency, new Objective { Name = "a", Source = "pods", Indicator = new Indicator.Ratio("b", "t"), Bound = new Bound.Target(0.999) }], new SteadyBase());
        traffic.Latency(0, TimeSpan.Zero)!.Slower(0.3, 0).Should().BeApproximately(0.001, 1e-6);
        traffic.BadShare(1, TimeSpan.Zero).Should().BeApproximately(0.0001, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    public void Shares_of_slow_answers_are_those_of_a_lognormal_distribution(double delay)
    {
        var shape = new LognormalLatency(0.08, 0.25, 0.01, [0.1, 0.3], 1);
        var sigma = Math.Log(0.25 / 0.08) / Normal.InvCDF(0, 1, 0.99);
        shape.Slower(0.3, delay).Should().BeApproximately(1 - LogNormal.CDF(Math.Log(0.08), sigma, 0.3 - delay), 1e-6);
    }

    [Fact]
    public void A_histogram_in_milliseconds_is_delayed_by_milliseconds()
    {
        var milliseconds = Latency with { Indicator = new Indicator.Quantile("request_duration_milliseconds", 0.99), Bound = new Bound.Max(300) };
        SteadyTraffic.Shape(milliseconds, new SteadyBase())!.Slower(300, 0.1).Should().BeApproximately(SteadyTraffic.Shape(Latency, new SteadyBase())!.Slower(0.3, 0.1), 1e-9);
    }

    [Fact]
    public void A_recorded_histogram_is_delayed_along_its_buckets()
    {
        var shape = new RecordedLatency([0.1, 0.2, 0.4], [50, 90, 100], 100, 1);
        shape.Slower(0.2, 0).Should().BeApproximately(0.1, 1e-12);
        shape.Slower(0.2, 0.1).Should().BeApproximately(0.5, 1e-12);
        shape.Slower(0.2, 0.15).Should().BeApproximately(0.75, 1e-12);
        shape.Slower(0.2, 0.2).Should().Be(1);
        shape.Slower(0.3, 0).Should().BeApproximately(0.05, 1e-12);
    }

    [Theory]
    [InlineData(30, 0.02)]
    [InlineData(5000, 0.3)]
    [InlineData(200, 0.97)]
    public void Failures_are_binomial(long n, double share)
    {
        var draw = new Generator(7);
        var values = Enumerable.Range(0, 20_000).Select(_ => (double)draw.Of(n, share)).ToList();
        var (mean, deviation) = (n * share, Math.Sqrt(n * share * (1 - share)));
        values.Average().Should().BeApproximately(mean, 5 * deviation / Math.Sqrt(20_000));
        Math.Sqrt(values.Average(value => (value - mean) * (value - mean))).Should().BeApproximately(deviation, 0.05 * deviation);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(30)]
    [InlineData(900)]
    public void Arrivals_are_as_many_as_expected(double mean)
    {
        var draw = new Generator(9);
        Enumerable.Range(0, 20_000).Average(_ => (double)draw.Arrivals(mean)).Should().BeApproximately(mean, 5 * Math.Sqrt(mean / 20_000));
    }
}
