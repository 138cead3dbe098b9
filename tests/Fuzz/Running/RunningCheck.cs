using Penumbra.Fuzz.Contract;
using Penumbra.Fuzz.Documents;
using Penumbra.Fuzz.Mutations;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// Wrong while it runs, then reverted: what is at work is declared with one mutation, and after a while again without it. Whatever it was, the oracles of the simulation must hold; what was told must say so,
/// and the end must be as if nothing had been, as far as <see cref="IRunning.EndsAlike"/> says.
/// </summary>
public static class RunningCheck
{
    private const int Shown = 4;

    /// <summary>Whether a mutation of a document can run.</summary>
    public static bool Runs(Definition definition, Mutation mutation, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(mutation);
        return definition.Running is { } running && running.Documents.Contains(mutation.Document) && outcome is not Outcome.Refused && !definition.IsImmutable(mutation.Field.Path);
    }

    /// <summary>Runs them, on all cores; each answer is reported as it comes.</summary>
    public static void Run(Definition definition, IReadOnlyList<Mutation> mutations, IReadOnlyDictionary<string, Outcome> contract, Action<Mutation, Answer> report)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(mutations);
        var gate = new Lock();
        var next = -1;
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(
            () =>
            {
                // Documents of its own: they are read while they run.
                var mine = Definition.All().First(known => known.Path == definition.Path);
                var origin = BaseCluster.Make();
                var clean = new Dictionary<string, RunResult>(StringComparer.Ordinal);
                for (var index = Interlocked.Increment(ref next); index < mutations.Count; index = Interlocked.Increment(ref next))
                {
                    var mutation = mutations[index];
                    if (!clean.TryGetValue(mutation.Document, out var without)) without = clean[mutation.Document] = SimulationRun.Run(origin, Clean(mine, mutation.Document), [], 0);
                    var outcome = contract[mutation.Name];
                    var answer = Judge(SimulationRun.Run(origin, Story(mine, mutation, outcome), [], 0), without, mine.Running!.EndsAlike(outcome));
                    lock (gate) report(mutation, answer);
                }
            },
            16 * 1024 * 1024)).ToList();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }

    /// <summary>The story of one mutation.</summary>
    public static Scenario Story(Definition definition, Mutation mutation, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(mutation);
        var right = definition.Documents[mutation.Document];
        return definition.Running!.Story(mutation.Name, right, mutation.Apply(right), outcome);
    }

    /// <summary>The same story of a document in which nothing goes wrong.</summary>
    public static Scenario Clean(Definition definition, string document)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var right = definition.Documents[document];
        return definition.Running!.Story(document, right, right, Outcome.SameMeaning);
    }

    /// <summary>What a run says of its mutation.</summary>
    /// <param name="run">The run.</param>
    /// <param name="without">The run in which nothing goes wrong.</param>
    /// <param name="endsAlike">Whether both must come to the same.</param>
    public static Answer Judge(RunResult run, RunResult without, bool endsAlike)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(without);
        if (without.Violations.Count > 0) return new Answer(Outcome.Crashed, $"without anything wrong: {without.Violations[0]}");

        // The whole object is judged on a server; a field that one document may have, another object of that name may not.
        if (run.Violations is [{ Oracle: "story" } refused, ..] && refused.What.Contains("was answered with 4", StringComparison.Ordinal)) return new Answer(Outcome.Refused, refused.What);
        if (run.Violations is [var violation, ..]) return new Answer(Outcome.Crashed, violation.ToString());
        if (!endsAlike) return new Answer(Outcome.TakesEffect, "");
        List<string> other = [.. without.Summary.Except(run.Summary).Select(line => $"- {line}").Take(Shown), .. run.Summary.Except(without.Summary).Select(line => $"+ {line}").Take(Shown)];
        return other.Count == 0 ? new Answer(Outcome.TakesEffect, "") : new Answer(Outcome.Crashed, $"the end is another than without:\n    {string.Join("\n    ", other)}");
    }
}
