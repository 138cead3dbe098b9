using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>What was found outlives the process that found it.</summary>
public sealed class ShadowKeepingTests
{
    [Fact]
    public void A_server_that_dies_after_the_verdict_still_shows_all_that_it_was_found_on()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it is decided");
        world.Until(w => w.Mirrored is null, "nothing is copied any more");
        var judged = world.Status.Judgement!.Counts.Compared;
        world.RestartServer();
        world.Compared.Should().BeGreaterThanOrEqualTo(judged);
    }

    [Fact]
    public void A_server_that_dies_while_it_compares_loses_a_minute_at_most()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Compared > 500, "much is compared");
        var known = new List<(DateTimeOffset At, long Compared)>();
        for (var pass = 0; pass < 12; pass++)
        {
            world.Pass();
            known.Add((world.Now, world.Compared));
        }

        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
        world.RestartServer();
        world.Compared.Should().BeGreaterThanOrEqualTo(known.Last(entry => world.Now - entry.At > TimeSpan.FromSeconds(75)).Compared);
    }
}
