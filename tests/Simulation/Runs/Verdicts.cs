using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>What a run with faults must have in common with the run without.</summary>
public static class Verdicts
{
    private const int WritesPerFault = 2;

    // A pass over a shadow that is tried again, by this process or by the next one, sends again what comes before the write at which it ended: of a comparison server its key, its file and its Service.
    private const int RepeatedWithEach = 3;

    // A process that begins applies all that a refresh has, as nobody told it what was applied; so does a pass that is tried again, from where it was refused.
    private const int RepeatedWithEachRefresh = 9;

    // Another end takes other writes: a way back, or a verdict that is measured anew.
    private const int WritesOfAnotherEnd = 8;

    /// <summary>The run's own violations, and where it differs from the clean run.</summary>
    public static IReadOnlyList<Violation> Judge(Scenario scenario, RunResult clean, RunResult run, IReadOnlyList<string> faults)
    {
        var violations = run.Violations.ToList();
        if (violations.Count > 0) return violations;
        var parsed = faults.Select(FaultText.Parse).ToList();

        // Whoever does something else makes another story of it: what that takes is in no run without.
        if (parsed.Any(fault => fault.ChangesStory)) return violations;
        var mayDiffer = scenario.EndMayDiffer is not null || parsed.Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Blind) >= scenario.ShortestDeadline;
        if (!mayDiffer)
        {
            Compare("same-end", clean.Summary, run.Summary);
            Compare("same-creations", clean.Creations, run.Creations);
        }

        var more = parsed.Sum(fault => WritesPerFault + fault.MoreWrites) + (mayDiffer ? WritesOfAnotherEnd : 0);
        AtMost("few-writes", "writes that changed something", run.Writes, clean.Writes + more);

        // What was refused, or changed nothing, counts here: a loop of them is none the better for that.
        AtMost("few-attempts", "writes sent beside those that the faults kept from the server", run.Sent - run.Hindered, clean.Sent + more + parsed.Sum(fault => fault.MoreAttempts) + ((run.Hindered + parsed.Count) * ((scenario.Shadow is null ? 0 : RepeatedWithEach) + (scenario.Refreshes * RepeatedWithEachRefresh))) + Hourly(scenario, run.Ended - clean.Ended));
        AtMost("few-hindered", "writes sent while the faults kept them from the server", run.Hindered, parsed.Sum(fault => fault.MostHindered));
        return violations;

        void Compare(string oracle, IReadOnlyList<string> without, IReadOnlyList<string> with)
        {
            var (lost, gained) = (without.Except(with).ToList(), with.Except(without).ToList());
            if (lost.Count + gained.Count > 0) violations.Add(new Violation(oracle, run.Ended, $"without faults: {string.Join("; ", lost)}; with: {string.Join("; ", gained)}"));
        }

        void AtMost(string oracle, string what, int count, int allowed)
        {
            if (count > allowed) violations.Add(new Violation(oracle, run.Ended, $"{count} {what}, not at most {allowed}"));
        }
    }

    // What was applied for a refresh is applied again each hour.
    private static int Hourly(Scenario scenario, TimeSpan longer) => longer < TimeSpan.FromHours(1) ? 0 : scenario.Refreshes * RepeatedWithEachRefresh * (int)Math.Ceiling(longer.TotalHours);
}
