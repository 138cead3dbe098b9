using Penumbra.Harm.Rules;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Grid;

/// <summary>Simulates worlds, every rule on the same runs.</summary>
public static class Campaign
{
    /// <summary>Simulates one world.</summary>
    public static Cell Run(World world, int runs)
    {
        var rules = RuleBook.All;
        var trace = new Trace(world);
        var outcomes = rules.Select(_ => new List<Outcome>(runs)).ToArray();
        for (var run = 0; run < runs; run++)
        {
            trace.Draw((ulong)run);
            for (var index = 0; index < rules.Count; index++)
            {
                if (run % rules[index].Every == 0 && (index == 0 || IsCompared(world))) outcomes[index].Add(rules[index].Judge(world, trace, (ulong)run));
            }
        }

        return new Cell(world, [.. outcomes.Select(list => Of(world, list))]);
    }

    // With several objectives the incumbents would judge each by itself: compared on one only. What happens to counters does not reach them: good releases are in the other cells.
    private static bool IsCompared(World world) => world.Objectives == 1 && (world.Counting == Counting.Exact || !world.IsGood);

    private static RuleResult Of(World world, List<Outcome> outcomes)
    {
        if (outcomes.Count == 0) return new RuleResult { Runs = 0, Blamed = 0, Early = 0, Mean = 0, P95 = 0, Notice = 0, Seconds = 0, GoodSeconds = 0 };
        var harmed = outcomes.Select(outcome => outcome.Harmed).Order().ToArray();
        var notice = outcomes.Select(outcome => (outcome.BlamedAt ?? outcome.Seconds) - world.Onset).Order().ToArray();
        return new RuleResult
        {
            Runs = outcomes.Count,
            Blamed = outcomes.Count(outcome => outcome.BlamedAt is not null),
            Early = outcomes.Count(outcome => outcome.BlamedAt is { } at && !world.IsGood && at <= world.Onset),
            Mean = harmed.Average(),
            P95 = harmed[(int)(0.95 * (harmed.Length - 1))],
            Notice = notice[notice.Length / 2],
            Seconds = outcomes.Average(outcome => outcome.Seconds),
            GoodSeconds = outcomes.Where(outcome => outcome.BlamedAt is null).Select(outcome => outcome.Seconds).DefaultIfEmpty(0).Average(),
        };
    }
}
