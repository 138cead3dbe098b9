using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Commands;

/// <summary><c>penumbra-sim speed</c>: what a run costs, for whoever makes it cheaper.</summary>
public static class SpeedCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var scenario = new Option<string>("--scenario") { Description = "The scenario.", DefaultValueFactory = _ => "promote-good-release" };
        var faults = new Option<string>("--faults") { Description = "What goes wrong, separated by commas.", DefaultValueFactory = _ => "" };
        var runs = new Option<int>("--runs") { Description = "How many runs are measured, after as many that are not.", DefaultValueFactory = _ => 100 };
        var command = new Command("speed", "Measure what one run costs.") { scenario, faults, runs };
        command.SetAction(parsed =>
        {
            var found = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", parsed.GetValue(scenario)!));
            string[] plan = parsed.GetValue(faults)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var origin = BaseCluster.Make();
            void Repeat()
            {
                for (var i = 0; i < parsed.GetValue(runs); i++) SimulationRun.Run(origin, found, plan, 0);
            }

            Repeat();
            using var process = Process.GetCurrentProcess();
            var (spent, allocated, collections) = (process.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));
            Repeat();
            process.Refresh();
            double Each(double all) => all / parsed.GetValue(runs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Each((process.TotalProcessorTime - spent).TotalMilliseconds):0.0} ms of processor and {Each(GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6:0.0} MB allocated a run, {Each(GC.CollectionCount(0) - collections):0.0} collections"));
        });
        return command;
    }
}
