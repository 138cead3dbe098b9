using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>Launches that are judged sequentially, as they are by default.</summary>
public sealed class LaunchJudgeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(20);

    private static DarkLaunchSpec Judged => Specs.Simple() with
    {
        Objectives =
        [
            new Objective { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential, Control = true },
        ],
        Analysis = new AnalysisSettings { Interval = TimeSpan.FromSeconds(5) },
    };

    [Fact]
    public void A_good_release_is_promoted()
    {
        var world = Begun("bbb");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy && w.Status.Stable?.Revision == "bbb", Long);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.Promoted);
    }

    [Fact]
    public void A_release_that_is_worse_than_stable_is_rolled_back_with_the_odds_as_evidence()
    {
        var world = Begun("bbb", failing: 0.3);
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, Long);
        var decision = world.Status.Decisions[0];
        decision.Reason.Should().Be(Reason.ObjectiveBad);
        decision.Evidence.Should().Contain(":1 of 200:1").And.Contain("stable had 100%");
    }

    [Fact]
    public void What_both_suffer_goes_back_without_blame()
    {
        var world = Begun("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), Long);
        world.Failing["aaa"] = world.Failing["bbb"] = 0.2;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, Long);
        world.Status.Decisions[0].Reason.Should().Be(Reason.SharedSuffering);
    }

    // What they share was overloaded by the candidate's quarter, and does not recover while the candidate has any users (docs/decisions/0008).
    [Fact]
    public void What_both_suffer_by_the_candidates_load_ends_with_all_of_it_and_not_a_step_at_a_time()
    {
        var world = Begun("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), Long);
        DateTimeOffset? suffering = null;
        for (var second = 0; second < 600 && world.CandidateShare > Share.None; second++)
        {
            world.Failing["aaa"] = world.Failing["bbb"] = 0.2;
            world.CandidateShare.Should().Be(Share.Percent(25), "there is no way back to the step before");
            world.Run(TimeSpan.FromSeconds(1));
            if (world.Status.Objectives.Any(said => said.Why == UnknownWhy.SharedSuffering)) suffering ??= world.Now;
        }

        world.CandidateShare.Should().Be(Share.None);
        (world.Now - suffering!.Value).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(66), "a minute, and a reading");
        world.Failing.Clear();
        world.RunUntil(w => w.Status.Phase == LaunchPhase.RolledBack, Long);
        world.Status.Decisions[0].Should().Match<DecisionStatus>(decision => decision.Reason == Reason.SharedSuffering && decision.From == Share.Percent(25) && decision.To == Share.None);
    }

    [Fact]
    public void A_restart_loses_and_doubles_no_evidence()
    {
        var world = Begun("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25) && w.Status.Step?.Index == 2, Long);
        world.Run(TimeSpan.FromSeconds(12));
        var before = world.Memory.Objectives["availability"].Sequential!.Evidence.Seen.Total;
        world.Restart();
        world.Run(TimeSpan.FromSeconds(6));
        var after = world.Memory.Objectives["availability"].Sequential!.Evidence.Seen.Total;

        // 25 of 100 requests a second for six seconds, in readings of five seconds.
        (after - before).Should().BeInRange(125, 250);
    }

    [Fact]
    public void Evidence_that_cannot_be_read_is_told_and_the_launch_goes_on()
    {
        var world = Begun("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25) && w.Status.Evidence is not null, Long);
        world.Status = world.Status with { Evidence = world.Status.Evidence! with { Version = 99 } };
        world.Restart();
        world.Run(TimeSpan.FromSeconds(2));
        world.Events.Should().Contain(said => said.Contains(nameof(Reason.EvidenceLost), StringComparison.Ordinal));
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy && w.Status.Stable?.Revision == "bbb", Long);
    }

    [Fact]
    public void What_has_no_room_in_status_is_told_once()
    {
        var world = Begun("bbb");
        world.IdlePods = 800;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy && w.Status.Stable?.Revision == "bbb", Long);
        world.Events.Count(said => said.Contains(nameof(Reason.EvidenceShortened), StringComparison.Ordinal)).Should().Be(1);
    }

    private static LaunchWorld Begun(string revision, double failing = 0)
    {
        var world = Specs.Adopted(Judged);
        world.Failing[revision] = failing;
        world.Push(revision);
        return world;
    }
}
