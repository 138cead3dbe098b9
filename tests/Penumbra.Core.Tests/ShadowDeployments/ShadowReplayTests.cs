using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>Recorded requests before live ones, and instead of them.</summary>
public sealed class ShadowReplayTests
{
    private static readonly ReplaySpec Replay = new("spec.replay.secret", "key monday.har of Secret recordings", 50);

    [Fact]
    public void What_is_recorded_is_replayed_before_anything_is_copied()
    {
        var world = World(copies: true);
        world.Until(w => w.Job is not null, "the replay begins");
        world.Until(w => w.Condition("Ready") is { Status: ConditionStatus.True, Reason: nameof(Reason.Replaying) } ready && ready.Message.StartsWith("replayed 1,", StringComparison.Ordinal), "it says how far it is");
        (world.Status.Phase, world.Mirrored).Should().Be((ShadowPhase.Replaying, null));
        world.Status.Replay!.Value.Total.Should().Be(2_000);
        world.Until(w => w.Mirrored is not null, "then it copies");
        world.Job.Should().BeNull("its Job has done its work");
        world.Replay.IsFinished.Should().BeTrue();
        Told(world).Should().Equal(Reason.ReplayBegan, Reason.ReplayFinished);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Compared.Should().BeGreaterThan(2_000);
    }

    [Fact]
    public void Without_routes_the_end_of_the_recording_is_the_end_and_no_time_is_waited_for()
    {
        var world = World(copies: false);
        world.Spec = world.Spec with { Verdict = world.Spec.Verdict with { Over = TimeSpan.FromHours(24) } };
        world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        (world.Now - world.Status.Since!.Value).Should().BeLessThan(TimeSpan.FromMinutes(3));
        world.Status.Replay.Should().Be(new ReplayProgress(2_000, 2_000, true));
        world.Until(w => w.Pass().Effects.Count == 0, "it rests", 5);
    }

    [Fact]
    public void Too_short_a_recording_is_said_to_be_too_short_and_nothing_more_is_promised()
    {
        var world = World(copies: false);
        world.Recorded = 700;
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it ends");
        world.Status.Judgement!.Should().Match<ShadowJudgement>(judgement => judgement.Verdict == ShadowVerdict.Inconclusive && judgement.Why == VerdictWhy.TooFewComparisons && judgement.ExpectedAt == null);
        world.Status.Judgement!.Message.Should().Be("700 of 1500 comparisons; all is replayed, and nothing more will come");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.ShadowJudged);
    }

    [Fact]
    public void A_bad_shadow_is_told_while_the_recording_goes_on_to_its_end()
    {
        var world = World(copies: false);
        world.DiffersEvery = 5;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "it is told");
        world.Status.Phase.Should().Be(ShadowPhase.Replaying);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Compared.Should().Be(2_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_that_dies_after_any_effect_counts_nothing_twice_and_loses_nothing(bool copies)
    {
        var passes = 0;
        for (var quiet = World(copies); quiet.Status.Phase != ShadowPhase.Decided && quiet.Mirrored is null; passes++) quiet.Pass();
        for (var pass = 0; pass <= passes; pass++)
        {
            for (var died = 0; ; died++)
            {
                var world = World(copies);
                for (var before = 0; before < pass; before++) world.Pass();
                var effects = world.Pass(died).Effects.Count;
                world.Until(w => w.Replay.IsFinished, $"the end, after dying in pass {pass} after {died} effects");
                if (!copies)
                {
                    world.Until(w => w.Status.Phase == ShadowPhase.Decided && w.ShadowReplicas == 0 && w.Job is null, "a verdict");
                    world.Compared.Should().Be(2_000);
                }
                else
                {
                    world.Until(w => w.Mirrored is not null && w.Job is null, "it copies");
                }

                if (died >= effects) break;
            }
        }
    }

    [Fact]
    public void A_server_that_dies_at_any_moment_is_told_again_what_it_lost_and_nothing_else()
    {
        for (var seconds = 0; seconds < 60; seconds += 3)
        {
            var world = World(copies: false);
            world.Until(w => w.Job is not null, "the replay begins");
            var start = world.Now;
            while (world.Now < start + TimeSpan.FromSeconds(seconds)) world.Pass();
            world.RestartServer();
            world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
            (world.Compared, world.Replay).Should().Be((2_000, new ReplayProgress(2_000, 2_000, true)), "it died after {0} s", seconds);
        }
    }

    [Fact]
    public void A_server_that_forgets_the_end_while_live_is_copied_is_told_again_before_the_copying_goes_on()
    {
        var world = World(copies: true);
        world.Until(w => w.Replay.Replayed >= 500, "some of it");
        world.Until(w => w.Mirrored is not null, "it copies");
        world.ForgetKept();
        world.RestartServer();
        world.Until(w => w.Mirrored is null, "the copying ends");
        world.Until(w => w.Replay.IsFinished && w.Mirrored is not null, "and goes on after the replay");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_recording_under_the_same_name_begins_the_comparison_anew(bool copies)
    {
        var world = World(copies);
        world.Until(w => w.Replay.Replayed >= 500, "some of it");
        var (subject, since) = (world.Status.Subject, world.Status.Since);
        world.DiffersEvery = 3;
        world.Until(w => w.Status.Judgement?.Verdict == ShadowVerdict.Worse, "what was recorded first is answered otherwise");
        world.ChangeRecording();
        world.DiffersEvery = 0;
        world.Until(w => w.Status.Since > since, "it begins anew", 10);
        world.Status.Subject.Should().Be(subject);
        world.Done.OfType<ShadowEffect.EmitEvent>().Last(told => told.Reason == Reason.ComparisonBegan).Note.Should().Be("key monday.har of Secret recordings has changed: the comparison begins anew");
        world.Until(w => w.Replay.IsFinished, "all of the other is replayed");
        world.Compared.Should().Be(2_000, "and nothing of the first is counted with it");
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "a verdict");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Done.OfType<ShadowEffect.EmitEvent>().Count(told => told.Reason == Reason.ComparisonBegan).Should().Be(2);
    }

    [Theory]
    [InlineData("suspend", nameof(Reason.ShadowSuspended))]
    [InlineData("launch", nameof(Reason.LaunchUnderWay))]
    public void What_forbids_comparing_ends_the_Job_and_it_goes_on_where_it_was(string why, string reason)
    {
        var world = World(copies: false);
        world.Until(w => w.Replay.Replayed >= 500, "some of it");
        Forbid(world, why, true);
        world.Pass();
        world.Job.Should().BeNull();
        world.Condition("Ready")!.Reason.Should().Be(reason);
        var replayed = world.Replay.Replayed;
        for (var pass = 0; pass < 5; pass++) world.Pass();
        world.Replay.Replayed.Should().Be(replayed);
        Forbid(world, why, false);
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "it goes on");
        world.Compared.Should().Be(2_000);
        world.Done.OfType<ShadowEffect.EmitEvent>().Last(told => told.Reason == Reason.ReplayBegan).Note.Should().StartWith("the replay goes on: replayed ");
    }

    [Fact]
    public void A_recording_that_cannot_be_replayed_stalls_with_its_field_until_somebody_takes_the_Job_away()
    {
        var world = World(copies: true);
        world.Until(w => w.Job is not null, "the replay begins");
        world.JobFailure = "the recording is empty";
        world.Until(w => w.Condition("Stalled") is { Status: ConditionStatus.True, Reason: nameof(Reason.ReplayFailed) }, "it is told");
        world.Condition("Stalled")!.Message.Should().Be("spec.replay.secret: key monday.har of Secret recordings: the recording is empty; mend it, then delete the Job");
        for (var pass = 0; pass < 20; pass++) world.Pass();
        (world.Job is not null, world.Mirrored).Should().Be((true, null));
        Told(world).Should().Equal(Reason.ReplayBegan, Reason.ReplayFailed);
        (world.Job, world.JobFailure) = (null, null);
        world.Until(w => w.Replay.IsFinished, "it goes on");
    }

    [Fact]
    public void A_replay_whose_pod_cannot_begin_says_what_it_waits_for_and_goes_on_by_itself()
    {
        var world = World(copies: true);
        world.Until(w => w.Job is not null, "the replay begins");
        var made = world.Now;
        world.JobWaits = ("persistentvolumeclaim \"recordings\" not found", made);
        world.Until(w => w.Condition("Ready")!.Reason == nameof(Reason.ReplayWaits), "it is told");
        (world.Now - made).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1)).And.BeLessThan(TimeSpan.FromMinutes(2));
        world.Condition("Ready")!.Message.Should().StartWith("spec.replay.secret: no pod of the replay has begun since 2026-").And.EndWith("Z: persistentvolumeclaim \"recordings\" not found");
        (world.Condition("Stalled")!.Status, world.Condition("Reconciling")!.Status).Should().Be((ConditionStatus.False, ConditionStatus.True));
        for (var pass = 0; pass < 20; pass++) world.Pass();
        Told(world).Should().Equal(Reason.ReplayBegan, Reason.ReplayWaits);
        world.JobWaits = null;
        world.Until(w => w.Replay.IsFinished, "it goes on");
    }

    [Fact]
    public void A_pod_that_follows_one_that_was_drained_has_its_minute_too()
    {
        var world = World(copies: true);
        world.Until(w => w.Replay.Replayed >= 1_000, "some of it");
        var drained = world.Now;
        world.JobWaits = ("no node takes it", drained);
        for (; world.Now - drained < TimeSpan.FromSeconds(50); world.Pass()) world.Condition("Ready")!.Reason.Should().Be(nameof(Reason.Replaying));
        world.JobWaits = null;
        world.Until(w => w.Replay.IsFinished, "it goes on");
        Told(world).Should().NotContain(Reason.ReplayWaits);
    }

    [Fact]
    public void Another_recording_begins_anew_and_no_recording_any_more_ends_the_Job()
    {
        var world = World(copies: true);
        world.Until(w => w.Replay.Replayed >= 500, "some of it");
        var since = world.Status.Since;
        world.Spec = world.Spec with { Settings = "s2" };
        world.Until(w => w.Status.Since > since && w.Job?.Since == w.Status.Since, "it begins anew");
        world.Spec = world.Spec with { Settings = "s3", Replay = null };
        world.Until(w => w.Mirrored is not null, "it copies");
        world.Job.Should().BeNull();
        world.Status.Replay.Should().BeNull();
    }

    [Fact]
    public void A_deleted_shadow_ends_its_replay_wherever_it_is()
    {
        for (var passes = 0; passes < 30; passes++)
        {
            var world = World(copies: true);
            for (var pass = 0; pass < passes; pass++) world.Pass();
            world.Deleting = true;
            world.Until(w => w.IsGone || !w.HasFinalizer, "it goes", 30);
            (world.Job, world.Server, world.Mirrored).Should().Be((null, null, null));
        }
    }

    private static ShadowWorld World(bool copies)
    {
        var world = new ShadowWorld();
        world.Spec = world.Spec with { Replay = Replay, Copies = copies };
        return world;
    }

    private static IEnumerable<Reason> Told(ShadowWorld world) =>
        world.Done.OfType<ShadowEffect.EmitEvent>().Select(told => told.Reason).Where(reason => reason is Reason.ReplayBegan or Reason.ReplayFinished or Reason.ReplayFailed or Reason.ReplayWaits);

    private static void Forbid(ShadowWorld world, string why, bool holds)
    {
        if (why == "suspend") world.Spec = world.Spec with { Suspended = holds };
        else world.Launching = holds ? "orders" : null;
    }
}
