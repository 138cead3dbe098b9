using System.Globalization;
using System.Text;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>A rehearsal for a terminal, or for a pipe.</summary>
public static class TerminalReport
{
    private const int MostEntries = 40;

    /// <summary>The whole text.</summary>
    public static string Write(RehearsalResult result, TerminalStyle style)
    {
        style = style with { Width = Math.Max(TerminalStyle.Narrowest, style.Width) };
        var (request, text) = (result.Request, new StringBuilder());
        var steps = request.Settings.Launch.Spec.Steps;
        Paragraph(text, style, "", string.Create(CultureInfo.InvariantCulture, $"Rehearsal of {request.Settings.Launch}: {request.Settings.Traffic.Words}, {request.Runs} launches of each kind, seed {request.Seed}"));
        text.Append('\n').Append(style.Strong("A release that nothing is wrong with")).Append('\n');
        Run(text, style, result.GoodTimeline, steps);
        if (result is { FaultTimeline: { } timeline, Shown: { } shown })
        {
            text.Append('\n').Append(style.Strong($"A release {shown.Verb}")).Append(style.Faint($"  --fault {shown}")).Append('\n');
            Run(text, style, timeline, steps);
        }

        text.Append('\n');
        Paragraph(text, style, "", "+ Good, X Bad, ! something against it, · not known yet; times count from the begin of the first step", style.Faint);
        text.Append('\n');
        Table(text, style, result.Faults);
        Paragraph(text, style, "", $"At your {request.Settings.Traffic.Words}:");
        Paragraph(text, style, "- ", Sentences.Of(result.Good) + ".");
        foreach (var sentence in Sentences.Of(result.Faults)) Paragraph(text, style, "- ", sentence + ".");
        if (result.Warnings.Count == 0) return text.ToString();
        text.Append('\n');
        foreach (var warning in result.Warnings) Paragraph(text, style, "! ", warning + ".", style.Suspect);
        return text.ToString();
    }

    private static void Run(StringBuilder text, TerminalStyle style, Timeline timeline, IReadOnlyList<Core.DarkLaunches.Spec.StepSpec> steps)
    {
        foreach (var line in LaunchChart.Lines(timeline, steps, style)) text.Append(line.TrimEnd()).Append('\n');
        text.Append('\n');
        var told = News(timeline);
        foreach (var entry in told.Take(MostEntries))
        {
            var subject = entry.Subject.Length > 0 ? $"{entry.Subject}: " : "";
            Paragraph(text, style, $"{Clock.Text(entry.At),8}  ", $"{subject}{entry.Text}", entry.Kind switch { TimelineKind.Bad or TimelineKind.Fault => style.Bad, TimelineKind.Good => style.Good, _ => null });
        }

        if (told.Count > MostEntries) text.Append(CultureInfo.InvariantCulture, $"          and {told.Count - MostEntries} more; -o json has all\n");
    }

    // What is not known yet is no news, and what is good again when a step has begun is none either.
    private static List<TimelineEntry> News(Timeline timeline)
    {
        var news = new List<TimelineEntry>();
        var last = new SortedDictionary<string, TimelineKind>(StringComparer.Ordinal);
        foreach (var entry in timeline.Entries)
        {
            if (entry.Subject.Length > 0)
            {
                if ((entry.Kind == TimelineKind.Unknown && !VerdictSpans.IsSuspect(entry)) || (entry.Kind == TimelineKind.Good && last.GetValueOrDefault(entry.Subject) == TimelineKind.Good)) continue;
                last[entry.Subject] = entry.Kind;
            }

            news.Add(entry);
        }

        return news;
    }

    private static void Table(StringBuilder text, TerminalStyle style, IReadOnlyList<FaultPower> faults)
    {
        if (faults.Count == 0) return;
        var width = Math.Max(5, faults.Max(power => power.Fault.ToString().Length));
        text.Append(style.Faint($"{"fault".PadRight(width)}  noticed  step       after        95 %   hurt    95 %")).Append('\n');
        foreach (var power in faults)
        {
            var step = power.Step > 0 ? power.Step.ToString(CultureInfo.InvariantCulture) : "-";
            var cells = $"{power.Fault.ToString().PadRight(width)}  {Share(power),7}  {step,4}  {Time(power.Seconds?.Median),10}  {Time(power.Seconds?.P95),10}  {Count(power, power.Hurt.Median),5}  {Count(power, power.Hurt.P95),6}";
            text.Append(power.Runs == 0 ? style.Faint(cells) : power.IsNoticed ? cells : style.Suspect(cells)).Append('\n');
        }

        Paragraph(text, style, "", "after: from the fault's first request to the write that leads back; hurt: requests that failed, or were too slow, because of the fault; medians, and what 95 % stay within", style.Faint);
        text.Append('\n');
    }

    private static string Share(FaultPower power) => power.Runs == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * power.Noticed / power.Runs:0} %");

    private static string Time(double? seconds) => seconds is { } some ? Sentences.Span(some) : "-";

    private static string Count(FaultPower power, double users) => power.Runs == 0 ? "-" : users.ToString("#,0", CultureInfo.InvariantCulture);

    private static void Paragraph(StringBuilder text, TerminalStyle style, string mark, string sentence, Func<string, string>? paint = null)
    {
        var indent = new string(' ', mark.Length);
        var line = new StringBuilder();
        var isFirst = true;
        void Flush()
        {
            text.Append(isFirst ? mark : indent).Append(paint is null ? line.ToString() : paint(line.ToString())).Append('\n');
            line.Clear();
            isFirst = false;
        }

        foreach (var word in sentence.Split(' '))
        {
            if (line.Length > 0 && mark.Length + line.Length + 1 + word.Length > style.Width) Flush();
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        Flush();
    }
}
