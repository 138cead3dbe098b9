using System.Collections.Concurrent;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>Many runs on a few threads, each run on one.</summary>
/// <param name="scenarios">The stories.</param>
/// <param name="threads">How many runs at once.</param>
/// <param name="report">Hears of each failure, as it is found.</param>
public sealed class Campaign(IReadOnlyList<Scenario> scenarios, int threads, Action<Failure> report)
{
    private readonly ConcurrentQueue<Failure> _failures = new();
    private readonly ConcurrentDictionary<string, RunResult> _clean = new(StringComparer.Ordinal);

    /// <summary>What failed.</summary>
    public IReadOnlyCollection<Failure> Failures => _failures;

    /// <summary>The runs without faults, twice each: they must agree to the last byte; and then a quiet day.</summary>
    public void Clean(TimeSpan quiet) => Run([.. scenarios.Select(scenario => new Job(scenario, [], 0))], job =>
    {
        var first = SimulationRun.Run(job.Origin!, job.Scenario, [], 0, quiet: quiet);
        var second = SimulationRun.Run(job.Origin!, job.Scenario, [], 0, quiet: quiet);
        _clean[job.Scenario.Name] = second;
        var violations = first.Violations.ToList();
        if (first.History != second.History) violations.Add(new Violation("deterministic", TimeSpan.Zero, $"the same seed gave {first.History} and {second.History}"));
        Note(job, violations);
    });

    /// <summary>The run without faults.</summary>
    public RunResult CleanOf(Scenario scenario) => _clean[scenario.Name];

    /// <summary>Runs with faults.</summary>
    /// <returns>How many.</returns>
    public int Faulty(IEnumerable<Job> jobs)
    {
        var list = jobs.ToList();
        Run(list, job =>
        {
            var run = SimulationRun.Run(job.Origin!, job.Scenario, job.Faults, job.Seed);
            Note(job, Verdicts.Judge(job.Scenario, _clean[job.Scenario.Name], run, job.Faults));
        });
        return list.Count;
    }

    private void Note(Job job, IReadOnlyList<Violation> violations)
    {
        if (violations.Count == 0) return;
        var failure = new Failure(job.Scenario.Name, job.Faults, job.Seed, violations[0]);
        _failures.Enqueue(failure);
        report(failure);
    }

    private void Run(IReadOnlyList<Job> jobs, Action<Job> work)
    {
        var next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            // No synchronization context and a thread of its own: continuations stay where they are completed.
            var origin = BaseCluster.Make();
            for (var index = Interlocked.Increment(ref next); index < jobs.Count; index = Interlocked.Increment(ref next))
            {
                try
                {
                    work(jobs[index] with { Origin = origin });
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    Note(jobs[index], [new Violation("no-bugs", TimeSpan.Zero, $"the run itself failed: {exception}")]);
                }
            }
        }, 16 * 1024 * 1024)).ToList();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }
}
