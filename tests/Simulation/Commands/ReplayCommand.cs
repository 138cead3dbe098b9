using System.CommandLine;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Commands;

/// <summary><c>penumbra-sim replay</c>: one run, with its story: every write with its cause, every fault, every decision.</summary>
public static class ReplayCommand
{
    /// <summary>What the program ends with where it was asked for what is not there.</summary>
    internal const int Misunderstood = 2;

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var scenario = new Option<string>("--scenario") { Description = "The scenario.", Required = true };
        var faults = new Option<string>("--faults") { Description = "What goes wrong, separated by commas; else what the seed says.", DefaultValueFactory = _ => "" };
        var seed = new Option<int>("--seed") { Description = "The seed; 0 is the run without faults." };
        var command = new Command("replay", "Run one scenario, and tell its story.") { scenario, faults, seed };
        command.SetAction(parsed =>
        {
            Scenario found;
            try
            {
                found = ScenarioReader.Find(parsed.GetValue(scenario)!);
                foreach (var fault in Split(parsed.GetValue(faults)!)) FaultText.Parse(fault);
            }
            catch (Exception exception) when (exception is InvalidDataException or FormatException)
            {
                Console.Error.WriteLine(exception.Message);
                return Misunderstood;
            }

            return Replay(found, parsed.GetValue(faults)!, parsed.GetValue(seed));
        });
        return command;
    }

    private static int Replay(Scenario scenario, string faults, int seed)
    {
        var origin = BaseCluster.Make();
        var plan = Plan(origin, scenario, faults, seed);
        var result = SimulationRun.Run(origin, scenario, plan, seed, tells: true);
        foreach (var line in result.Story) Console.WriteLine(line);
        foreach (var line in result.Summary.Concat(result.Creations)) Console.WriteLine(line);
        var violations = plan.Count == 0 ? result.Violations : Verdicts.Judge(scenario, SimulationRun.Run(origin, scenario, [], 0), result, plan);
        Console.WriteLine($"faults: {(plan.Count == 0 ? "none" : string.Join(", ", plan))}; ended after {result.Ended:hh\\:mm\\:ss}, {result.AllWrites} writes sent, {result.Writes} committed beside events; history {result.History}");
        foreach (var violation in violations) Console.WriteLine($"VIOLATION {violation}");
        return violations.Count == 0 ? 0 : 1;
    }

    private static string[] Split(string faults) => faults.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IReadOnlyList<string> Plan(Penumbra.Sandbox.ApiServer.Storage.ClusterStore origin, Scenario scenario, string faults, int seed)
    {
        if (faults.Length > 0 || seed == 0) return Split(faults);
        return FaultMatrix.Random(scenario, SimulationRun.Run(origin, scenario, [], 0), seed);
    }
}
