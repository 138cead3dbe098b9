using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Ranks;

public sealed class RankEvaluationTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Cost = new() { Name = "cost", Source = "prometheus", Indicator = new Indicator.Query("cost"), Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Ranks };
    private static readonly SequentialRules Rules = new() { Control = true, FalseAlarmRate = 0.01, Together = new SpendingPlan(3, 20) };

    [Fact]
    public void A_good_verdict_takes_as_many_windows_as_blame_would_have_taken()
    {
        var needed = RankEvaluation.Needed(Rules);
        needed.Should().Be(10);
        Said(After(needed - 1, 1.5, 1)).Verdict.Should().Be(Verdict.Unknown);
        Said(After(needed, 1.5, 1)).Verdict.Should().Be(Verdict.Bad);
        Said(After(needed - 1, 1, 1)).Should().Match<Evaluation>(said => said.Why == UnknownWhy.TooFew && said.Needed == needed);
        Said(After(needed, 1, 1)).Verdict.Should().Be(Verdict.Good);
        Said(After(3, 1, 1), Cost with { MinSamples = 3 }).Verdict.Should().Be(Verdict.Good);
    }

    /// <summary>By the recurrence of the three stakes and the reserve in plain Python: 120.9 after 9 windows and 230.6 after 10; 33.96 after 7; 441.9 after 11; 3,172 after 14.</summary>
    [Theory]
    [InlineData(0.01, 1, 10)]
    [InlineData(0.1, 1, 7)]
    [InlineData(0.01, 2, 11)]
    [InlineData(0.001, 1, 14)]
    public void How_many_windows_are_needed_follows_from_what_blame_takes(double falseAlarmRate, int objectives, int windows) =>
        RankEvaluation.Needed(Rules with { FalseAlarmRate = falseAlarmRate, Objectives = objectives }).Should().Be(windows);

    [Fact]
    public void The_note_shows_the_interval_beside_the_tolerance_and_the_size_of_the_effect()
    {
        Said(After(12, 1.5, 1)).Note.Should().Be("differs from stable by 0.5 (0.5 to 0.5), beyond the tolerance of 0.1; 1.5 times stable's mean, higher in 100 % of pairs (p 0)");
        Said(After(12, 1.05, 1)).Note.Should().Contain("not all of it beyond the tolerance of 0.1; 1.05 times");
    }

    [Fact]
    public void Once_stable_has_no_traffic_its_last_full_window_stands_for_it()
    {
        var rose = After(10, 1, 1);
        Said(rose, situation: Situation.All).Verdict.Should().Be(Verdict.Good);
        Said(Bake(rose, 12, 1.05), situation: Situation.All).Verdict.Should().Be(Verdict.Good);
        Said(Bake(rose, 25, 1.5), situation: Situation.All).Verdict.Should().Be(Verdict.Bad);
    }

    [Fact]
    public void A_last_window_that_was_better_by_chance_blames_nobody()
    {
        var lucky = Window(After(10, 1, 1), 1, 0.5);
        Said(Bake(lucky, 25, 1), situation: Situation.All).Verdict.Should().Be(Verdict.Good);
    }

    [Fact]
    public void Where_stable_never_had_a_full_window_there_is_nothing_to_compare_with() =>
        Said(Bake(new RankMemory(), 5, 1), situation: Situation.All).Why.Should().Be(UnknownWhy.NoControl);

    private static Evaluation Said(RankMemory ranks, Objective? objective = null, Situation situation = Situation.Weighted) =>
        RankEvaluation.Of(objective ?? Cost, ObjectiveMemory.Empty with { Ranks = ranks, Value = 1, ReadAt = Start }, Rules, situation, new AnalysisSettings(), Start);

    private static RankMemory After(int windows, double candidate, double stable) => Enumerable.Range(0, windows).Aggregate(new RankMemory(), (ranks, _) => Window(ranks, candidate, stable));

    private static RankMemory Window(RankMemory ranks, double candidate, double stable) =>
        ranks.With(candidate, isStable: false, Start).With(stable, isStable: true, Start).Settle(Cost, Rules.Together, isAlone: false, Start.AddMinutes(1));

    private static RankMemory Bake(RankMemory ranks, int windows, double candidate) =>
        Enumerable.Range(0, windows).Aggregate(ranks, (known, _) => known.With(candidate, isStable: false, Start).Settle(Cost, Rules.Together, isAlone: true, Start.AddMinutes(1)));
}
