using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Tests.Worlds;

/// <summary>What the noises are drawn from has the mean and the dispersion that their names say, worked out from their definitions.</summary>
public sealed class NoiseTests
{
    private const double Share = 0.01;
    private const int Seeds = 300;

    public static TheoryData<int> Positions() => [.. Enumerable.Range(0, Noise.All.Count)];

    [Theory]
    [MemberData(nameof(Positions))]
    public void Every_noise_fails_what_is_allowed_on_average(int position)
    {
        var (noise, samples) = (Noise.All[position], Samples(Noise.All[position]));

        // Bursts of 30 s: 5 a run, 1,500 in all.
        samples.Average(sample => sample.Bad).Should().BeApproximately(2000 * Share, noise.Kind is NoiseKind.OwnBursts or NoiseKind.CommonBursts ? 2.0 : 0.2, noise.ToString());
    }

    [Theory]
    [InlineData(NoiseKind.Independent, 0, 1)] // Poisson requests, each of which fails by itself: Poisson again
    [InlineData(NoiseKind.BetaBinomial, 0.01, 2.98)] // (1 − p)·(1 + 199·rho) + p, with 200 requests in each second
    [InlineData(NoiseKind.BetaBinomial, 0.05, 10.85)]
    [InlineData(NoiseKind.Clumps, 4, 4)] // 16·n·(p/4)·(1 − p/4) + n·p², over n·p
    public void Counts_are_as_dispersed_as_they_are_to_be(NoiseKind kind, double parameter, double index)
    {
        var samples = Samples(Noise.All.Single(noise => noise.Kind == kind && noise.Parameter.Equals(parameter)));
        var mean = samples.Average(sample => sample.Bad);
        (samples.Average(sample => Math.Pow(sample.Bad - mean, 2)) / mean).Should().BeApproximately(index, 0.05 * index);
    }

    [Theory]
    [InlineData(NoiseKind.OwnBursts, 3)]
    [InlineData(NoiseKind.OwnBursts, 10)]
    [InlineData(NoiseKind.OwnBursts, 30)]
    [InlineData(NoiseKind.CommonBursts, 3)]
    [InlineData(NoiseKind.CommonBursts, 10)]
    [InlineData(NoiseKind.CommonBursts, 30)]
    public void Bursts_leave_most_of_the_time_without_a_failure(NoiseKind kind, double seconds)
    {
        // A sample of 10 s meets a burst that is on at its beginning, a tenth of the time, or begins in it: the gaps are exponential, nine times as long on average.
        var meets = 0.1 + (0.9 * (1 - Math.Exp(-10 / (9 * seconds))));
        var samples = Samples(Noise.All.Single(noise => noise.Kind == kind && noise.Parameter.Equals(seconds)));
        samples.Average(sample => sample.Bad > 0 ? 1.0 : 0).Should().BeApproximately(meets, 0.1 * meets);
    }

    [Fact]
    public void Common_bursts_hit_both_at_once_and_own_ones_the_candidate_alone()
    {
        Together(new Noise(NoiseKind.CommonBursts, 30, true)).Should().BeGreaterThan(0.95);
        Together(new Noise(NoiseKind.OwnBursts, 30, false)).Should().BeLessThan(0.25);
    }

    // Of the samples in which stable fails, those in which the candidate does, at half of the requests each.
    private static double Together(Noise noise)
    {
        var trace = new Trace(World(noise) with { StableLevel = 1 });
        int both = 0, stable = 0;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            trace.Draw(seed);
            for (var index = 60; index < 90; index++)
            {
                if (trace.StableBad[index + 1] == trace.StableBad[index]) continue;
                stable++;
                if (trace.CandidateBad[index + 1] > trace.CandidateBad[index]) both++;
            }
        }

        return (double)both / stable;
    }

    // In the bake, where 2,000 requests make a sample.
    private static List<(long Total, long Bad)> Samples(Noise noise)
    {
        var trace = new Trace(World(noise));
        var samples = new List<(long, long)>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            trace.Draw(seed);
            for (var index = 90; index < 150; index++) samples.Add((trace.Candidate[index + 1] - trace.Candidate[index], trace.CandidateBad[index + 1] - trace.CandidateBad[index]));
        }

        return samples;
    }

    private static World World(Noise noise) => new() { Rps = 200, Allowed = Share, Level = 1, Noise = noise };
}
