using Penumbra.Harm.Rules;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Tests.Rules;

public sealed class PenumbraRuleTests
{
    [Theory]
    [InlineData(2, 0, 0, 10)]
    [InlineData(20, 0, 0, 10)]
    [InlineData(20, 5, 0, 10)]
    [InlineData(200, 5, 450, 10)]
    [InlineData(200, 20, 1150, 15)]
    [InlineData(2000, 1000, 150, 30)]
    public void Counters_of_pods_to_which_nothing_happens_give_the_outcome_of_exact_increments(double rps, double multiple, int onset, int tick)
    {
        var world = new World { Rps = rps, Allowed = 0.001, Level = 1, Fault = multiple * 0.001, Onset = onset, Tick = tick };
        var trace = new Trace(world);
        for (ulong seed = 0; seed < 5; seed++)
        {
            trace.Draw(seed);
            new PenumbraRule().Judge(world with { Counting = Counting.Pods }, trace, seed).Should().Be(new PenumbraRule().Judge(world, trace, seed));
        }
    }

    [Fact]
    public void What_happens_to_counters_hides_no_release_that_fails_everything()
    {
        foreach (var counting in new[] { Counting.Restarts, Counting.SeenLate })
        {
            var world = new World { Rps = 200, Allowed = 0.001, Fault = 1, Counting = counting };
            var trace = new Trace(world);
            trace.Draw(7);
            new PenumbraRule().Judge(world, trace, 7).BlamedAt.Should().BeLessThanOrEqualTo(60, $"{counting}");
        }
    }
}
