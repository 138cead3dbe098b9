using System.Globalization;
using System.Net;
using System.Text;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Reports;

/// <summary>A rehearsal as one page that needs nothing besides itself: no script, no fonts, nothing fetched.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--faint:#5d6b7c;--line:#dfe4ea;--share:#2f6fd0;--good:#2f9e5b;--bad:#c8362f;--suspect:#d9951a;--unknown:#c3ccd6}
        @media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--paper:#14181f;--faint:#9aa7b6;--line:#2b333e;--share:#6ea3f2;--good:#4fc07f;--bad:#f0746c;--suspect:#eab64f;--unknown:#48535f}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .3rem}p.faint,footer{color:var(--faint)}
        svg{width:100%;height:auto;display:block}.grid{stroke:var(--line)}.axis{fill:var(--faint);font-size:12px}.end{text-anchor:end}.middle{text-anchor:middle}
        .share{fill:none;stroke:var(--share);stroke-width:2}.area{fill:var(--share);opacity:.13}.hurt{fill:none;stroke:var(--bad);stroke-width:1.5}.hurt-label{fill:var(--bad)}
        .fault{stroke:var(--bad);stroke-dasharray:4 3}.end-mark{stroke:var(--bad);stroke-width:2}
        .good{fill:var(--good)}.bad{fill:var(--bad)}.suspect{fill:var(--suspect)}.unknown{fill:var(--unknown)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th:first-child,td:first-child{text-align:left}th{color:var(--faint);font-weight:600}tr.missed td{color:var(--suspect)}code{font-size:.9em}
        .key span{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em;vertical-align:-.05em}.warning{border-left:3px solid var(--suspect);padding-left:.8rem}
        """;

    /// <summary>The page.</summary>
    public static string Write(RehearsalResult result)
    {
        var request = result.Request;
        var (launch, words) = (request.Settings.Launch, request.Settings.Traffic.Words);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Rehearsal of {Text(launch.ToString())}</title>\n<style>\n{Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Rehearsal of {Text(launch.ToString())}</h1>\n<p class=\"faint\">{Text(words)}, {request.Runs} launches of each kind, seed {request.Seed}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>At your {Text(words)}:</p>\n<ul>\n<li>{Text(Sentences.Of(result.Good))}.</li>\n");
        foreach (var sentence in Sentences.Of(result.Faults)) page.Append(CultureInfo.InvariantCulture, $"<li>{Text(sentence)}.</li>\n");
        page.Append("</ul>\n");
        foreach (var warning in result.Warnings) page.Append(CultureInfo.InvariantCulture, $"<p class=\"warning\">{Text(warning)}.</p>\n");
        Chart(page, "A release that nothing is wrong with", result.GoodTimeline, result);
        if (result is { FaultTimeline: { } timeline, Shown: { } shown }) Chart(page, $"A release {shown.Verb}", timeline, result);
        page.Append("<p class=\"key faint\">The candidate's share over time (by its square root), and what was said of each objective:<span style=\"background:var(--good)\"></span>Good<span style=\"background:var(--suspect)\"></span>something against it<span style=\"background:var(--bad)\"></span>Bad<span style=\"background:var(--unknown)\"></span>not known yet</p>\n");
        Table(page, result.Faults);
        page.Append("<footer><p>Made by <code>penumbra rehearse</code>: the rules that run in the cluster, on a simulated clock. Users hurt are requests that failed, or were too slow for an objective, because of the fault.</p></footer>\n</body></html>\n");
        return page.ToString();
    }

    private static void Chart(StringBuilder page, string title, Timeline timeline, RehearsalResult result) =>
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2>\n<div class=\"scroll\">{SvgChart.Write(timeline, result.Request.Settings.Launch.Spec.Steps, title)}</div>\n");

    private static void Table(StringBuilder page, IReadOnlyList<FaultPower> faults)
    {
        if (faults.Count == 0) return;
        page.Append("<h2>What is noticed, and when</h2>\n<div class=\"scroll\"><table>\n<tr><th>fault</th><th>noticed</th><th>at step</th><th>after (median)</th><th>95 %</th><th>users hurt (median)</th><th>95 %</th></tr>\n");
        foreach (var power in faults)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr{(power.IsNoticed ? "" : " class=\"missed\"")}><td><code>{Text(power.Fault.ToString())}</code></td><td>{(power.Runs == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * power.Noticed / power.Runs:0} %"))}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(power.Step > 0 ? power.Step.ToString(CultureInfo.InvariantCulture) : "–")}</td><td>{Time(power.Seconds?.Median)}</td><td>{Time(power.Seconds?.P95)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(power.Runs == 0 ? "–" : power.Hurt.Median.ToString("#,0", CultureInfo.InvariantCulture))}</td><td>{(power.Runs == 0 ? "–" : power.Hurt.P95.ToString("#,0", CultureInfo.InvariantCulture))}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string Time(double? seconds) => seconds is { } some ? Sentences.Span(some) : "–";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
