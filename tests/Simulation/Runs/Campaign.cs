using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>Many runs on a few threads, each run on one.</summary>
/// <param name="scenarios">The stories.</param>
/// <param name="threads">How many runs at once.</param>
/// <param name="report">Hears of each failure, as it is found.</param>
public sealed partial class Campaign(IReadOnlyList<Scenario> scenarios, int threads, Action<Failure> report)
{
    // One in so many of the crashes that need no run of their own has one nevertheless, and must end in the same.
    private const int Checked = 25;

    private readonly ConcurrentQueue<Failure> _failures = new();
    private readonly ConcurrentDictionary<string, int> _void = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunResult> _clean = new(StringComparer.Ordinal);
    private long _crashes, _pairs, _allPairs, _runs;
    private ulong _tried;

    /// <summary>What failed.</summary>
    public IReadOnlyCollection<Failure> Failures => _failures;

    /// <summary>How many crash points were covered.</summary>
    public long CrashesCovered => _crashes;

    /// <summary>How many pairs of crashes were covered.</summary>
    public long PairsCovered => _pairs;

    /// <summary>How many pairs there are behind the first crashes that were run.</summary>
    public long PairsSeen => _allPairs;

    /// <summary>How many runs it took so far.</summary>
    public long Runs => _runs;

    /// <summary>Names what was tried, all runs with faults together: the same commit and the same arguments give the same.</summary>
    public string Tried => _tried.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The runs without faults, twice each: they must agree to the last byte; and then a quiet day.</summary>
    public void Clean(TimeSpan quiet) => Run([.. scenarios.Select(scenario => new Job(scenario, [], 0))], job =>
    {
        var first = SimulationRun.Run(job.Origin!, job.Scenario, [], 0, quiet: quiet);
        var second = SimulationRun.Run(job.Origin!, job.Scenario, [], 0, quiet: quiet);
        _clean[job.Scenario.Name] = second;
        Interlocked.Add(ref _runs, 2);
        var violations = first.Violations.ToList();
        if (first.History != second.History) violations.Add(new Violation("deterministic", TimeSpan.Zero, $"the same seed gave {first.History} and {second.History}"));
        Note(job, violations);
    });

    /// <summary>The run without faults.</summary>
    public RunResult CleanOf(Scenario scenario) => _clean[scenario.Name];

    /// <summary>Faults that had no effect in the run that was made for them, by what they are and without their numbers: such a run has tried nothing.</summary>
    public IReadOnlyDictionary<string, int> Void => _void;

    /// <summary>Runs with faults.</summary>
    /// <returns>How many of them had a fault that had an effect.</returns>
    public int Faulty(IEnumerable<Job> jobs)
    {
        var (list, tried) = (jobs.ToList(), 0);
        Run(list, job =>
        {
            var run = Judged(job);
            if (run.Void.Count < job.Faults.Count) Interlocked.Increment(ref tried);
            else
            {
                foreach (var fault in run.Void) _void.AddOrUpdate(Numbers().Replace(fault, ""), 1, (_, count) => count + 1);
            }
        });
        return tried;
    }

    /// <summary>A crash at each write, and pairs of them: of those that come to the same, one is run for all.</summary>
    /// <param name="sound">The stories that pass without faults.</param>
    /// <param name="part">Which crashes: by their number among all that differ.</param>
    /// <param name="pairs">One of how many pairs; null for none.</param>
    public void Crashes(IReadOnlyList<Scenario> sound, Func<int, bool> part, int? pairs)
    {
        var jobs = sound.SelectMany(one => CrashPoint.Of(_clean[one.Name]).Select(point => new Job(one, [point.Fault], 0) { Point = point })).Where((_, index) => part(index)).ToList();
        Run(jobs, job =>
        {
            var run = Judged(job);
            Interlocked.Add(ref _crashes, job.Point!.Count);
            Double(job, run, job.Point.Others);
            if (pairs is null || !job.Scenario.Pairs) return;
            foreach (var next in CrashPoint.Of(run, job.Point.Number))
            {
                Interlocked.Add(ref _allPairs, (long)job.Point.Count * next.Count);
                var pair = job with { Faults = [job.Point.Fault, next.Fault] };
                if (!Choice.Takes(Name(pair), pairs.Value)) continue;
                var result = Judged(pair);
                Interlocked.Add(ref _pairs, (long)job.Point.Count * next.Count);
                Double(pair, result, next.Others);
            }
        });
    }

    // What stands for others is tried beside some of them.
    private void Double(Job job, RunResult run, IReadOnlyList<string> others)
    {
        foreach (var other in others)
        {
            var twin = job with { Faults = [.. job.Faults.SkipLast(1), other] };
            if (!Choice.Takes(Name(twin), Checked)) continue;
            var result = Judged(twin);
            if (result.Writes != run.Writes || !result.Summary.SequenceEqual(run.Summary) || !result.Creations.SequenceEqual(run.Creations) || result.Violations.Count != run.Violations.Count)
                Note(twin, [new Violation("shortcut", run.Ended, $"it stands for the same as {string.Join(", ", job.Faults)}, and ended differently: {result.Writes} and {run.Writes} writes")]);
        }
    }

    private RunResult Judged(Job job)
    {
        var run = SimulationRun.Run(job.Origin!, job.Scenario, job.Faults, job.Seed);
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _tried, Choice.Of(Name(job)));
        Note(job, Verdicts.Judge(job.Scenario, _clean[job.Scenario.Name], run, job.Faults));
        return run;
    }

    private static string Name(Job job) => $"{job.Scenario.Name} {string.Join(", ", job.Faults)} {job.Seed}";

    // "freeze pods 12 30s" is "freeze pods"; names such as weights-100 stay.
    [GeneratedRegex(" -?[0-9]+[a-z]*(?= |$)")]
    private static partial Regex Numbers();

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
