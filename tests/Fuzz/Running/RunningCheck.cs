using System.Text.Json.Nodes;
using Penumbra.Fuzz.Contract;
using Penumbra.Fuzz.Documents;
using Penumbra.Fuzz.Mutations;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// Bad, then reverted: half of the users are on the candidate, the launch is declared with one mutation, and after a while again without it. Whatever it was, the oracles of the simulation must hold;
/// what was told must say so on the launch, and leave users where they are.
/// </summary>
public static class RunningCheck
{
    /// <summary>The document that runs.</summary>
    public const string Document = "managed";

    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    /// <summary>Runs them, on all cores; each answer is reported as it comes.</summary>
    public static void Run(Definition definition, IReadOnlyList<Mutation> mutations, IReadOnlyDictionary<string, Outcome> contract, Action<Mutation, Answer> report)
    {
        ArgumentNullException.ThrowIfNull(mutations);
        var gate = new Lock();
        var next = -1;
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(
            () =>
            {
                var origin = BaseCluster.Make();
                for (var index = Interlocked.Increment(ref next); index < mutations.Count; index = Interlocked.Increment(ref next))
                {
                    var scenario = Story(definition.Documents[Document], mutations[index], contract[mutations[index].Name] is Outcome.Told);
                    var answer = Judge(SimulationRun.Run(origin, scenario, [], 0));
                    lock (gate) report(mutations[index], answer);
                }
            },
            16 * 1024 * 1024)).ToList();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }

    /// <summary>The story of one mutation.</summary>
    public static Scenario Story(JsonObject launch, Mutation mutation, bool isTold)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        var usual = ScenarioReader.All()[0];
        JsonObject Half() => new() { ["weight"] = "50" };
        return new Scenario
        {
            Name = mutation.Name,
            Why = "A wrong field in the middle of a launch, and back.",
            Template = usual.Template,
            Launch = launch,
            Files = new Dictionary<string, IReadOnlyList<JsonObject>> { ["wrong"] = [mutation.Apply(launch)] },
            Events =
            [
                new StoryEvent(new JsonObject { ["phase"] = "Healthy" }, TimeSpan.FromSeconds(3), null, "release", new JsonObject { ["version"] = "2" }),
                new StoryEvent(Half(), TimeSpan.FromSeconds(2), null, "apply", "wrong"),
                isTold
                    ? new StoryEvent(new JsonObject { ["condition"] = "Stalled=True", ["weight"] = "50" }, Bad, null, "nothing", null)
                    : new StoryEvent(null, Bad, null, "nothing", null),
                new StoryEvent(isTold ? Half() : null, TimeSpan.Zero, null, "apply", "launch"),
            ],
            End = new Ending(
                isTold ? new JsonObject { ["phase"] = "Healthy", ["stable"] = "2", ["atRest"] = true } : new JsonObject { ["atRest"] = true },
                TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1)),
        };
    }

    private static Answer Judge(RunResult run) => run.Violations switch
    {
        [] => new Answer(Outcome.TakesEffect, ""),

        // The whole object is judged on a server; a field that one document may have, another object of that name may not.
        [{ Oracle: "story" } refused, ..] when refused.What.Contains("was answered with 4", StringComparison.Ordinal) => new Answer(Outcome.Refused, refused.What),
        [var violation, ..] => new Answer(Outcome.Crashed, violation.ToString()),
    };
}
