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

    private static bool Lives(int seed, Objective objective, CountedWorld world)
    {
        var random = new Random(~seed);
        var memories = ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;
        var verdict = Verdict.Unknown;
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
            verdict = evaluations[0].Verdict;
            var evidence = memories["availability"].Sequential!.Evidence;
            if (verdict == Verdict.Bad) Assert.Fail($"seed {seed}, pass {pass}: blamed ({evaluations[0].Note})");
            if (evidence.Seen.Total > world.Served.Total || evidence.Seen.Bad > world.Served.Bad) Assert.Fail($"seed {seed}, pass {pass}: counted {evidence.Seen}, served {world.Served}");
            if (evidence.StableSeen.Total > world.ServedByStable.Total || evidence.StableSeen.Bad > world.ServedByStable.Bad) Assert.Fail($"seed {seed}, pass {pass}: counted of stable {evidence.StableSeen}, served {world.ServedByStable}");
            if (verdict == Verdict.Good && world.Served.Total < evaluations[0].Needed) Assert.Fail($"seed {seed}, pass {pass}: good after {world.Served} of {evaluations[0].Needed}");
        }

        return verdict == Verdict.Good;
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
