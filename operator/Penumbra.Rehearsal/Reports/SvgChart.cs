using System.Globalization;
using System.Net;
using System.Text;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>One run as SVG: the candidate's share over time, the users hurt, and a lane of verdicts for each objective. Colours are the page's.</summary>
internal static class SvgChart
{
    private const double Width = 960, Left = 120, Right = 60, Top = 14, Plot = 200, Lane = 18;

    /// <summary>The chart.</summary>
    public static string Write(Timeline timeline, IReadOnlyList<StepSpec> steps, string label)
    {
        var spans = VerdictSpans.Of(timeline);
        var length = Math.Max(1, timeline.End.TotalSeconds);
        double X(TimeSpan at) => Left + Math.Clamp(at.TotalSeconds / length, 0, 1) * (Width - Left - Right);

        // By the root of the share: 0.5 % and 100 % are both to be seen.
        static double Y(double share) => Top + Plot * (1 - Math.Sqrt(share));
        var height = Top + Plot + 34 + spans.Count * (Lane + 4);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height:0}\" role=\"img\" aria-label=\"{Text(label)}\">\n");
        foreach (var share in steps.Select(step => (double)step.Share.Parts / Share.Whole).Distinct())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis end\" x=\"{Left - 8}\" y=\"{Y(share) + 4:0.#}\">{(share > 0 ? $"{share * 100:0.###} %" : "0")}</text>\n");
        }

        var tick = Clock.Tick(length, 8);
        for (double at = 0; at <= length; at += tick)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis middle\" x=\"{X(TimeSpan.FromSeconds(at)):0.#}\" y=\"{Top + Plot + 18}\">{Clock.Short(at)}</text>\n");
        Shares(svg, timeline, X, Y);
        Hurt(svg, timeline, X);
        foreach (var entry in timeline.Entries.Where(entry => entry.Kind is TimelineKind.Fault || (entry.Kind == TimelineKind.End && timeline.Entries.Any(other => other.Kind == TimelineKind.Fault))))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{(entry.Kind == TimelineKind.Fault ? "fault" : "end-mark")}\" x1=\"{X(entry.At):0.#}\" x2=\"{X(entry.At):0.#}\" y1=\"{Top}\" y2=\"{Top + Plot}\"><title>{Clock.Text(entry.At)} {Text(entry.Text)}</title></line>\n");
        }

        var y = Top + Plot + 30;
        foreach (var (objective, verdicts) in spans)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis end\" x=\"{Left - 8}\" y=\"{y + 13}\">{Text(objective.Length > 16 ? $"{objective[..15]}…" : objective)}</text>");
            foreach (var (from, to, entry) in verdicts)
            {
                var width = Math.Max(entry.Kind == TimelineKind.Bad ? 5 : 0.5, X(to) - X(from));
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Kind(entry)}\" x=\"{X(from):0.#}\" y=\"{y}\" width=\"{width:0.#}\" height=\"{Lane}\"><title>{Clock.Text(from)} {Text(objective)}: {Text(entry.Text)}</title></rect>");
            }

            svg.Append('\n');
            y += Lane + 4;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Shares(StringBuilder svg, Timeline timeline, Func<TimeSpan, double> x, Func<double, double> y)
    {
        if (timeline.Shares.Count == 0) return;
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{x(TimeSpan.Zero):0.#} {y(0):0.#}"));
        foreach (var (at, share) in timeline.Shares) path.Append(CultureInfo.InvariantCulture, $"H{x(at):0.#}V{y(share):0.#}");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area\" d=\"{path}V{y(0):0.#}Z\"/><path class=\"share\" d=\"{path}\"/>\n");
    }

    private static void Hurt(StringBuilder svg, Timeline timeline, Func<TimeSpan, double> x)
    {
        if (timeline.Hurt.Count == 0) return;
        var most = Math.Max(1, timeline.Hurt[^1].Hurt);
        double Y(double users) => Top + Plot * (1 - users / most);
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{x(timeline.Hurt[0].At):0.#} {Y(0):0.#}"));
        foreach (var (at, users) in timeline.Hurt) path.Append(CultureInfo.InvariantCulture, $"H{x(at):0.#}V{Y(users):0.#}");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"hurt\" d=\"{path}\"/><text class=\"axis hurt-label\" x=\"{Width - Right + 6}\" y=\"{Top + 8}\">{timeline.Hurt[^1].Hurt} hurt</text>\n");
    }

    private static string Kind(TimelineEntry entry) => entry.Kind switch
    {
        TimelineKind.Good => "good",
        TimelineKind.Bad => "bad",
        _ => VerdictSpans.IsSuspect(entry) ? "suspect" : "unknown",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
