using System.Collections.Immutable;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives;

/// <summary>What status keeps of the judge, from the process that writes it to the one that begins with it.</summary>
public sealed class ObjectiveKeepingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_process_that_begins_goes_on_from_the_evidence_of_ranks()
    {
        var terms = Terms(Cost());
        var memories = Seen(terms, windows: 7, isBeyond: true);
        var kept = ObjectiveKeeping.Of(terms, memories, "bbb/1", "25")!;
        ObjectiveKeeping.IsLost(terms, kept).Should().BeFalse();
        var restored = ObjectiveKeeping.Restore(terms, Nothing, [], kept)["cost"];
        restored.Question.Should().Be(terms.Objectives[0].Question);
        restored.Ranks!.Evidence.Value.Should().Be(memories["cost"].Ranks!.Evidence.Value);
        restored.Ranks.Windows.Should().Be(7);
        restored.Ranks.Means.Should().HaveCount(7);
    }

    [Fact]
    public void Evidence_of_another_question_is_not_gone_on_with()
    {
        var kept = ObjectiveKeeping.Of(Terms(Cost()), Seen(Terms(Cost()), 7, true), "bbb/1", "25")!;
        var changed = Terms(Cost() with { Bound = new Bound.NoWorseThanStable(0.5, false) });
        ObjectiveKeeping.Restore(changed, Nothing, [], kept)["cost"].Ranks!.Should().Match<RankMemory>(ranks => ranks.Windows == 0 && ranks.Evidence.Value == 0.5, "what was held back is all that may still be bet");
        ObjectiveKeeping.IsLost(changed, kept).Should().BeFalse("nobody asks for it any more");
    }

    [Fact]
    public void Ranks_that_cannot_be_read_are_told_as_lost()
    {
        var terms = Terms(Cost());
        var kept = ObjectiveKeeping.Of(terms, Seen(terms, 7, true), "bbb/1", "25")!;
        var newer = kept with { Objectives = [kept.Objectives[0] with { State = kept.Objectives[0].State.Replace("v=1", "v=2", StringComparison.Ordinal) }] };
        ObjectiveKeeping.IsLost(terms, newer).Should().BeTrue();
        ObjectiveKeeping.Restore(terms, Nothing, [], newer)["cost"].Ranks!.Evidence.Value.Should().Be(0.5);
        ObjectiveKeeping.IsLost(terms, kept with { Version = 99 }).Should().BeTrue();
    }

    [Fact]
    public void What_a_release_wrote_that_kept_neither_ranks_nor_restarts_is_read_as_before()
    {
        var terms = Terms(Cost(), Availability());
        var memories = Seen(terms, 7, true);
        var kept = ObjectiveKeeping.Of(terms, memories, "bbb/1", "25")!;
        var older = kept with { Objectives = [kept.Objectives.Single(one => one.Name == "availability")] };
        ObjectiveKeeping.IsLost(terms, older).Should().BeFalse();
        ObjectiveKeeping.Restore(terms, Nothing, [], older).Keys.Should().Equal("availability");
        ObjectiveKeeping.Restore(terms, Nothing, [new Evaluation { Objective = "cost", Verdict = Verdict.Good }], older)["cost"].Ranks!.Evidence.Value.Should().Be(0.5, "it was judged, and what was gathered is gone");
        ObjectiveKeeping.Restarts(older).Should().BeNull();
    }

    [Fact]
    public void Evidence_that_cannot_be_gone_on_from_leaves_half_of_the_capital()
    {
        var terms = Terms(Availability());
        var kept = ObjectiveKeeping.Of(terms, Seen(terms, 0, false), "bbb/1", "25")!;
        foreach (var lost in new[] { kept with { Version = 99 }, kept with { Objectives = [kept.Objectives[0] with { State = "garbage" }] }, kept with { Objectives = [kept.Objectives[0] with { Question = "another" }] } })
        {
            var evidence = ObjectiveKeeping.Restore(terms, Nothing, [], lost)["availability"].Sequential!.Evidence;
            new[] { evidence.Candidate!.Value, evidence.Alone!.Value, evidence.Stable!.Value, evidence.Worse!.Value, evidence.Better!.Value }.Should().AllSatisfy(value => value.Should().Be(0.5));
            evidence.Steps.Should().Be(1, "it is no first step");
        }
    }

    [Fact]
    public void An_objective_that_is_edited_in_mid_launch_begins_with_half_of_the_capital()
    {
        var terms = Terms(Availability(), Cost());
        var memories = Seen(terms, 7, true);
        var edited = Terms(Availability() with { Bound = new Bound.Target(0.98) }, Cost() with { Bound = new Bound.NoWorseThanStable(0.2, false) }, Availability() with { Name = "new" });
        var after = ObjectiveRound.Absorb(edited, memories, []);
        after["availability"].Sequential!.Evidence.Candidate!.Value.Should().Be(0.5);
        after["cost"].Ranks!.Evidence.Value.Should().Be(0.5);
        after["new"].Sequential.Should().BeNull("it was never judged before");
        ObjectiveRound.Absorb(terms, memories, [])["cost"].Ranks!.Windows.Should().Be(7);
    }

    [Fact]
    public void It_is_worth_a_write_when_ranks_have_moved_by_a_factor_of_two()
    {
        var terms = Terms(Cost());
        EvidenceStatus? After(int windows) => ObjectiveKeeping.Of(terms, Seen(terms, windows, true), "bbb/1", "25");
        ObjectiveKeeping.HasMoved(After(6), After(7)).Should().BeFalse();
        ObjectiveKeeping.HasMoved(After(6), After(8)).Should().BeTrue();
        ObjectiveKeeping.HasMoved(null, After(1)).Should().BeTrue();
        ObjectiveKeeping.HasMoved(After(1), null).Should().BeTrue();
    }

    [Fact]
    public void It_is_worth_a_write_when_a_comparison_with_stable_has_moved_by_a_factor_of_two()
    {
        // What is asked is nothing but stable: there is no evidence against a share that is allowed.
        var terms = Terms(Availability() with { Name = "latency", Indicator = new Indicator.Quantile("latency", 0.9), Bound = new Bound.NoWorseThanStable(0.1, false) });
        var rules = terms.Rules(terms.Objectives[0]);
        EvidenceStatus After(int blocks)
        {
            var evidence = SequentialEvidence.Begin(rules) with { LastAt = Start };
            for (var block = 1; block <= blocks; block++) evidence = SequentialJudge.Add(evidence, rules, Situation.Weighted, new Observation(Start.AddSeconds(10 * block), new EventCounts(100, 20, 20), new EventCounts(900, 90, 90)));
            var memory = ObjectiveMemory.Empty with { Question = terms.Objectives[0].Question, Sequential = new SequentialMemory { Evidence = evidence } };
            return ObjectiveKeeping.Of(terms, Nothing.SetItem("latency", memory), "bbb/1", "25")!;
        }

        ObjectiveKeeping.HasMoved(After(3), After(3)).Should().BeFalse();
        ObjectiveKeeping.HasMoved(After(1), After(6)).Should().BeTrue();
    }

    [Fact]
    public void Each_crash_is_worth_a_write_and_a_pod_is_not()
    {
        var terms = Terms();
        EvidenceStatus? Of(RestartMemory restarts) => ObjectiveKeeping.Of(terms, Nothing, "bbb/1", "", restarts);
        var quiet = Look(RestartMemory.Empty, ("a", 0));
        var more = Look(quiet, ("a", 0), ("b", 0));
        var crashed = Look(more, ("a", 1), ("b", 0));
        Of(RestartMemory.Empty).Should().BeNull("nobody has looked");
        ObjectiveKeeping.HasMoved(null, Of(quiet)).Should().BeFalse();
        ObjectiveKeeping.HasMoved(Of(quiet), Of(more)).Should().BeFalse();
        ObjectiveKeeping.HasMoved(Of(more), Of(crashed)).Should().BeTrue();
        ObjectiveKeeping.HasMoved(Of(crashed), Of(Look(crashed, ("a", 2), ("b", 0)))).Should().BeTrue();
        ObjectiveKeeping.Restarts(Of(crashed))!.Crashes.Should().Equal(crashed.Crashes);
    }

    [Fact]
    public void Restarts_that_cannot_be_read_are_told_as_lost()
    {
        var kept = ObjectiveKeeping.Of(Terms(), Nothing, "bbb/1", "", Look(RestartMemory.Empty, ("a", 0)))!;
        var newer = kept with { Objectives = [kept.Objectives[0] with { State = "2" }] };
        ObjectiveKeeping.IsLost(Terms(), kept).Should().BeFalse();
        ObjectiveKeeping.IsLost(Terms(), newer).Should().BeTrue();
        ObjectiveKeeping.Restarts(newer).Should().BeNull();
    }

    [Fact]
    public void An_objective_that_has_the_name_of_the_restarts_is_the_one_in_status()
    {
        var terms = Terms(Cost() with { Name = RestartObjective.Name });
        var kept = ObjectiveKeeping.Of(terms, ImmutableSortedDictionary<string, ObjectiveMemory>.Empty.Add(RestartObjective.Name, Seen(Terms(Cost()), 3, true)["cost"]), "bbb/1", "", Look(RestartMemory.Empty, ("a", 0)))!;
        kept.Objectives.Should().ContainSingle().Which.Question.Should().NotBeEmpty();
        ObjectiveKeeping.Restarts(kept).Should().BeNull();
    }

    [Fact]
    public void However_much_there_is_it_stays_within_the_limit_and_the_crashes_are_kept()
    {
        var terms = Terms([.. Enumerable.Range(0, 32).Select(index => index % 2 == 0 ? Cost() with { Name = $"cost-{index}" } : Availability() with { Name = $"availability-{index}" })]);
        var memories = Seen(terms, 40, false);
        var pods = Enumerable.Range(0, RestartText.MostPods).Select(index => (new Guid(index, 0, 0, new byte[8]).ToString(), 1)).ToArray();
        var crashed = Look(Look(RestartMemory.Empty, pods), [.. pods.Skip(1), (pods[0].Item1, 2)]);
        var kept = ObjectiveKeeping.Of(terms, memories, "bbb/1", "25", crashed)!;
        kept.Objectives.Sum(one => one.Name.Length + one.State.Length + one.Candidate.Length + one.Stable.Length).Should().BeLessThan(ObjectiveKeeping.Limit);
        kept.Objectives.Count.Should().BeGreaterThan(8);
        ObjectiveKeeping.Restarts(kept)!.Crashes.Should().ContainSingle();
        ObjectiveKeeping.IsLost(terms, kept).Should().BeFalse();
    }

    [Fact]
    public void Counters_of_restarts_go_before_the_marks_of_what_was_counted()
    {
        var terms = Terms(Availability());
        var counted = Seen(terms, 0, false);
        var marks = Enumerable.Range(0, 150).ToImmutableSortedDictionary(index => $"checkout-5d4f8c7b9d-{index:00000}", _ => new EventCounts(1000, 10, 10), StringComparer.Ordinal);
        counted = counted.SetItem("availability", counted["availability"] with { Sequential = counted["availability"].Sequential! with { Candidate = new PodCounter { At = Start, Marks = marks } } });
        var pods = Enumerable.Range(0, RestartText.MostPods).Select(index => (new Guid(index, 0, 0, new byte[8]).ToString(), 1)).ToArray();
        var kept = ObjectiveKeeping.Of(terms, counted, "bbb/1", "25", Look(RestartMemory.Empty, pods))!;
        kept.Objectives[0].Candidate.Should().BeEmpty();
        kept.Objectives[1].Candidate.Should().NotBeEmpty();
    }

    [Fact]
    public void What_was_counted_of_pods_is_left_out_of_one_objective_after_the_other_and_told()
    {
        var terms = Terms([.. Enumerable.Range(0, 4).Select(index => Availability() with { Name = $"availability-{index}" })]);
        Reading At(int seconds) => new() { At = Start.AddSeconds(seconds), Series = [.. Enumerable.Range(0, 100).Select(index => new SeriesSample($"{index}", SeriesRole.Total, 123_456, Pod: new Guid(index, 0, 0, new byte[8]).ToString()))] };
        EvidenceStatus Kept(params Objective[] objectives)
        {
            var memories = ObjectiveRound.Absorb(terms, Nothing, objectives.Select(objective => new ObjectiveReading(objective.Name, objective.Question, "bbb", At(0))));
            return ObjectiveKeeping.Of(terms, ObjectiveRound.Judge(terms, memories).Memories, "bbb/1", "25")!;
        }

        var few = Kept(terms.Objectives[0], terms.Objectives[1]);
        few.Objectives.Count(one => one.Candidate.Length > 0).Should().Be(2, "a hundred pods take two thousand characters");
        ObjectiveKeeping.IsShortened(few).Should().BeFalse();
        var many = Kept([.. terms.Objectives]);
        many.Objectives.Select(one => one.Candidate.Length > 0).Should().Equal(true, true, true, false);
        ObjectiveKeeping.IsShortened(many).Should().BeTrue();
        PodCounterText.Read(many.Objectives[0].Candidate).Marks.Should().HaveCount(100);
    }

    private static ImmutableSortedDictionary<string, ObjectiveMemory> Nothing => ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;

    private static ImmutableSortedDictionary<string, ObjectiveMemory> Seen(ObjectiveTerms terms, int windows, bool isBeyond)
    {
        var memories = Nothing;
        foreach (var objective in terms.Objectives)
        {
            var ranks = new RankMemory { Windows = windows, Means = [.. Enumerable.Range(0, Math.Min(windows, RankMemory.Kept)).Select(index => (1.0 / (index + 3), 1.0))] };
            for (var window = 0; window < windows; window++) ranks = ranks with { Evidence = ranks.Evidence.Add(terms.Rules(objective).Together, isBeyond) };
            memories = memories.SetItem(objective.Name, ObjectiveMemory.Empty with
            {
                Question = objective.Question,
                Ranks = objective.Judge == JudgeKind.Ranks ? ranks : null,
                Sequential = objective.Judge == JudgeKind.Sequential ? SequentialMemory.Begin(terms.Rules(objective)) : null,
            });
        }

        return memories;
    }

    private static Objective Cost() => new() { Name = "cost", Source = "prometheus", Indicator = new Indicator.Query("cost"), Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Ranks };

    private static Objective Availability() =>
        new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential, Control = true };

    private static RestartMemory Look(RestartMemory memory, params (string Uid, int Restarts)[] pods) =>
        RestartObjective.Look(memory, pods.ToImmutableSortedDictionary(pod => pod.Uid, pod => new PodRestarts(pod.Restarts, true), StringComparer.Ordinal), isOurDoing: false, Start);

    private static ObjectiveTerms Terms(params Objective[] objectives) => new()
    {
        Objectives = objectives,
        Analysis = new AnalysisSettings(),
        Plan = new PlannedTime(4, TimeSpan.FromMinutes(20), 1, TimeSpan.FromMinutes(5)),
        Candidate = "bbb",
        Stable = "aaa",
        Situation = Situation.Weighted,
        Now = Start,
    };
}
