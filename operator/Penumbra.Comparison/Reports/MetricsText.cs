using System.Globalization;
using System.Text;
using Penumbra.Comparison.Serving;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Reports;

/// <summary>What is known in the Prometheus text format. Labels are endpoints from templates and fixed words: their number is bounded.</summary>
public static class MetricsText
{
    /// <summary>Writes it.</summary>
    public static string Write(ComparisonSnapshot snapshot)
    {
        var text = new StringBuilder();
        var name = snapshot.Config.Name;
        Family(text, "penumbra_comparison_seen_total", "counter", "Copies that arrived.");
        Line(text, "penumbra_comparison_seen_total", snapshot.Seen, ("shadow", name));
        Family(text, "penumbra_comparison_live_requests_total", "counter", "Requests that were added to live.");
        Line(text, "penumbra_comparison_live_requests_total", snapshot.AskedLive, ("shadow", name));
        Family(text, "penumbra_comparison_not_compared_total", "counter", "Copies that were not compared, by reason.");
        foreach (var reason in Enum.GetValues<NotCompared>()) Line(text, "penumbra_comparison_not_compared_total", snapshot.Evidence.NotCompared.GetValueOrDefault(reason), ("shadow", name), ("reason", reason.ToString()));
        Family(text, "penumbra_comparison_compared_total", "counter", "Compared requests, by endpoint.");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints) Line(text, "penumbra_comparison_compared_total", found.Counts().Compared, ("shadow", name), ("endpoint", endpoint));
        Family(text, "penumbra_comparison_mismatched", "gauge", "Compared requests whose answers differ; it falls when a field turns out to differ by itself.");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints) Line(text, "penumbra_comparison_mismatched", found.Counts().ShadowOnly, ("shadow", name), ("endpoint", endpoint));
        Family(text, "penumbra_comparison_latency_ratio", "gauge", "The shadow's latency over live's, by quantile.");
        foreach (var endpoint in snapshot.Judgement.Endpoints)
        {
            foreach (var ratio in new[] { endpoint.Median, endpoint.Tail }.OfType<LatencyRatio>())
                Line(text, "penumbra_comparison_latency_ratio", ratio.Ratio, ("shadow", name), ("endpoint", endpoint.Endpoint), ("quantile", ratio.Quantile.ToString(CultureInfo.InvariantCulture)));
        }

        Family(text, "penumbra_comparison_verdict", "gauge", "1 SameOrBetter, 0 Inconclusive, -1 Worse.");
        Line(text, "penumbra_comparison_verdict", snapshot.Judgement.Verdict switch { ShadowVerdict.SameOrBetter => 1, ShadowVerdict.Worse => -1, _ => 0 }, ("shadow", name));
        Family(text, "penumbra_comparison_evidence", "gauge", "The odds that the shadow is not worse, and that it is worse.");
        Line(text, "penumbra_comparison_evidence", snapshot.Judgement.NotWorse, ("shadow", name), ("of", "not_worse"));
        Line(text, "penumbra_comparison_evidence", snapshot.Judgement.Worse, ("shadow", name), ("of", "worse"));
        Family(text, "penumbra_comparison_in_flight", "gauge", "Copies that are being compared.");
        Line(text, "penumbra_comparison_in_flight", snapshot.InFlight, ("shadow", name));
        Family(text, "penumbra_comparison_mirror_loop", "gauge", "1 while the server's own requests are mirrored to it again.");
        Line(text, "penumbra_comparison_mirror_loop", snapshot.IsLooping ? 1 : 0, ("shadow", name));
        return text.ToString();
    }

    private static void Family(StringBuilder text, string name, string kind, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");

    private static void Line(StringBuilder text, string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name).Append('{');
        for (var index = 0; index < labels.Length; index++)
            text.Append(index == 0 ? "" : ",").Append(labels[index].Name).Append("=\"").Append(labels[index].Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        text.Append(CultureInfo.InvariantCulture, $"}} {value:R}\n");
    }
}
