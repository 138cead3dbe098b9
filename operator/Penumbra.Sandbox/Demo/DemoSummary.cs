using System.Globalization;

namespace Penumbra.Sandbox.Demo;

/// <summary>What the demo came to.</summary>
/// <param name="outcomes">The releases.</param>
/// <param name="traffic">What users got.</param>
public sealed class DemoSummary(IReadOnlyList<DemoOutcome> outcomes, DemoTraffic traffic)
{
    /// <summary>Requests that failed although no faulty release answered them.</summary>
    public long ByPenumbra => traffic.Lost + traffic.Tallies.Values.Where(tally => !DemoAct.All.Any(act => act.Version == tally.Version && act.IsFailing)).Sum(tally => tally.Failed);

    /// <summary>Whether all went as it should.</summary>
    public bool Succeeded => outcomes.Count == DemoAct.All.Count && outcomes.All(outcome => outcome.AsExpected) && ByPenumbra == 0;

    /// <summary>The lines to print, the last one last.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = new List<string> { "" };
            foreach (var outcome in outcomes)
            {
                var tally = traffic.Tallies.GetValueOrDefault(outcome.Act.Version) ?? new ReleaseTally(outcome.Act.Version);
                var harm = outcome.Act.IsSlow ? $"{tally.Slow} slow" : $"{tally.Failed} failed";
                var back = Back(outcome.Act) is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", back to 0 % {seconds:0.0} s after the first of them") : "";
                lines.Add($"version {outcome.Act.Version} ({outcome.Act.Story}): {outcome.Actual}{(outcome.AsExpected ? "" : $", expected {outcome.Act.Expected}")}; {tally.Requests} requests, {harm}{back}");
                if (outcome.Actual == "RolledBack") lines.Add($"    {outcome.Reason}");
            }

            lines.AddRange(traffic.Complaints.Select(complaint => $"lost request: {complaint}"));
            var failed = traffic.Tallies.Values.Sum(tally => tally.Failed) - (ByPenumbra - traffic.Lost);
            var worst = DemoAct.All.Where(act => act.IsFailing).Select(Back).Max() ?? 0;
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"demo: {outcomes.Count(outcome => outcome.AsExpected)} of {DemoAct.All.Count} as expected; bad release back to 0 % in {worst:0.0} s; users' requests failed by releases: {failed} of {traffic.Sent}; by Penumbra: {ByPenumbra}"));
            return lines;
        }
    }

    // Measured by users: from the first bad answer of a release to the last answer that anybody got from it.
    private double? Back(DemoAct act) =>
        act.Expected == "RolledBack" && traffic.Tallies.GetValueOrDefault(act.Version) is { FirstBad: { } first, Last: { } last } ? (last - first).TotalSeconds : null;
}
