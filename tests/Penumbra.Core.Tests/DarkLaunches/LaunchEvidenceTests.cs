using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>What an operator that dies leaves to the next one: the evidence of ranks, and the crashes of the candidate.</summary>
public sealed class LaunchEvidenceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    private static DarkLaunchSpec Compared => Specs.Simple() with
    {
        Objectives =
        [
            new Objective
            {
                Name = "cost", Source = "prometheus", Indicator = new Indicator.Query("cost"), Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Ranks, Window = TimeSpan.FromSeconds(20),
            },
        ],
        Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5) },
    };

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void A_process_that_begins_goes_on_from_the_evidence_of_ranks(int seconds)
    {
        var window = TimeSpan.FromSeconds(seconds);
        var undisturbed = Ended(Launched(2, window));
        for (var at = 1; at < (undisturbed.Now - Launched(2, window).Now).TotalSeconds; at += 11)
        {
            var world = Launched(2, window);
            world.Run(TimeSpan.FromSeconds(at));
            world.Restart();
            Ended(world);
            (world.Now - undisturbed.Now).Should().BeLessThanOrEqualTo(
                TimeSpan.FromSeconds(60) + Compared.Analysis.Interval, "the operator died after {0} s, and may have lost one window, or the minute since the last write where windows are shorter", at);
        }
    }

    [Fact]
    public void The_evidence_is_the_same_as_if_nobody_had_died()
    {
        var world = Launched(candidate: 2);
        world.RunUntil(w => w.Status.Evidence?.Objectives.Any(one => one.Name == "cost" && one.Weight > 20) == true, Long);
        var before = world.Memory.Objectives["cost"].Ranks!;
        world.Restart();
        world.Settle();
        var after = world.Memory.Objectives["cost"].Ranks!;
        after.Evidence.Value.Should().Be(before.Evidence.Value);
        after.Windows.Should().Be(before.Windows);
        world.Status.Objectives.Single().Why.Should().Be(UnknownWhy.Suspect);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(45)]
    [InlineData(75)]
    [InlineData(130)]
    public void An_operator_that_dies_again_and_again_blames_a_worse_release_all_the_same(int seconds)
    {
        var world = Launched(candidate: 2);
        for (var lives = 0; lives < 200 && world.Status.Phase != LaunchPhase.RolledBack; lives++)
        {
            world.Run(TimeSpan.FromSeconds(seconds));
            world.Restart();
        }

        Ended(world);
    }

    [Fact]
    public void And_never_blames_a_good_one()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var world = Specs.Adopted(Compared);
            world.Answers = (_, _) => 1 + (0.4 * random.NextDouble());
            world.Push("bbb");
            for (var lives = 0; lives < 200 && world.Status.Stable?.Revision != "bbb"; lives++)
            {
                world.Run(TimeSpan.FromSeconds(random.Next(5, 90)));
                world.Restart();
                world.Status.Phase.Should().NotBe(LaunchPhase.RolledBack, "seed {0}", seed);
            }

            world.Status.Stable?.Revision.Should().Be("bbb");
        }
    }

    [Fact]
    public void Ranks_of_another_version_are_told_and_the_launch_goes_on_without_them()
    {
        var world = Launched(candidate: 2);
        world.RunUntil(w => w.CandidateShare == Share.Percent(5) && w.Status.Evidence is not null, Long);
        var kept = world.Status.Evidence!;
        world.Status = world.Status with { Evidence = kept with { Objectives = [.. kept.Objectives.Select(one => one with { State = "v=9;w=1" })] } };
        world.Restart();
        world.Run(TimeSpan.FromSeconds(2));
        world.Events.Should().Contain(said => said.Contains(nameof(Reason.EvidenceLost), StringComparison.Ordinal));
        Ended(world);
    }

    [Fact]
    public void A_crash_that_an_operator_saw_before_it_died_counts_with_one_that_the_next_sees()
    {
        var world = Crashing();
        Crash(world, "pod-1");
        world.Run(TimeSpan.FromSeconds(70));
        world.Restart();
        world.Run(TimeSpan.FromSeconds(20));
        world.Status.Phase.Should().Be(LaunchPhase.Launching, "one is borne");
        Crash(world, "pod-1");
        world.Run(TimeSpan.FromSeconds(5));
        Blamed(world);
    }

    [Fact]
    public void Crashes_that_no_process_saw_count_for_the_next()
    {
        var world = Crashing();
        Crash(world, "pod-1");
        Crash(world, "pod-1");
        world.Restart();
        world.Run(TimeSpan.FromSeconds(5));
        Blamed(world);
    }

    [Fact]
    public void However_often_an_operator_dies_a_crash_counts_once()
    {
        var world = Crashing();
        Crash(world, "pod-1");
        Crash(world, "pod-2");
        for (var life = 0; life < 30; life++)
        {
            world.Run(TimeSpan.FromSeconds(1 + (life % 7)));
            world.Restart();
        }

        world.Memory.Restarts.Crashes.Should().HaveCountLessThanOrEqualTo(2);
        world.OutcomeOf("bbb").Should().BeNull();
    }

    [Fact]
    public void Crashes_are_written_down_where_a_launch_has_no_objectives_and_cost_a_quiet_one_no_write()
    {
        var world = Crashing();
        world.Status.Evidence!.Objectives.Should().ContainSingle().Which.Weight.Should().Be(0);
        world.Run(TimeSpan.FromMinutes(3));
        var writes = world.Writes;
        world.Run(TimeSpan.FromMinutes(10));
        world.Writes.Should().Be(writes);
        Crash(world, "pod-2");
        world.Run(TimeSpan.FromSeconds(61));
        world.Writes.Should().Be(writes + 1);
        ObjectiveKeeping.Restarts(world.Status.Evidence)!.Crashes.Should().ContainSingle().Which.Pod.Should().Be("pod-2");
    }

    [Fact]
    public void What_crashed_in_an_attempt_is_forgotten_with_it()
    {
        var world = Crashing();
        Crash(world, "pod-1");
        Crash(world, "pod-1");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, Long);
        world.Acts["penumbra.dev/retry"] = "1";
        world.Run(TimeSpan.FromSeconds(30));
        world.Restart();
        world.Run(TimeSpan.FromSeconds(30));
        world.Memory.Restarts.Crashes.Should().BeEmpty();
    }

    [Fact]
    public void A_process_that_began_with_an_older_status_goes_on_from_the_newer_one_as_soon_as_it_sees_it()
    {
        var (world, older) = Written(Launched(candidate: 2), "cost", 3);
        var written = RankText.Read(world.Status.Evidence!.Objectives.Single(one => one.Name == "cost").State)!;
        Lag(world, older);
        world.Memory.Objectives["cost"].Ranks!.Windows.Should().BeLessThan(written.Windows, "that is what it saw");
        world.Lagging = null;
        world.Settle();
        world.Memory.Objectives["cost"].Ranks!.Windows.Should().Be(written.Windows);
        world.Memory.Objectives["cost"].Ranks!.Evidence.Value.Should().Be(written.Evidence.Value);
        Ended(world);
    }

    [Fact]
    public void And_counts_every_event_once()
    {
        var (undisturbed, _) = Written(Counted(), "availability", 1.5);
        var (world, older) = Written(Counted(), "availability", 1.5);
        Lag(world, older);
        world.Lagging = null;
        world.Run(TimeSpan.FromSeconds(20));
        undisturbed.Run(world.Now - undisturbed.Now);
        Seen(world).Should().Be(Seen(undisturbed));
        world.Memory.Objectives["availability"].Sequential!.Evidence.Steps.Should().Be(undisturbed.Memory.Objectives["availability"].Sequential!.Evidence.Steps, "no step is entered twice");
    }

    [Fact]
    public void What_it_wrote_itself_it_does_not_go_back_to()
    {
        var (world, older) = Written(Counted(), "availability", 1.5);
        world.Run(TimeSpan.FromSeconds(7));
        var seen = world.Memory.Objectives["availability"].Sequential!;
        world.Lagging = older;
        world.Pass();
        world.Memory.Objectives["availability"].Sequential.Should().Be(seen);
    }

    [Fact]
    public void A_crash_that_older_status_does_not_know_counts_once()
    {
        var world = Crashing();
        var older = world.Status;
        Crash(world, "pod-1");
        world.Run(TimeSpan.FromSeconds(70));
        world.Status.Evidence!.Objectives.Single().Weight.Should().Be(1, "it is written down");
        Lag(world, older);
        world.Lagging = null;
        world.Run(TimeSpan.FromSeconds(70));
        world.Memory.Restarts.Crashes.Should().ContainSingle();
        world.Status.Phase.Should().Be(LaunchPhase.Launching, "one is borne");
        Crash(world, "pod-1");
        world.Run(TimeSpan.FromSeconds(5));
        Blamed(world);
    }

    [Fact]
    public void Newer_evidence_that_cannot_be_read_is_told_once_and_what_was_gone_on_from_stays()
    {
        var (world, older) = Written(Launched(candidate: 2), "cost", 3);
        var kept = world.Status.Evidence!;
        world.Status = world.Status with { Evidence = kept with { Objectives = [.. kept.Objectives.Select(one => one with { State = "v=9;w=1" })] } };
        Lag(world, older);
        var windows = world.Memory.Objectives["cost"].Ranks!.Windows;
        windows.Should().BePositive();
        world.Lagging = null;
        world.Pass();
        world.Pass();
        world.Memory.Objectives["cost"].Ranks!.Windows.Should().Be(windows);
        world.Events.Count(said => said.Contains(nameof(Reason.EvidenceLost), StringComparison.Ordinal)).Should().Be(1);
    }

    // A launch whose evidence was written at least twice since it began, and the status of the time before.
    private static (LaunchWorld World, LaunchStatus Older) Written(LaunchWorld world, string objective, double weight)
    {
        bool IsWritten(LaunchWorld w, double least) => w.CandidateShare == Share.Percent(5) && w.Status.Evidence?.Objectives.Any(one => one.Name == objective && one.Weight > least) == true;
        world.RunUntil(w => IsWritten(w, 1.05), Long);
        world.Run(TimeSpan.FromSeconds(3));
        var older = world.Status;
        world.RunUntil(w => IsWritten(w, weight) && w.Status.LiveAt > older.LiveAt, Long);
        return (world, older);
    }

    // Another process begins with the status of then.
    private static void Lag(LaunchWorld world, LaunchStatus older)
    {
        world.Restart();
        world.Lagging = older;
        world.Pass();
        world.Pass();
    }

    private static LaunchWorld Counted()
    {
        var world = Specs.Adopted(Specs.Guarded() with
        {
            Objectives = [Specs.Guarded().Objectives[0] with { Judge = JudgeKind.Sequential, Control = true, MinSamples = 1_000_000 }],
            Steps = [new StepSpec { Share = Share.Percent(5), Hold = TimeSpan.FromSeconds(30) }, new StepSpec { Share = Share.All }],
        });
        world.Failing["bbb"] = 0.04;
        world.Push("bbb");
        return world;
    }

    private static EventCounts Seen(LaunchWorld world) => world.Memory.Objectives["availability"].Sequential!.Evidence.Seen;

    private static LaunchWorld Launched(double candidate, TimeSpan? window = null)
    {
        var world = Specs.Adopted(Compared with { Objectives = [Compared.Objectives[0] with { Window = window ?? Compared.Objectives[0].Window }] });
        world.Answers = (revision, _) => revision == "bbb" ? candidate : 1;
        world.Push("bbb");
        return world;
    }

    private static LaunchWorld Ended(LaunchWorld world)
    {
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, Long);
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);
        return world;
    }

    // A launch that holds at its first step for long, and has two pods that have not crashed.
    private static LaunchWorld Crashing()
    {
        var world = Specs.Adopted(Specs.Simple() with { Steps = [new StepSpec { Share = Share.Percent(5), Hold = TimeSpan.FromHours(2) }, new StepSpec { Share = Share.All }] });
        world.Restarts["bbb"] = new Dictionary<string, PodRestarts> { ["pod-1"] = new(0, true), ["pod-2"] = new(0, true) };
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5) && w.Status.Step is not null, Long);
        world.Run(TimeSpan.FromSeconds(5));
        return world;
    }

    private static void Crash(LaunchWorld world, string pod) => world.Restarts["bbb"][pod] = new PodRestarts(world.Restarts["bbb"][pod].Restarts + 1, true, world.Now);

    private static void Blamed(LaunchWorld world)
    {
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, TimeSpan.FromMinutes(1));
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);
        world.Status.Decisions[0].Evidence.Should().Contain("penumbra-restarts");
    }
}
