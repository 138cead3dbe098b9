using System.Diagnostics;
using Penumbra.Harm.Grid;
using Penumbra.Harm.Reports;
using Penumbra.Harm.Worlds;

// penumbra-harm [runs] [folder]: simulates every rule in every world and writes harm.md, its plots, and what they are made of, harm.csv and harm-cells.csv. The last line is the summary.
var runs = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000;
var output = args.Length > 1 ? args[1] : "docs/benchmarks";
var faultRuns = Math.Max(20, runs / 10);
var clock = Stopwatch.StartNew();

var good = Simulate("good", [.. Cells.Good], _ => runs);
var bad = Simulate("bad", [.. Cells.Bad], _ => faultRuns);
var variations = Simulate("variations", [.. Cells.Variations], world => world.IsGood ? runs : faultRuns / 2);

var field = new Field(good);
var goals = Goals.Of(good, bad, variations, field);
Directory.CreateDirectory(output);
File.WriteAllText(Path.Combine(output, "harm.md"), new Markdown(good, bad, variations, field, runs, faultRuns).Write(goals));
Cell[] all = [.. good, .. bad, .. variations];
File.WriteAllText(Path.Combine(output, "harm-cells.csv"), Tables.Of([.. all.Select(cell => cell.World)]));
File.WriteAllText(Path.Combine(output, "harm.csv"), Tables.Of(all));
foreach (var multiple in new[] { 5, 20 }) File.WriteAllText(Path.Combine(output, $"harm-{multiple}x.svg"), HarmChart(multiple).ToString());
File.WriteAllText(Path.Combine(output, "harm-false.svg"), FalseChart().ToString());
foreach (var lost in bad.Where(cell => field.Ratio(cell) > 1))
    Console.WriteLine(FormattableString.Invariant($"lost: {100 * lost.World.Allowed} % allowed, {lost.Multiple:0.#} x at {lost.World.Onset} s, {lost.World.Rps} rps: {lost.Ours.Mean:0.#} users, {RuleBook.All[field.Best(lost)!.Value].Name} {lost.Results[field.Best(lost)!.Value].Mean:0.#}"));
foreach (var missed in goals.Missed) Console.WriteLine(missed);
foreach (var line in goals.Besides) Console.WriteLine(line);
Console.WriteLine(goals);
return 0;

IReadOnlyList<Cell> Simulate(string name, IReadOnlyList<World> worlds, Func<World, int> count)
{
    // Each world draws its own numbers, so that the order in which they are simulated changes nothing.
    var cells = new Cell[worlds.Count];
    Parallel.For(0, cells.Length, index => cells[index] = Campaign.Run(worlds[index], count(worlds[index])));
    Console.Error.WriteLine(FormattableString.Invariant($"{name}: {cells.Length} worlds, {clock.Elapsed.TotalSeconds:0} s"));
    return cells;
}

LineChart HarmChart(int multiple)
{
    var cells = bad.Where(cell => cell.World is { Onset: 0, Allowed: < 0.005 } && Math.Abs(cell.Multiple - multiple) < 0.1).ToList();
    var chart = new LineChart($"A release that fails {multiple} times as much as allowed (0.1 %), from the start", "requests a second", "users harmed, mean")
        .With("Penumbra, one setting", cells.Select(cell => (cell.World.Rps, cell.Ours.Mean)))
        .With("the best of those that do at each traffic: tuned", cells.Select(cell => (cell.World.Rps, field.BestTuned(cell) is { } best ? cell.Results[best].Mean : 0)))
        .With("the best incumbent of those that blame at most 1 % of good releases everywhere", cells.Select(cell => (cell.World.Rps, field.Best(cell) is { } best ? cell.Results[best].Mean : 0)));
    for (var rule = 1; rule < RuleBook.All.Count; rule++)
    {
        var at = rule;
        if (RuleBook.All[rule].IsDefault) chart.With($"{RuleBook.All[rule].Name} (documented)", cells.Select(cell => (cell.World.Rps, cell.Results[at].Mean)));
    }

    return chart;
}

LineChart FalseChart()
{
    var chart = new LineChart("Good releases rolled back, worst kind of noise with a promise (0.1 % allowed)", "requests a second", "rolled back, %");
    foreach (var (rule, level, name) in new[] { (0, 1.0, "Penumbra, failing exactly what is allowed"), (0, 0.1, "Penumbra, failing a tenth of it") }) chart.With(name, Points(rule, level));
    for (var rule = 1; rule < RuleBook.All.Count; rule++)
    {
        if (RuleBook.All[rule].IsDefault) chart.With($"{RuleBook.All[rule].Name}, failing a tenth of it", Points(rule, 0.1));
    }

    return chart;

    IEnumerable<(double, double)> Points(int rule, double level) => Cells.Traffic.Select(rps =>
        (rps, 100 * good.Where(cell => cell.World.Allowed < 0.005 && cell.World.Level.Equals(level) && cell.World.Rps.Equals(rps) && cell.World.Noise.Promised).Max(cell => cell.Results[rule].Share)));
}
