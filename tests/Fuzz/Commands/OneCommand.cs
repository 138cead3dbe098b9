using System.CommandLine;
using Penumbra.Fuzz.Contract;
using Penumbra.Fuzz.Documents;
using Penumbra.Fuzz.Running;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;

namespace Penumbra.Fuzz.Commands;

/// <summary><c>penumbra-fuzz one &lt;mutation&gt;</c>: what became of it, and the story of its run.</summary>
public static class OneCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var name = new Argument<string>("mutation") { Description = "Its name, such as managed:spec.steps[1].weight:zero." };
        var command = new Command("one", "Repeat one.") { name };
        command.SetAction(parsed =>
        {
            var (definition, mutation) = Definition.All().SelectMany(definition => definition.Mutations().Select(mutation => (definition, mutation))).FirstOrDefault(one => one.mutation.Name == parsed.GetValue(name));
            if (mutation is null)
            {
                Console.Error.WriteLine($"there is no mutation {parsed.GetValue(name)}");
                return 2;
            }

            var answer = new ContractCheck(Server.Make(), definition).Ask([mutation]);
            Console.WriteLine($"{mutation}\n{answer.Outcome} {answer.Sentence}");
            if (!RunningCheck.Runs(definition, mutation, answer.Outcome)) return answer.IsBug ? 1 : 0;
            var origin = BaseCluster.Make();
            var run = SimulationRun.Run(origin, RunningCheck.Story(definition, mutation, answer.Outcome), [], 0, tells: true);
            foreach (var line in run.Story) Console.WriteLine(line);
            foreach (var violation in run.Violations) Console.WriteLine(violation);
            var came = RunningCheck.Judge(run, SimulationRun.Run(origin, RunningCheck.Clean(definition, mutation.Document), [], 0), definition.Running!, answer.Outcome);
            Console.WriteLine($"while running: {came.Outcome} {came.Sentence}");
            return !came.IsBug && !answer.IsBug ? 0 : 1;
        });
        return command;
    }
}
