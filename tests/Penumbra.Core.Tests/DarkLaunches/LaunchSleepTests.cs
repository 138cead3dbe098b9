using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>What <c>spec.replicas: 0</c> must not undo: a verdict, a person's hold, the way back.</summary>
public sealed class LaunchSleepTests
{
    [Fact]
    public void A_launch_that_is_held_for_a_bad_objective_does_not_climb_by_itself_after_a_night_without_pods()
    {
        var world = At25(Specs.Guarded() with { OnBad = OnTrouble.Pause });
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Reason == Reason.PausedByObjective, TimeSpan.FromMinutes(1));
        world.Failing["bbb"] = 0;
        SleepsAndWakes(world);
        StaysBack(world);
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);

        world.Acts["retry"] = $"bbb/{world.AttemptOf("bbb")}";
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void A_share_that_somebody_lowered_is_not_raised_again_after_a_night_without_pods()
    {
        var world = At25(Specs.Guarded());
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.Percent(5) };
        world.RunUntil(w => w.Status.Reason == Reason.TrafficConflict, TimeSpan.FromSeconds(10));
        SleepsAndWakes(world);
        StaysBack(world);
    }

    [Theory]
    [InlineData(OnTrouble.Rollback)]
    [InlineData(OnTrouble.Pause)]
    public void A_verdict_that_comes_in_the_same_moment_as_no_replicas_is_not_lost(OnTrouble onBad)
    {
        var world = At25(Specs.Guarded() with { OnBad = onBad });
        world.Failing["bbb"] = 1;
        world.OnReading = () => Scale(world, 0);
        world.RunUntil(w => w.Spec.Replicas == 0, TimeSpan.FromSeconds(10));
        (world.OnReading, world.Failing["bbb"]) = (null, 0);
        SleepsAndWakes(world);
        StaysBack(world);
        world.Status.Decisions[0].Reason.Should().Be(Reason.ObjectiveBad);
    }

    [Fact]
    public void A_crash_between_the_way_back_and_its_status_does_not_forget_that_it_was_held()
    {
        var world = At25(Specs.Guarded() with { OnBad = OnTrouble.Pause });
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Reason == Reason.PausedByObjective, TimeSpan.FromMinutes(1));
        world.Failing["bbb"] = 0;
        var died = false;
        world.BeforeWrite = effect => died || effect is LaunchEffect.SetTraffic { LeadsBack: true } || !(died = world.CandidateShare == Share.None);
        SleepsAndWakes(world);
        died.Should().BeTrue();
        StaysBack(world);
    }

    [Fact]
    public void A_slow_candidate_goes_back_in_proportion_to_what_stable_can_take_pass_after_pass()
    {
        var world = Specs.Adopted(Specs.Guarded() with
        {
            Replicas = 10,
            Objectives =
            [
                new Objective { Name = "basket", Source = "prometheus", Indicator = new Indicator.Query("avg(x)"), Bound = new Bound.Max(1), Judge = JudgeKind.Threshold },
            ],
        });
        world.Answers = (_, _) => 0.5;
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(5));
        world.SetReady("aaa", 4);
        world.NeverReady.Add("aaa");
        world.Answers = (_, _) => 2;
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForStable, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromSeconds(10));
        world.CandidateShare.Should().Be(Share.Percent(50), "4 of 10 stable pods take no more than the half that they have");
        world.SetReady("aaa", 8);
        world.Run(TimeSpan.FromSeconds(3));
        world.CandidateShare.Should().Be(Share.Percent(20));
    }

    [Fact]
    public void A_baking_release_that_crashes_as_it_wakes_goes_back_to_a_stable_that_is_awake()
    {
        var world = Specs.Adopted(Specs.Guarded() with { ProgressDeadline = TimeSpan.FromMinutes(10) });
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        world.Restarts["bbb"] = new Dictionary<string, PodRestarts> { ["pod-1"] = new(0, true) };
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(20));
        world.NeverReady.Add("bbb");
        Scale(world, 4);
        world.RunUntil(w => w.Seen().Revisions.Single(revision => revision.Hash == "aaa").Ready == 4, TimeSpan.FromMinutes(1));
        foreach (var crash in Enumerable.Range(1, 3))
        {
            world.Restarts["bbb"]["pod-1"] = new PodRestarts(crash, false, world.Now);
            world.Run(TimeSpan.FromSeconds(20));
        }

        world.CandidateShare.Should().Be(Share.None);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    [Fact]
    public void A_night_that_ends_slowly_is_no_silent_source()
    {
        var world = Specs.Adopted(Specs.Guarded() with
        {
            BakeTime = TimeSpan.FromHours(1),
            ProgressDeadline = TimeSpan.FromMinutes(30),
            Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5), UnknownDeadline = TimeSpan.FromMinutes(2) },
        });
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        world.SourceSilent = true;
        Scale(world, 0);
        world.Run(TimeSpan.FromHours(8));
        world.StartUp = TimeSpan.FromMinutes(5);
        Scale(world, 4);
        world.RunUntil(w => w.Seen().Revisions.Single(revision => revision.Hash == "bbb").Ready == 4, TimeSpan.FromMinutes(6));
        world.SourceSilent = false;
        world.Run(TimeSpan.FromMinutes(5));
        world.CandidateShare.Should().Be(Share.All);
        world.Status.Phase.Should().Be(LaunchPhase.Baking);
    }

    [Fact]
    public void An_outage_of_the_API_server_while_a_release_wakes_counts_for_nobody()
    {
        var world = Specs.Adopted(Specs.Guarded() with { BakeTime = TimeSpan.FromHours(1) });
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        Scale(world, 0);
        world.Run(TimeSpan.FromMinutes(1));
        world.StartUp = TimeSpan.FromSeconds(100);
        Scale(world, 4);
        world.Run(TimeSpan.FromSeconds(10));
        world.Blind(TimeSpan.FromMinutes(10));
        world.SetReady("aaa", 4);
        world.Settle();
        world.CandidateShare.Should().Be(Share.All, "its pods have been waited for for ten seconds that anybody saw");
    }

    [Fact]
    public void A_pinned_revision_that_was_being_prepared_has_no_pods_either()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(20));
        world.Run(TimeSpan.FromSeconds(30));
        world.StartUp = TimeSpan.FromSeconds(30);
        world.Spec = world.Spec with { PinnedRevision = "aaa" };
        world.RunUntil(w => w.ReplicasOf("aaa") == 4, TimeSpan.FromSeconds(10));
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("aaa") == 0 && w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(30));
        Scale(world, 4);
        world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "aaa" }, TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void A_second_attempt_is_rehearsed_on_the_routes_before_its_first_pod_as_the_first_was()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(3));
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack && w.ReplicasOf("bbb") == 0, TimeSpan.FromMinutes(2));
        world.Acts["retry"] = "bbb/1";
        world.Pass();

        var effects = world.Last!.Effects.ToList();
        effects.OfType<LaunchEffect.RehearseTraffic>().Should().ContainSingle().Which.Aim.Marker!.Attempt.Should().Be(2);
        effects.FindIndex(effect => effect is LaunchEffect.RehearseTraffic).Should().BeLessThan(effects.FindIndex(effect => effect is LaunchEffect.BeginAttempt));
    }

    [Fact]
    public void A_failing_release_goes_to_nothing_with_stables_first_pod_however_long_that_took_and_whoever_decides()
    {
        var world = At25(Specs.Guarded());
        world.NeverReady.Add("aaa");
        world.SetReady("aaa", 0);
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Reason == Reason.WaitingForStable, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromMinutes(20));
        world.Restart();
        world.CandidateShare.Should().NotBe(Share.None, "nobody else serves");
        world.SetReady("aaa", 1);
        world.Run(TimeSpan.FromSeconds(2));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Decisions[0].Evidence.Should().StartWith("availability Bad");
    }

    [Fact]
    public void What_a_source_says_of_no_pods_is_held_against_nobody()
    {
        var world = Baking(Specs.Guarded() with
        {
            Objectives = [new Objective { Name = "available", Source = "prometheus", Indicator = new Indicator.Query("min(up)"), Bound = new Bound.Min(1), Judge = JudgeKind.Threshold }],
        }, world => world.Answers = (hash, _) => world.ReplicasOf(hash) > 0 ? 4 : 0);
        Scale(world, 0);
        world.Run(TimeSpan.FromHours(1));
        world.StartUp = TimeSpan.FromSeconds(20);
        Scale(world, 4);
        Promotes(world);
    }

    [Fact]
    public void Pods_that_are_gone_because_none_are_asked_for_have_not_crashed()
    {
        var world = Baking(Specs.Guarded());
        world.Restarts["bbb"] = Enumerable.Range(1, 4).ToDictionary(number => $"pod-{number}", _ => new PodRestarts(0, true));
        world.Run(TimeSpan.FromSeconds(2));
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(20));
        world.Run(TimeSpan.FromSeconds(2));
        world.Restarts["bbb"] = [];
        world.Run(TimeSpan.FromHours(1));
        Scale(world, 4);
        Promotes(world);
    }

    [Fact]
    public void Whoever_wakes_badly_while_stable_does_so_too_keeps_its_users()
    {
        var world = Baking(Specs.Guarded() with { ProgressDeadline = TimeSpan.FromMinutes(10) });
        world.Restarts["bbb"] = new Dictionary<string, PodRestarts> { ["pod-1"] = new(0, true) };
        Scale(world, 0);
        world.RunUntil(w => w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(20));
        foreach (var revision in (string[])["aaa", "bbb"]) world.NeverReady.Add(revision);
        Scale(world, 4);
        foreach (var crash in Enumerable.Range(1, 4))
        {
            world.Restarts["bbb"]["pod-1"] = new PodRestarts(crash, false, world.Now);
            world.Run(TimeSpan.FromSeconds(20));
        }

        world.Routes["checkout"].Marker!.Direction.Should().Be(TrafficDirection.Forward, "what both need may have waked later");
    }

    [Fact]
    public void A_verdict_that_asks_for_a_person_asks_in_the_morning_too()
    {
        var world = Baking(Specs.Guarded() with { OnBad = OnTrouble.Pause, BakeTime = TimeSpan.FromMinutes(10) });
        world.Failing["bbb"] = 1;
        world.OnReading = () => Scale(world, 0);
        world.RunUntil(w => w.Spec.Replicas == 0, TimeSpan.FromSeconds(20));
        (world.OnReading, world.Failing["bbb"]) = (null, 0);
        world.Run(TimeSpan.FromHours(1));
        Scale(world, 4);
        world.Run(TimeSpan.FromMinutes(30));
        world.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Baking && status.Reason == Reason.PausedByObjective);
        world.Events.Count(told => told.Contains("PausedByObjective", StringComparison.Ordinal)).Should().Be(1);
        world.Acts["retry"] = "bbb/1";
        Promotes(world);
    }

    [Fact]
    public void A_held_release_whose_place_another_takes_is_superseded_although_the_operator_dies_on_the_way()
    {
        var world = At25(Specs.Guarded());
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.Percent(5) };
        world.RunUntil(w => w.Status.Reason == Reason.TrafficConflict, TimeSpan.FromSeconds(10));
        var died = false;
        world.BeforeWrite = effect => died || effect is not LaunchEffect.RecordOutcome || !(died = true);
        world.Push("ccc");
        world.RunUntil(w => w.OutcomeOf("bbb") is not null, TimeSpan.FromMinutes(1));
        died.Should().BeTrue();
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Superseded);
    }

    [Fact]
    public void Whoever_has_said_retry_is_told_to_take_it_away_first()
    {
        var world = At25(Specs.Guarded() with { OnBad = OnTrouble.Pause });
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Status.Reason == Reason.PausedByObjective, TimeSpan.FromMinutes(1));
        world.Acts["retry"] = "bbb/1";
        world.Run(TimeSpan.FromMinutes(1));
        SleepsAndWakes(world);
        StaysBack(world);
        world.Status.Message.Should().Contain("penumbra.dev/retry is removed and set again to bbb/1");
    }

    private static LaunchWorld Baking(DarkLaunchSpec spec, Action<LaunchWorld>? prepare = null)
    {
        var world = Specs.Adopted(spec);
        prepare?.Invoke(world);
        world.Push("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Baking, TimeSpan.FromMinutes(20));
        return world;
    }

    private static void Promotes(LaunchWorld world) => world.RunUntil(w => w.Status is { Phase: LaunchPhase.Healthy, Stable.Revision: "bbb" }, TimeSpan.FromMinutes(30));

    private static LaunchWorld At25(DarkLaunchSpec spec)
    {
        var world = Specs.Adopted(spec);
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(3));
        return world;
    }

    private static void SleepsAndWakes(LaunchWorld world)
    {
        Scale(world, 0);
        world.RunUntil(w => w.CandidateShare == Share.None && w.ReplicasOf("aaa") == 0 && w.ReplicasOf("bbb") == 0, TimeSpan.FromSeconds(30));
        world.Run(TimeSpan.FromHours(1));
        Scale(world, 4);
        world.Run(TimeSpan.FromMinutes(10));
    }

    private static void StaysBack(LaunchWorld world)
    {
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Phase.Should().Be(LaunchPhase.RolledBack);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    private static void Scale(LaunchWorld world, int replicas) => world.Spec = world.Spec with { Replicas = replicas };
}
