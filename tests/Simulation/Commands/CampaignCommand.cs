using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Commands;

/// <summary><c>penumbra-sim all</c>: every scenario, every fault of the matrix, all pairs of crashes, and random faults from seeds.</summary>
public static class CampaignCommand
{
    private const int Shown = 400;

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var scenario = new Option<string?>("--scenario") { Description = "Only scenarios whose name contains this." };
        var seeds = new Option<int>("--seeds") { Description = "How many runs with random faults.", DefaultValueFactory = _ => 20_000 };
        var first = new Option<int>("--first-seed") { Description = "The first of these seeds, to go on where another campaign ended.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "How many runs at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var crashes = new Option<string>("--crashes") { Description = "Crashes before and after each write: all, none, or one of so many.", DefaultValueFactory = _ => "all" };
        var pairs = new Option<string>("--pairs") { Description = "Pairs of crashes: all, none, or one of so many.", DefaultValueFactory = _ => "all" };
        var singles = new Option<string>("--singles") { Description = "The other rows of the matrix: all, none, or one of so many.", DefaultValueFactory = _ => "all" };
        var rows = new Option<string>("--rows") { Description = "Of the other rows only those whose text begins with this, such as 'act delete'.", DefaultValueFactory = _ => "" };
        var quiet = new Option<int>("--quiet-hours") { Description = "How many simulated hours nothing must be written after the end.", DefaultValueFactory = _ => 24 };
        var command = new Command("all", "Run every scenario with every fault.") { scenario, seeds, first, threads, crashes, pairs, singles, rows, quiet };
        command.SetAction(parsed =>
        {
            var clock = Stopwatch.StartNew();
            var all = ScenarioReader.All().Where(one => parsed.GetValue(scenario) is not { } part || one.Name.Contains(part, StringComparison.Ordinal)).ToList();
            if (all.Count == 0)
            {
                Console.Error.WriteLine($"no scenario has {parsed.GetValue(scenario)} in its name; all are in tests/Simulation/scenarios");
                return ReplayCommand.Misunderstood;
            }

            var shown = 0;
            var campaign = new Campaign(all, parsed.GetValue(threads), failure =>
            {
                if (Interlocked.Increment(ref shown) <= Shown) Console.WriteLine(failure);
            });
            void Say(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,7:0.0} s  {what}"));

            campaign.Clean(TimeSpan.FromHours(parsed.GetValue(quiet)));
            Say($"{all.Count} scenarios without faults, twice, and {parsed.GetValue(quiet)} quiet hours");
            var sound = all.Where(one => campaign.Failures.All(failure => failure.Scenario != one.Name)).ToList();
            var allPoints = sound.Sum(one => 2 * campaign.CleanOf(one).AllWrites);
            var chosen = Chosen(parsed.GetValue(crashes)!);
            if (chosen is not null) campaign.Crashes(sound, chosen, OneOf(parsed.GetValue(pairs)!));
            Say($"{campaign.CrashesCovered} crash points of {allPoints}, {campaign.PairsCovered} pairs of crashes; {campaign.Runs} runs");
            var others = campaign.Faulty(sound.SelectMany(one => Part(one.Name, FaultMatrix.Singles(one, campaign.CleanOf(one)).Where(row => row.StartsWith(parsed.GetValue(rows)!, StringComparison.Ordinal)), parsed.GetValue(singles)!).Select(fault => new Job(one, [fault], 0))));
            Say($"{others} other faults of {sound.Sum(one => FaultMatrix.Singles(one, campaign.CleanOf(one)).Count())}; {campaign.Runs} runs");
            if (campaign.Void.Count > 0) Say($"of no effect, and not counted: {string.Join(", ", campaign.Void.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"))}");
            var possible = parsed.GetValue(crashes) == "all" && campaign.PairsSeen > 0
                ? campaign.PairsSeen
                : sound.Where(one => one.Pairs).Sum(one => (long)(2 * campaign.CleanOf(one).AllWrites) * ((2 * campaign.CleanOf(one).AllWrites) - 1) / 2);
            var chance = campaign.Faulty(Enumerable.Range(parsed.GetValue(first), parsed.GetValue(seeds)).Where(_ => sound.Count > 0).Select(seed =>
            {
                var one = sound[seed % sound.Count];
                return new Job(one, FaultMatrix.Random(one, campaign.CleanOf(one), seed), seed);
            }));
            Say($"{chance} seeds");
            var failed = campaign.Failures.Count;
            var faults = others + campaign.CrashesCovered + (2 * campaign.PairsCovered);
            Say($"all of it together is {campaign.Tried}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sim: {all.Count} scenarios, {campaign.CrashesCovered} crash points of {allPoints}, {campaign.PairsCovered} pairs of {possible}, {faults} faults, {chance} seeds, {failed} violations, {clock.Elapsed.TotalSeconds:0} s"));
            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static Func<int, bool>? Chosen(string part) => part switch
    {
        "all" => _ => true,
        "none" => null,
        _ => index => index % int.Parse(part, CultureInfo.InvariantCulture) == 0,
    };

    private static int? OneOf(string part) => part switch
    {
        "all" => 1,
        "none" => null,
        _ => int.Parse(part, CultureInfo.InvariantCulture),
    };

    // By what each is, not by its place: the rows of every story are in one order, and a stride would meet the same few in all of them.
    private static IEnumerable<string> Part(string scenario, IEnumerable<string> all, string part) => part switch
    {
        "all" => all,
        "none" => [],
        _ => all.Where(row => Choice.Takes($"{scenario} {row}", int.Parse(part, CultureInfo.InvariantCulture))),
    };
}
