using System.Collections.Immutable;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>From what sources say to the verdict: whatever befalls counters, readings and the operator, no event counts twice, and a good release is neither blamed nor moved on by it.</summary>
public sealed class CountingPropertyTests
{
    private const int Seeds = 10_000;
    private const int Passes = 18;
    private static readonly Objective Availability = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential, Control = true };

    private static readonly Objective Latency = new() { Name = "availability", Source = "pods", Indicator = new Indicator.Quantile("latency", 0.99), Bound = new Bound.Max(0.3), Judge = JudgeKind.Sequential, Control = true };

    private static readonly Objective Warmed = Availability with { WarmUp = TimeSpan.FromSeconds(20) };

    [Fact]
    public void No_fault_of_counters_readings_or_operators_blames_a_good_release_or_moves_it_on()
    {
        Enumerable.Range(0, Seeds).AsParallel().Count(seed => Lives(seed, Availability, new CountedWorld(seed))).Should().BeGreaterThan(Seeds * 9 / 10, "what holds for ever would never be wrong");
    }

    [Fact]
    public void Neither_do_servers_that_keep_samples_and_lag_behind()
    {
        Enumerable.Range(0, Seeds).AsParallel().Count(seed => Lives(seed, Availability, new CountedWorld(seed, isKept: true))).Should().BeGreaterThan(Seeds * 8 / 10);
    }

    [Fact]
    public void Neither_do_new_pods_that_fail_in_their_warm_up()
    {
        Enumerable.Range(0, Seeds).AsParallel().Count(seed => Lives(seed, Warmed, new CountedWorld(seed, isKept: seed % 2 == 0, cold: TimeSpan.FromSeconds(20)))).Should().BeGreaterThan(Seeds * 8 / 10);
    }

    [Fact]
    public void Neither_do_faults_of_histograms()
    {
        Enumerable.Range(0, Seeds).AsParallel().Count(seed => Lives(seed, Latency, new CountedWorld(seed, isKept: seed % 2 == 0, isHistogram: true))).Should().BeGreaterThan(Seeds * 8 / 10);
    }

    [Fact]
    public void No_such_fault_makes_a_release_good_that_fails_five_times_what_is_allowed()
    {
        // Each seed has a twin of the same requests to which nothing happens: it is blamed, and until then, and after it, the release is never good.
        var lives = Enumerable.Range(0, Seeds).AsParallel().Select(seed =>
        {
            var objective = seed % 4 < 2 ? Availability : Latency;
            CountedWorld World(Befalls befalls) => new(seed, failing: 0.05, scale: 32, isHistogram: objective == Latency, befalls: befalls);
            return (Seed: seed, Twin: Verdicts(seed, objective, World(Befalls.Nothing)), Verdicts: Verdicts(seed, objective, World(Befalls.NothingThatHides)));
        }).ToList();
        string.Join('\n', lives.Where(life => !life.Twin.Contains(Verdict.Bad) || life.Twin.Contains(Verdict.Good)).Select(life => $"seed {life.Seed}: its twin was {string.Join(' ', life.Twin)}")).Should().BeEmpty();
        string.Join('\n', lives.Where(life => life.Verdicts.Contains(Verdict.Good)).Select(life => $"seed {life.Seed}: good in pass {life.Verdicts.IndexOf(Verdict.Good)}, its twin was blamed in pass {life.Twin.IndexOf(Verdict.Bad)}")).Should().BeEmpty();
        var blamed = lives.Count(life => life.Verdicts.Contains(Verdict.Bad));
        blamed.Should().BeGreaterThan(Seeds * 9 / 10, "what blames nobody would never be wrong");
    }

    [Fact]
    public void Where_no_fault_takes_events_with_it_all_that_is_served_is_counted()
    {
        Enumerable.Range(0, Seeds).AsParallel().ForAll(seed =>
        {
            var objective = seed % 4 < 2 ? Availability : Latency;
            var world = new CountedWorld(seed, isKept: seed % 2 == 0, isHistogram: objective == Latency, befalls: Befalls.NothingThatLoses);
            var memories = Last(seed, objective, world);
            var seen = memories["availability"].Sequential!.Evidence.Seen;
            if ((seen.Total, seen.Bad, seen.MaybeBad) != (world.Served.Total, world.Served.Bad, world.Served.Bad)) Assert.Fail($"seed {seed}: counted {seen}, served {world.Served}");
        });
    }

    private static List<Verdict> Verdicts(int seed, Objective objective, CountedWorld world)
    {
        var verdicts = new List<Verdict>();
        Live(seed, objective, world, (_, evaluation, _) => verdicts.Add(evaluation.Verdict));
        return verdicts;
    }

    // The first look and the last one read all there is: what came before the one and after the other is not counted.
    private static ImmutableSortedDictionary<string, ObjectiveMemory> Last(int seed, Objective objective, CountedWorld world)
    {
        var first = ObjectiveRound.Absorb(Terms(objective, world.Now, 0), ImmutableSortedDictionary<string, ObjectiveMemory>.Empty, world.ReadAll(objective));
        var memories = Live(seed, objective, world, (_, _, _) => { }, first);
        world.Pass();
        var terms = Terms(objective, world.Now, Passes);
        return ObjectiveRound.Judge(terms, ObjectiveRound.Absorb(terms, memories, world.ReadAll(objective))).Memories;
    }

    private static bool Lives(int seed, Objective objective, CountedWorld world)
    {
        var last = Verdict.Unknown;
        Live(seed, objective, world, (pass, evaluation, evidence) =>
        {
            last = evaluation.Verdict;
            if (last == Verdict.Bad) Assert.Fail($"seed {seed}, pass {pass}: blamed ({evaluation.Note})");
            if (evidence.Seen.Total > world.Served.Total || evidence.Seen.Bad > world.Served.Bad) Assert.Fail($"seed {seed}, pass {pass}: counted {evidence.Seen}, served {world.Served}");
            if (evidence.StableSeen.Total > world.ServedByStable.Total || evidence.StableSeen.Bad > world.ServedByStable.Bad) Assert.Fail($"seed {seed}, pass {pass}: counted of stable {evidence.StableSeen}, served {world.ServedByStable}");
            if (last == Verdict.Good && world.Served.Total < evaluation.Needed) Assert.Fail($"seed {seed}, pass {pass}: good after {world.Served} of {evaluation.Needed}");
        });
        return last == Verdict.Good;
    }

    private static ImmutableSortedDictionary<string, ObjectiveMemory> Live(
        int seed, Objective objective, CountedWorld world, Action<int, Evaluation, SequentialEvidence> look, ImmutableSortedDictionary<string, ObjectiveMemory>? from = null)
    {
        var random = new Random(~seed);
        var memories = from ?? ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;
        for (var pass = 0; pass < Passes; pass++)
        {
            if (pass > 0) world.Pass();
            var terms = Terms(objective, world.Now, pass);
            if (pass > 2 && random.Next(8) == 0)
            {
                world.Show();
                memories = Restarted(terms, memories);
            }

            memories = ObjectiveRound.Absorb(terms, memories, world.Read(objective));
            (var evaluations, memories) = ObjectiveRound.Judge(terms, memories);
            look(pass, evaluations[0], memories["availability"].Sequential!.Evidence);
        }

        return memories;
    }

    private static ImmutableSortedDictionary<string, ObjectiveMemory> Restarted(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories) =>
        ObjectiveKeeping.Restore(terms, ImmutableSortedDictionary<string, ObjectiveMemory>.Empty, [], ObjectiveKeeping.Of(terms, memories, "bbb/1", "25"));

    private static ObjectiveTerms Terms(Objective objective, DateTimeOffset now, int pass) => new()
    {
        Objectives = [objective],
        Analysis = new AnalysisSettings(),
        Plan = new PlannedTime(4, TimeSpan.FromMinutes(20), 1, TimeSpan.FromMinutes(5)),
        Candidate = "bbb",
        Stable = "aaa",
        Before = pass < 3 ? Situation.Dark : Situation.Weighted,
        Situation = pass < 2 ? Situation.Dark : Situation.Weighted,
        Entered = pass == 2,
        Now = now,
    };
}
