using System.Globalization;
using System.Net;
using System.Text;
using Penumbra.Comparison.Differing;
using Penumbra.Comparison.Serving;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Reports;

/// <summary>The report as one page that needs nothing besides itself: no script, no fonts, nothing fetched.</summary>
public static class HtmlReport
{
    internal const string Style = """
        :root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--faint:#5d6b7c;--line:#dfe4ea;--good:#23804a;--bad:#b9302a;--open:#8a5a00}
        @media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--paper:#14181f;--faint:#9aa7b6;--line:#2b333e;--good:#4fc07f;--bad:#f0746c;--open:#eab64f}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:68rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .3rem}p.faint,footer{color:var(--faint)}
        .verdict{font-size:1.2rem;border-left:4px solid var(--open);padding-left:.8rem;margin:1rem 0}.verdict.SameOrBetter{border-color:var(--good)}.verdict.Worse,.warning{border-color:var(--bad)}
        .warning{border-left:4px solid var(--bad);padding-left:.8rem}.SameOrBetter b{color:var(--good)}.Worse b{color:var(--bad)}.Inconclusive b{color:var(--open)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        th:first-child,td:first-child,.left{text-align:left}th{color:var(--faint);font-weight:600}code{font-size:.9em}
        """;

    /// <summary>The page.</summary>
    public static string Write(ComparisonSnapshot snapshot)
    {
        var judgement = snapshot.Judgement;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"refresh\" content=\"15\"><title>{Text(snapshot.Config.Name)}: {judgement.Verdict}</title>\n<style>\n{Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(snapshot.Config.Name)}</h1>\n<p class=\"faint\">since {Time(snapshot.Evidence.Since)}, now {Time(snapshot.At)}; {Text(snapshot.Evidence.Subject)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {judgement.Verdict}\"><b>{judgement.Verdict}</b> ({judgement.Why}): {Text(judgement.Message)}.{(judgement.ExpectedAt is { } expected && judgement.Verdict == ShadowVerdict.Inconclusive ? $" A verdict can be expected at {Time(expected)}." : "")}</p>\n");
        if (snapshot.IsLooping) page.Append("<p class=\"warning\"><b>MirrorLoop</b>: this server's own requests are mirrored to it again. Remove the mirror from the route that live is asked by.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>Evidence that it is not worse: {Odds(judgement.NotWorse)} of {Odds(judgement.Needed)}; that it is worse: {Odds(judgement.Worse)} of {Odds(judgement.NeededForWorse)}. Latency relative to live's: p50 {Ratio(judgement.Median)}, p99 {Ratio(judgement.Tail)}.</p>\n");
        Coverage(page, snapshot);
        Endpoints(page, snapshot);
        Differences(page, snapshot);
        Noise(page, snapshot);
        page.Append("<footer><p>Fields are paths and samples are shapes: this page holds no value of any request or answer. It is kept once a minute; where no operator keeps it, evidence begins anew when this server does.</p></footer>\n</body></html>\n");
        return page.ToString();
    }

    private static void Coverage(StringBuilder page, ComparisonSnapshot snapshot)
    {
        page.Append("<h2>What was compared</h2>\n<div class=\"scroll\"><table>\n<tr><th>copies</th><th>number</th></tr>\n");
        Row(page, "arrived", snapshot.Seen);
        if (snapshot.Replay != ReplayProgress.None) Row(page, $"replayed{(snapshot.Replay.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $", of {total:#,0}") : "")}", snapshot.Replay.Replayed);
        Row(page, "compared", snapshot.Compared);
        foreach (var (reason, count) in snapshot.Evidence.NotCompared) Row(page, $"not compared: {reason}", count);
        Row(page, "requests added to live", snapshot.AskedLive);
        page.Append("</table></div>\n");
    }

    private static void Endpoints(StringBuilder page, ComparisonSnapshot snapshot)
    {
        page.Append("<h2>Endpoints</h2>\n<div class=\"scroll\"><table>\n<tr><th>endpoint</th><th>compared</th><th>differ</th><th class=\"left\">verdict</th><th>not worse</th><th>worse</th><th>p50</th><th>p99</th></tr>\n");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints)
        {
            var counts = found.Counts();
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(endpoint)}</code></td><td>{counts.Compared:#,0}</td><td>{counts.ShadowOnly:#,0}</td>");
            if (snapshot.Judgement.Endpoints.FirstOrDefault(judged => judged.Endpoint == endpoint) is { } judged)
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"left {judged.Verdict}\"><b>{judged.Verdict}</b>{(judged.Refused.Length == 0 ? "" : $"; live answers {Text(judged.Refused)}")}</td><td>{Odds(judged.NotWorse)}</td><td>{Odds(judged.Worse)}</td><td>{Ratio(judged.Median)}</td><td>{Ratio(judged.Tail)}</td></tr>\n");
            else page.Append("<td class=\"left\">with the other small ones</td><td>–</td><td>–</td><td>–</td><td>–</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Differences(StringBuilder page, ComparisonSnapshot snapshot)
    {
        page.Append("<h2>Differences</h2>\n");
        var rows = snapshot.Evidence.Endpoints.SelectMany(entry => entry.Value.Differences().Select(found => (Endpoint: entry.Key, Difference: found.Key, Count: found.Value))).OrderByDescending(row => row.Count).ToList();
        if (rows.Count == 0)
        {
            page.Append("<p>None.</p>\n");
            return;
        }

        page.Append("<div class=\"scroll\"><table>\n<tr><th>endpoint</th><th class=\"left\">field</th><th class=\"left\">kind</th><th>requests</th><th class=\"left\">shapes, live → shadow</th></tr>\n");
        foreach (var (endpoint, difference, count) in rows)
        {
            var shapes = string.Join("; ", JsonReport.Shapes(snapshot, endpoint, difference).Select(Words));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(endpoint)}</code></td><td class=\"left\"><code>{Text(difference.Field)}</code></td><td class=\"left\">{difference.Kind}</td><td>{count:#,0}</td><td class=\"left\">{Text(shapes)}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Noise(StringBuilder page, ComparisonSnapshot snapshot)
    {
        page.Append("<h2>Fields that differ by themselves</h2>\n<p class=\"faint\">Live answers them differently when it is asked twice; only their type and presence are judged.</p>\n<ul>\n");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints)
        {
            var fields = found.NoisyFields();
            if (fields.Count > 0) page.Append(CultureInfo.InvariantCulture, $"<li><code>{Text(endpoint)}</code>: {string.Join(", ", fields.Select(field => $"<code>{Text(field)}</code>"))}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void Row(StringBuilder page, string name, long count) => page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(name)}</td><td>{count:#,0}</td></tr>\n");

    private static string Words(Shape shape) => $"{Side(shape.Live, shape.LiveLength)} → {Side(shape.Shadow, shape.ShadowLength)}{(shape.EqualAfterTrim ? ", equal after trim" : "")}";

    private static string Side(string? type, int? length) => type is null ? "nothing" : length is { } some ? $"{type} of {some}" : type;

    private static string Ratio(LatencyRatio? ratio) => ratio is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Ratio:0.00} ({known.Low:0.00}–{known.High:0.00})") : "–";

    private static string Odds(double odds) => odds >= 1e6 ? "over a million" : odds.ToString("#,0.##", CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
