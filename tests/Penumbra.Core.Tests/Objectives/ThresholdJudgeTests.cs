using System.Collections.Immutable;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives;

public sealed class ThresholdJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly AnalysisSettings Settings = new();
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), MinSamples = 100 };
    private static readonly Objective Latency = new() { Name = "latency", Source = "pods", Indicator = new Indicator.Quantile("h", 0.9), Bound = new Bound.Max(0.3), MinSamples = 100 };

    [Theory]
    [InlineData(0, 0, Verdict.Unknown, UnknownWhy.TooFew)]
    [InlineData(99, 0, Verdict.Unknown, UnknownWhy.TooFew)]     // never Good below what is needed
    [InlineData(100, 0, Verdict.Good, UnknownWhy.None)]
    [InlineData(100, 1, Verdict.Good, UnknownWhy.None)]         // exactly the target is met
    [InlineData(100, 2, Verdict.Bad, UnknownWhy.None)]
    [InlineData(5, 1, Verdict.Unknown, UnknownWhy.TooFew)]      // 95 good ones could still make it 1 of 100
    [InlineData(5, 2, Verdict.Bad, UnknownWhy.None)]            // 2 of 100 at best: certain early
    [InlineData(1000, 10, Verdict.Good, UnknownWhy.None)]
    [InlineData(1000, 11, Verdict.Bad, UnknownWhy.None)]
    public void A_ratio_is_judged(long total, long bad, Verdict verdict, UnknownWhy why)
    {
        var evaluation = Judge(Availability, With(total, bad));
        (evaluation.Verdict, evaluation.Why).Should().Be((verdict, why));
        evaluation.Samples.Should().Be(total);
        evaluation.CountsFailures.Should().BeTrue();
    }

    // Needed 100, q = 0.9: at most 10 of 100 may be slower than 0.3.
    [Theory]
    [InlineData(100, 95, 95, Verdict.Good, UnknownWhy.None, "")]
    [InlineData(100, 80, 85, Verdict.Bad, UnknownWhy.None, "")]                          // 15 surely above 0.5
    [InlineData(100, 80, 95, Verdict.Unknown, UnknownWhy.BucketTooCoarse, "le=\"0.3\"")]  // between 5 and 20: nobody can tell
    [InlineData(50, 50, 50, Verdict.Unknown, UnknownWhy.TooFew, "")]
    public void A_quantile_is_judged_by_the_share_that_is_surely_slower(long total, long upToQuarter, long upToHalf, Verdict verdict, UnknownWhy why, string note)
    {
        var evaluation = Judge(Latency, With(total, 0, (0.25, upToQuarter), (0.5, upToHalf)));
        (evaluation.Verdict, evaluation.Why).Should().Be((verdict, why));
        evaluation.Note.Contains(note, StringComparison.Ordinal).Should().BeTrue(evaluation.Note);
        evaluation.CountsFailures.Should().BeFalse();
    }

    [Fact]
    public void A_bound_above_all_finite_buckets_names_the_bucket_to_add()
    {
        var evaluation = Judge(Latency with { Bound = new Bound.Max(2) }, With(1000, 0, (0.25, 1000), (0.5, 1000)));
        (evaluation.Verdict, evaluation.Why).Should().Be((Verdict.Unknown, UnknownWhy.BoundOutsideBuckets));
        evaluation.Note.Should().Contain("le=\"2\"");
    }

    [Theory]
    [InlineData(0.2, Verdict.Good)]
    [InlineData(0.3, Verdict.Good)]
    [InlineData(0.4, Verdict.Bad)]
    public void A_query_is_compared_with_its_max(double value, Verdict verdict) => Judge(Latency with { Indicator = new Indicator.Query("q") }, ObjectiveMemory.Empty with { ReadAt = Now, Value = value }).Verdict.Should().Be(verdict);

    [Fact]
    public void A_query_without_answer_is_unknown() =>
        Judge(Latency with { Indicator = new Indicator.Query("q") }, ObjectiveMemory.Empty with { ReadAt = Now }).Why.Should().Be(UnknownWhy.NoAnswer);

    [Fact]
    public void Silence_is_no_answer_whatever_was_seen_before()
    {
        var good = With(1000, 0);
        Judge(Availability, good with { Error = "refused" }).Should().Match<Evaluation>(evaluation => evaluation.Why == UnknownWhy.NoAnswer && evaluation.Note == "refused");
        Judge(Availability, good with { ReadAt = Now - TimeSpan.FromSeconds(30) }).Verdict.Should().Be(Verdict.Good);
        Judge(Availability, good with { ReadAt = Now - TimeSpan.FromSeconds(31) }).Why.Should().Be(UnknownWhy.NoAnswer);
        Judge(Availability, ObjectiveMemory.Empty).Why.Should().Be(UnknownWhy.NoAnswer);
    }

    [Fact]
    public void Each_step_earns_its_own_events_for_Good_but_Bad_counts_the_whole_window()
    {
        var memory = With(1000, 0);
        ThresholdJudge.Judge(Availability, memory, Settings, 1, goodSince: Now, Now).Why.Should().Be(UnknownWhy.TooFew);
        ThresholdJudge.Judge(Availability, With(1000, 500), Settings, 1, goodSince: Now, Now).Verdict.Should().Be(Verdict.Bad);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void So_many_bad_evaluations_are_forgiven_and_passes_do_not_count(int failureLimit, int actsAt)
    {
        var settings = Settings with { FailureLimit = failureLimit };
        var memory = With(100, 50);
        var evaluation = Judge(Availability, memory);
        for (var sample = 1; sample <= actsAt; sample++)
        {
            memory = memory with { ReadAt = Now.AddSeconds(10 * sample) };
            for (var pass = 0; pass < 5; pass++) memory = Judgement.Remember(memory, evaluation, false, Now.AddSeconds(10 * sample + pass));
            memory.BadInARow.Should().Be(sample);
            Judgement.Acts(evaluation, memory, settings).Should().Be(sample == actsAt);
        }

        Judgement.Acts(evaluation with { Mode = ObjectiveMode.Observe }, memory, settings).Should().BeFalse();
        Judgement.Remember(memory, evaluation with { Verdict = Verdict.Good }, false, Now.AddHours(1)).BadInARow.Should().Be(0);
    }

    [Fact]
    public void The_two_clocks_are_two_and_stand_while_paused()
    {
        var evaluation = new Evaluation { Objective = "a", Verdict = Verdict.Unknown, Why = UnknownWhy.TooFew };
        Judgement.Limit(evaluation, Settings).Should().Be(Settings.Patience);
        Judgement.Limit(evaluation with { Why = UnknownWhy.BucketTooCoarse }, Settings).Should().Be(Settings.Patience);
        Judgement.Limit(evaluation with { Why = UnknownWhy.NoAnswer }, Settings).Should().Be(Settings.UnknownDeadline);
        Judgement.Limit(evaluation with { Verdict = Verdict.Bad }, Settings).Should().BeNull();

        var memory = Judgement.Remember(ObjectiveMemory.Empty, evaluation, false, Now);
        memory = Judgement.Remember(memory, evaluation, false, Now.AddMinutes(5));
        memory.Since.Should().Be(Now);
        memory = Judgement.Remember(memory, evaluation, clocksStand: true, Now.AddMinutes(65));
        (Now.AddMinutes(65) - memory.Since).Should().Be(TimeSpan.FromMinutes(5), "the hour of the pause does not count");
        memory = Judgement.Remember(memory, evaluation with { Why = UnknownWhy.BucketTooCoarse }, false, Now.AddMinutes(66));
        (Now.AddMinutes(66) - memory.Since).Should().Be(TimeSpan.FromMinutes(6), "both wait for events");
        Judgement.Remember(memory, evaluation with { Why = UnknownWhy.NoAnswer }, false, Now.AddMinutes(67)).Since.Should().Be(Now.AddMinutes(67), "the other clock begins anew");
    }

    [Fact]
    public void It_says_what_was_seen_and_when_there_will_be_enough()
    {
        var memory = ObjectiveMemory.Empty with
        {
            ReadAt = Now,
            HasBaseline = true,
            Window = [new Increment(Now.AddSeconds(-20), 10, 0, ImmutableSortedDictionary<double, long>.Empty), new Increment(Now.AddSeconds(-10), 25, 1, ImmutableSortedDictionary<double, long>.Empty), new Increment(Now, 15, 0, ImmutableSortedDictionary<double, long>.Empty)],
        };
        var evaluation = Judge(Availability, memory);
        (evaluation.Why, evaluation.Samples, evaluation.Value, evaluation.Bound).Should().Be((UnknownWhy.TooFew, 50L, "98%", ">= 99%"));
        evaluation.ExpectedAt.Should().Be(Now.AddSeconds(25), "40 events came in the last 20 s, and 50 are missing");
        Judge(Availability, memory with { Window = [memory.Window[0]] }).ExpectedAt.Should().BeNull("nobody knows a rate of one sample");
        Judge(Availability, memory with { Window = [memory.Window[0], memory.Window[1] with { Total = 0, Bad = 0 }] }).ExpectedAt.Should().BeNull("without events they never come");
        Judge(Availability with { MinSamples = null }, memory).Needed.Should().Be(35, "2·ln(12/0.01)/(0.01·h(20)) is 34.7");
    }

    [Theory]
    [InlineData(2.4, Verdict.Bad)]
    [InlineData(2.5, Verdict.Good)]
    [InlineData(2.6, Verdict.Good)]
    public void A_query_is_compared_with_its_min(double value, Verdict verdict)
    {
        var evaluation = Judge(Latency with { Indicator = new Indicator.Query("q"), Bound = new Bound.Min(2.5) }, ObjectiveMemory.Empty with { ReadAt = Now, Value = value });
        (evaluation.Verdict, evaluation.Bound).Should().Be((verdict, ">= 2.5"));
    }

    private static Evaluation Judge(Objective objective, ObjectiveMemory memory) => ThresholdJudge.Judge(objective, memory, Settings, 1, DateTimeOffset.MinValue, Now);

    private static ObjectiveMemory With(long total, long bad, params (double Bound, long Events)[] buckets) => ObjectiveMemory.Empty with
    {
        ReadAt = Now,
        HasBaseline = true,
        Window = [new Increment(Now, total, bad, buckets.ToImmutableSortedDictionary(bucket => bucket.Bound, bucket => bucket.Events))],
    };
}
