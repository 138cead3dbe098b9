using System.CommandLine;
using Penumbra.Bench;
using Penumbra.Bench.Figures;
using Penumbra.Bench.Processes;
using Penumbra.Bench.Reports;

var only = new Option<string?>("--only") { Description = $"One figure: {string.Join(", ", BenchFigures.All.Select(figure => figure.Name))}." };
only.AcceptOnlyFromAmong([.. BenchFigures.All.Select(figure => figure.Name)]);
var quick = new Option<bool>("--quick") { Description = "Smaller numbers and shorter times, to see that it works." };
var full = new Option<bool>("--full") { Description = "The quiet time is ten minutes instead of one." };
var output = new Option<string?>("--output") { Description = "Where results.md and results.json go; default: docs/benchmarks, or artifacts/bench with --only or --quick." };
var server = new Option<string>("--server") { Description = "The API server.", Required = true };
var operatorRole = new Command("operator", "The operator with a metric source of the bench's own, told by its standard input: for the bench itself.") { server };
operatorRole.SetAction((parsed, cancellationToken) => BenchOperator.RunAsync(new Uri(parsed.GetValue(server)!), cancellationToken));
var root = new RootCommand("Measures Penumbra, and writes what it found.") { only, quick, full, output, operatorRole };
root.SetAction(async (parsed, cancellationToken) =>
{
    var isPart = parsed.GetValue(only) is not null || parsed.GetValue(quick);
    var options = new BenchOptions(
        parsed.GetValue(quick), parsed.GetValue(full), Path.GetFullPath(parsed.GetValue(output) ?? Repository.Path(isPart ? "artifacts/bench" : "docs/benchmarks")));
    var sections = new List<Section>();
    foreach (var figure in BenchFigures.All.Where(figure => parsed.GetValue(only) is not { } name || figure.Name == name))
    {
        Console.WriteLine($"── {figure.Name}");
        var section = await figure.MeasureAsync(options, cancellationToken);
        Console.Write(ResultsMarkdown.Table(section));
        foreach (var note in section.Notes) Console.WriteLine($"  {note}");
        sections.Add(section);
    }

    Results.Write(options, sections, args);
    Console.WriteLine($"written to {options.Output}");
    return 0;
});
return await root.Parse(args).InvokeAsync();
