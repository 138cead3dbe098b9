using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Spec;
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

    [Fact]
    public void What_could_not_be_kept_at_the_verdict_is_kept_as_soon_as_it_can_be()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Mirrored == w.Spec.Sample, "it is copied");
        world.KeepIsRefused = true;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "it is decided");
        world.Condition("EvidenceNotKept")!.Status.Should().Be(ConditionStatus.True);
        var judged = world.Status.Judgement!.Counts.Compared;
        var (tries, since) = (Tries(world), world.Now);
        for (var pass = 0; pass < 40; pass++) world.Pass();
        (Tries(world) - tries).Should().BeCloseTo((int)((world.Now - since) / TimeSpan.FromSeconds(21)), 1, "it is tried every twenty seconds");
        world.KeepIsRefused = false;
        var mended = world.Now;
        world.Until(w => w.Condition("EvidenceNotKept")!.Status == ConditionStatus.False, "it is kept", 10);
        (world.Now - mended).Should().BeLessThan(TimeSpan.FromSeconds(30), "that it is kept is told when it is, not when it would be tried again");
        world.RestartServer();
        world.Compared.Should().BeGreaterThanOrEqualTo(judged);
        world.Until(w => w.Pass().Effects.Count == 0, "it rests", 5);
    }

    [Fact]
    public void While_nothing_is_found_nothing_is_kept_again()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Compared > 500, "much is compared");
        world.Spec = world.Spec with { Suspended = true };
        world.Until(w => w.Mirrored is null, "nothing is copied");
        for (var pass = 0; pass < 100; pass++) world.Pass();
        var (held, tries, since) = (world.Compared, Tries(world), world.Now);
        for (var pass = 0; pass < 500; pass++) world.Pass();
        (world.Now - since).Should().BeGreaterThan(TimeSpan.FromMinutes(5));
        Tries(world).Should().Be(tries, "a suspended shadow wrote the same ConfigMap every minute, for as long as it was suspended");
        world.RestartServer();
        world.Compared.Should().Be(held);
    }

    [Fact]
    public void Before_a_server_that_cannot_be_made_it_is_not_kept_with_each_try()
    {
        var world = new ShadowWorld();
        world.Until(w => w.Compared > 500, "much is compared");
        world.ServerIsRefused = true;
        world.Server = (world.Status.Subject!, world.Now);
        world.Pass();
        var (tries, since) = (Tries(world), world.Now);
        for (var pass = 0; pass < 20; pass++) world.Pass();
        (Tries(world) - tries).Should().BeInRange(0, (int)((world.Now - since) / TimeSpan.FromSeconds(5)) + 1, "a busy server that refused the second of three writes got the first again each second");
    }

    private static int Tries(ShadowWorld world) => world.Done.Count(effect => effect is ShadowEffect.KeepEvidence);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_cannot_be_kept_is_told_and_tried_again_and_ends_neither_copying_nor_replay(bool isReplayed)
    {
        var world = new ShadowWorld { KeepIsRefused = true, Recorded = 3_000 };
        world.Spec = world.Spec with { Verdict = world.Spec.Verdict with { Over = TimeSpan.FromMinutes(8) } };
        if (isReplayed) world.Spec = world.Spec with { Replay = new ReplaySpec("spec.replay.secret", "key monday.har of Secret recordings", 10), Copies = false };
        bool IsAsked() => isReplayed ? world.Job is not null : world.Mirrored is not null;
        world.Until(_ => IsAsked() && world.Done.Exists(effect => effect is ShadowEffect.KeepEvidence), "it tries to keep what was found");
        var (tries, since) = (world.Done.Count(effect => effect is ShadowEffect.KeepEvidence), world.Now);
        for (var pass = 0; pass < 20; pass++)
        {
            world.Pass();
            IsAsked().Should().BeTrue();
        }

        world.Condition("EvidenceNotKept").Should().Match<Condition>(said => said.Status == ConditionStatus.True && said.Message.Contains("orders-next-evidence"));
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.EvidenceNotKept && told.Warning);
        (world.Done.Count(effect => effect is ShadowEffect.KeepEvidence) - tries).Should().BeInRange(1, (int)((world.Now - since) / TimeSpan.FromSeconds(20)) + 1, "three times a minute at most");

        world.KeepIsRefused = false;
        world.Until(w => w.Condition("EvidenceNotKept")!.Status == ConditionStatus.False, "it is kept", 20);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
    }
}
