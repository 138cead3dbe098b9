using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>What was said of each objective from when to when.</summary>
internal static class VerdictSpans
{
    /// <summary>The spans of each objective, in the order in which they first spoke.</summary>
    public static IReadOnlyList<(string Objective, IReadOnlyList<(TimeSpan From, TimeSpan To, TimelineEntry Verdict)> Spans)> Of(Timeline timeline)
    {
        var spans = new List<(string, IReadOnlyList<(TimeSpan, TimeSpan, TimelineEntry)>)>();
        var verdicts = timeline.Entries.Where(entry => entry.Subject.Length > 0).ToList();
        foreach (var name in verdicts.Select(entry => entry.Subject).Distinct(StringComparer.Ordinal))
        {
            var own = verdicts.Where(entry => entry.Subject == name).ToList();
            spans.Add((name, [.. own.Select((entry, index) => (entry.At, index + 1 < own.Count ? own[index + 1].At : timeline.End, entry))]));
        }

        return spans;
    }

    /// <summary>Whether a verdict is more than too few events: there is something against the candidate.</summary>
    public static bool IsSuspect(TimelineEntry entry) => entry.Kind == TimelineKind.Unknown && !entry.Text.Contains("TooFew", StringComparison.Ordinal) && !entry.Text.Contains("NoAnswer", StringComparison.Ordinal);
}
