using System.Collections.Immutable;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>"No slower than stable": a quantile against stable's own, from readings to verdict.</summary>
public sealed class SlowerThanStableTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Objective Latency = new()
    {
        Name = "latency", Source = "pods", Indicator = new Indicator.Quantile("latency", 0.9), Bound = new Bound.NoWorseThanStable(0.1, false), Judge = JudgeKind.Sequential,
    };

    private ImmutableSortedDictionary<string, ObjectiveMemory> _memories = ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;
    private readonly SortedDictionary<double, double> _candidate = Empty();
    private readonly SortedDictionary<double, double> _stable = Empty();
    private Evaluation _said = null!;
    private int _passes;
    private bool _isDark = true;
    private bool _wasDark = true;

    [Fact]
    public void The_bound_is_where_stables_quantile_lay_in_what_it_served_while_the_launch_looked_on()
    {
        Serve(_stable, 1.0, 100_000);
        Pass();
        Limit().Should().Be(1, "until there is more to go by, all that stable has ever served");
        foreach (var _ in Enumerable.Range(0, 3)) Pass(stable: (95, 5));
        Limit().Should().Be(0.1);
        Launch();
        Pass(stable: (95, 5));
        foreach (var _ in Enumerable.Range(0, 30)) Pass(stable: (0, 100));
        Limit().Should().Be(0.1, "what comes after the first user moves no bound");
    }

    [Fact]
    public void A_candidate_that_is_as_slow_as_stable_is_good_and_a_slower_one_is_bad()
    {
        Settle();
        foreach (var _ in Enumerable.Range(0, 12)) Pass(stable: (950, 50), candidate: (95, 5));
        _said.Verdict.Should().Be(Verdict.Good);
        foreach (var _ in Enumerable.Range(0, 12)) Pass(stable: (950, 50), candidate: (60, 40));
        _said.Verdict.Should().Be(Verdict.Bad);
    }

    [Fact]
    public void A_process_that_begins_goes_on_with_the_bound()
    {
        Settle();
        Pass(stable: (950, 50), candidate: (95, 5));
        var before = Limit();
        var kept = ObjectiveKeeping.Of(Terms(), _memories, "bbb/1", "25")!;
        kept.Objectives[0].State.Should().Contain("f=0.1");
        _memories = ObjectiveKeeping.Restore(Terms(), _memories.Clear(), [], kept);
        Limit().Should().Be(before);
        foreach (var _ in Enumerable.Range(0, 3)) Pass(stable: (0, 1000), candidate: (0, 100));
        Limit().Should().Be(before, "stable is slow by now, and was not");
    }

    [Fact]
    public void With_too_few_events_of_stable_it_is_said_how_many_are_missing()
    {
        Pass(stable: (40, 0));
        Launch();
        Pass(stable: (40, 0), candidate: (10, 0));
        _said.Should().Match<Evaluation>(said => said.Why == UnknownWhy.TooFew && said.Note.Contains("80 of the 100 events"));
        Pass(stable: (40, 0), candidate: (10, 0));
        Limit().Should().Be(0.1, "as soon as there are enough");
    }

    [Fact]
    public void Where_stable_is_slower_than_every_bucket_it_is_said_which_to_add()
    {
        Pass(stable: (10, 0), slowest: 500);
        Launch();
        Pass(stable: (10, 0), candidate: (10, 0), slowest: 500);
        _said.Should().Match<Evaluation>(said => said.Verdict == Verdict.Unknown && said.Why == UnknownWhy.BucketTooCoarse && said.Note.Contains("le=\"1\""));
    }

    private void Settle()
    {
        Pass();
        foreach (var _ in Enumerable.Range(0, 3)) Pass(stable: (950, 50));
        Launch();
    }

    private void Launch() => _isDark = false;

    private double? Limit() => _memories["latency"].Sequential!.LimitOf(Latency);

    private void Pass((int Fast, int Slow) stable = default, (int Fast, int Slow) candidate = default, int slowest = 0)
    {
        Serve(_stable, 0.1, stable.Fast);
        Serve(_stable, 1.0, stable.Slow);
        Serve(_stable, double.PositiveInfinity, slowest);
        Serve(_candidate, 0.1, candidate.Fast);
        Serve(_candidate, 1.0, candidate.Slow);
        var terms = Terms();
        _memories = ObjectiveRound.Absorb(terms, _memories, [Reading("bbb", _candidate), Reading("aaa", _stable)]);
        (var evaluations, _memories) = ObjectiveRound.Judge(terms, _memories);
        _said = evaluations[0];
        _passes++;
        _wasDark = _isDark;
    }

    private ObjectiveTerms Terms() => new()
    {
        Objectives = [Latency],
        Analysis = new AnalysisSettings(),
        Plan = new PlannedTime(4, TimeSpan.FromMinutes(20), 1, TimeSpan.FromMinutes(5)),
        Candidate = "bbb",
        Stable = "aaa",
        Before = _wasDark ? Situation.Dark : Situation.Weighted,
        Situation = _isDark ? Situation.Dark : Situation.Weighted,
        Entered = _wasDark && !_isDark,
        Now = Start.AddSeconds(10 * _passes),
    };

    private ObjectiveReading Reading(string revision, SortedDictionary<double, double> buckets) => new("latency", Latency.Question, revision, new Reading
    {
        At = Start.AddSeconds(10 * _passes),
        Series = [.. buckets.Select(bucket => new SeriesSample($"{revision}|{bucket.Key}", SeriesRole.Bucket, bucket.Value, bucket.Key, revision))],
    });

    private static SortedDictionary<double, double> Empty() => new() { [0.1] = 0, [0.5] = 0, [1] = 0, [double.PositiveInfinity] = 0 };

    private static void Serve(SortedDictionary<double, double> buckets, double within, int events)
    {
        foreach (var bound in buckets.Keys.Where(bound => bound >= within).ToList()) buckets[bound] += events;
    }
}
