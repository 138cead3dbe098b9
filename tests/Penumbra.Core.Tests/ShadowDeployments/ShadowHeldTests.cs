using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>The time of the verdict is time in which something is compared.</summary>
public sealed class ShadowHeldTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_suspended_for_long_is_compared_for_the_rest_of_its_time_before_there_is_a_verdict(bool restarted)
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared >= 1_600, "there is enough of it");
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.TooEarly);
        var compared = world.Now - ShadowWorld.Start;
        world.Spec = world.Spec with { Suspended = true };
        var until = world.Now.AddHours(1);
        while (world.Now < until) world.Pass();
        world.Spec = world.Spec with { Suspended = false };
        if (restarted) world.Restart();
        var since = world.Now;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        (world.Now - since + compared).Should().BeGreaterThanOrEqualTo(world.Spec.Verdict.Over).And.BeLessThan(world.Spec.Verdict.Over + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void When_a_verdict_can_be_expected_counts_what_is_held()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Status.Judgement?.Counts.Compared >= 1_600, "there is enough of it");
        var expected = world.Status.Judgement!.ExpectedAt!.Value;
        world.Spec = world.Spec with { Suspended = true };
        var until = world.Now.AddMinutes(30);
        while (world.Now < until) world.Pass();
        world.Spec = world.Spec with { Suspended = false };
        for (var pass = 0; pass < 5; pass++) world.Pass();
        world.Status.Judgement!.ExpectedAt.Should().BeCloseTo(expected.AddMinutes(30), TimeSpan.FromSeconds(60));
    }
}
