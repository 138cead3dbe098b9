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
    private const int Length = 200;

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
                    var outcome = Expected(mutation, contract[mutation.Name]);
                    var answer = Judge(SimulationRun.Run(origin, Story(mine, mutation, outcome), [], 0), without, mine.Running!, outcome);
                    lock (gate) report(mutation, answer);
                }
            },
            16 * 1024 * 1024)).ToList();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }

    // A whole fraction is told where it is created with it, and stored as an integer where it is applied: then it takes effect.
    private static Outcome Expected(Mutation mutation, Outcome outcome) => mutation.Mutator == "fraction-zero" && outcome is Outcome.Told ? Outcome.TakesEffect : outcome;

    /// <summary>The story of one mutation.</summary>
    public static Scenario Story(Definition definition, Mutation mutation, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(mutation);
        var right = definition.Documents[mutation.Document];
        return definition.Running!.Story(mutation.Name, right, mutation.Apply(right), Expected(mutation, outcome));
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
    /// <param name="running">What runs.</param>
    /// <param name="outcome">What the operator's reader makes of it.</param>
    public static Answer Judge(RunResult run, RunResult without, IRunning running, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(without);
        ArgumentNullException.ThrowIfNull(running);
        if (without.Violations.Count > 0) return new Answer(Outcome.Crashed, $"without anything wrong: {without.Violations[0]}");

        // The whole object is judged on a server; a field that one document may have, another object of that name may not.
        if (run.Violations is [{ Oracle: "story" } refused, ..] && refused.What.Contains("was answered with 4", StringComparison.Ordinal)) return new Answer(Outcome.Refused, refused.What);
        if (run.Violations is [var violation, ..]) return new Answer(Outcome.Crashed, violation.ToString());
        if (!running.EndsAlike(outcome)) return new Answer(Outcome.TakesEffect, "");
        List<string> lost = [.. without.Summary.Except(run.Summary)];
        List<string> gained = [.. run.Summary.Except(without.Summary).Where(line => !running.MayRemain(line))];
        List<string> other = [.. lost.Take(Shown).Select(line => $"- {Told(line, gained)}"), .. gained.Take(Shown).Select(line => $"+ {Told(line, lost)}")];
        return other.Count == 0 ? new Answer(Outcome.TakesEffect, "") : new Answer(Outcome.Crashed, $"the end is another than without:\n    {string.Join("\n    ", other)}");
    }

    // A line may be a whole object: what it is, and from where it differs.
    private static string Told(string line, IReadOnlyList<string> others)
    {
        var same = others.Select(other => line.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count()).DefaultIfEmpty(0).Max();
        return line.Length <= Length ? line : $"{line[..40]} … {line[Math.Max(0, Math.Min(same - 40, line.Length - Length))..][..Length]} …";
    }
}
