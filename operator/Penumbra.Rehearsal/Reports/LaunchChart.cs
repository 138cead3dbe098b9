using System.Globalization;
using System.Text;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>One run as a chart of characters: a row for each step, where the candidate had its share, and below it what was said of each objective.</summary>
internal static class LaunchChart
{
    /// <summary>The lines of the chart.</summary>
    public static IEnumerable<string> Lines(Timeline timeline, IReadOnlyList<StepSpec> steps, TerminalStyle style)
    {
        var spans = VerdictSpans.Of(timeline);
        var names = steps.Select(Name).ToList();
        var margin = Math.Min(22, Math.Max(names.Max(name => name.Length), spans.Select(span => span.Objective.Length).DefaultIfEmpty(0).Max())) + 1;
        var columns = Math.Max(20, style.Width - margin - 4);
        var length = Math.Max(1, timeline.End.TotalSeconds);
        int Column(TimeSpan at) => (int)Math.Clamp(at.TotalSeconds / length * columns, 0, columns - 1);
        for (var index = steps.Count - 1; index >= 0; index--)
        {
            var row = new string(' ', columns).ToCharArray();
            foreach (var (from, to) in Led(timeline, steps, index))
            {
                for (var column = Column(from); column <= Math.Max(Column(from), Column(to) - 1); column++) row[column] = '█';
            }

            yield return $"{names[index].PadLeft(margin)} │{new string(row).TrimEnd()}";
        }

        yield return $"{new string(' ', margin)} └{Axis(length, columns, out var labels)}";
        yield return $"{new string(' ', margin)}  {labels}";
        foreach (var (objective, verdicts) in spans)
        {
            var row = new (char Mark, TimelineEntry? Entry)[columns];
            Array.Fill(row, (' ', null));
            foreach (var (from, to, entry) in verdicts)
            {
                for (var column = Column(from); column <= Math.Max(Column(from), Column(to) - 1); column++) row[column] = (Mark(entry), entry);
            }

            // A verdict that ends the launch is never hidden by the one before it.
            if (verdicts[^1].Verdict.Kind == TimelineKind.Bad) row[Column(verdicts[^1].From)] = (Mark(verdicts[^1].Verdict), verdicts[^1].Verdict);
            yield return $"{Cut(objective, margin).PadLeft(margin)} │{Painted(row, style)}";
        }
    }

    private static string Name(StepSpec step) => step.PilotsOnly ? "pilots" : $"{step.Share} %";

    private static IEnumerable<(TimeSpan From, TimeSpan To)> Led(Timeline timeline, IReadOnlyList<StepSpec> steps, int index)
    {
        for (var position = 0; position < timeline.Shares.Count; position++)
        {
            var (from, share) = timeline.Shares[position];
            var to = position + 1 < timeline.Shares.Count ? timeline.Shares[position + 1].At : timeline.End;
            if (to > from && Math.Abs(share - (double)steps[index].Share.Parts / Share.Whole) < 1e-9) yield return (from, to);
        }
    }

    private static string Axis(double length, int columns, out string labels)
    {
        var axis = new string('─', columns).ToCharArray();
        var text = new StringBuilder(new string(' ', columns));
        var tick = Clock.Tick(length, Math.Max(2, columns / 14));
        for (double at = 0; at <= length; at += tick)
        {
            var column = (int)Math.Min(columns - 1, at / length * columns);
            axis[column] = '┬';
            var label = Clock.Short(at);
            var start = Math.Min(column, columns - label.Length);
            for (var i = 0; i < label.Length; i++) text[start + i] = label[i];
        }

        labels = text.ToString().TrimEnd();
        return new string(axis);
    }

    private static char Mark(TimelineEntry entry) => entry.Kind switch
    {
        TimelineKind.Good => '+',
        TimelineKind.Bad => 'X',
        _ => VerdictSpans.IsSuspect(entry) ? '!' : '·',
    };

    private static string Painted((char Mark, TimelineEntry? Entry)[] row, TerminalStyle style)
    {
        var text = new StringBuilder();
        for (var from = 0; from < row.Length;)
        {
            var to = from;
            while (to < row.Length && row[to].Mark == row[from].Mark) to++;
            var run = new string(row[from].Mark, to - from);
            text.Append(row[from].Mark switch { '+' => style.Good(run), 'X' => style.Bad(run), '!' => style.Suspect(run), '·' => style.Faint(run), _ => run });
            from = to;
        }

        return text.ToString().TrimEnd();
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, most - 1)}…");
}
