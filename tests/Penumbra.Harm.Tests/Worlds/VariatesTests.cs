using Penumbra.Harm.Draws;
using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Tests.Worlds;

public sealed class VariatesTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(7.5)]
    public void A_gamma_variate_has_its_shape_as_mean_and_as_variance(double shape)
    {
        var draw = new Generator(3);
        double[] drawn = [.. Enumerable.Range(0, 200_000).Select(_ => draw.Gamma(shape, 1e-12))];
        var mean = drawn.Average();
        mean.Should().BeApproximately(shape, 0.01 * shape + 0.005);
        drawn.Average(value => Math.Pow(value - mean, 2)).Should().BeApproximately(shape, 0.03 * shape);
    }

    [Fact]
    public void An_exponential_waiting_time_has_its_mean_as_deviation()
    {
        var draw = new Generator(4);
        double[] drawn = [.. Enumerable.Range(0, 200_000).Select(_ => draw.Exponential(30))];
        drawn.Average().Should().BeApproximately(30, 0.3);
        Math.Sqrt(drawn.Average(value => Math.Pow(value - 30, 2))).Should().BeApproximately(30, 0.3);
    }
}
