using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>What a run with faults must have in common with the run without.</summary>
public static class Verdicts
{
    private const int WritesPerFault = 2;

    /// <summary>The run's own violations, and where it differs from the clean run.</summary>
    public static IReadOnlyList<Violation> Judge(Scenario scenario, RunResult clean, RunResult run, IReadOnlyList<string> faults)
    {
        var violations = run.Violations.ToList();
        if (violations.Count > 0) return violations;
        var parsed = faults.Select(FaultText.Parse).ToList();
        if (scenario.EndMayDiffer is null && !parsed.Any(fault => fault.ChangesStory) && parsed.Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Blind) < scenario.ShortestDeadline)
        {
            var lost = clean.Summary.Except(run.Summary).ToList();
            var gained = run.Summary.Except(clean.Summary).ToList();
            if (lost.Count + gained.Count > 0) violations.Add(new Violation("same-end", run.Ended, $"without faults: {string.Join("; ", lost)}; with: {string.Join("; ", gained)}"));
            var allowed = clean.Writes + parsed.Sum(fault => WritesPerFault + fault.MoreWrites);
            if (run.Writes > allowed) violations.Add(new Violation("few-writes", run.Ended, $"{run.Writes} writes, not at most {allowed}"));
        }

        return violations;
    }
}
