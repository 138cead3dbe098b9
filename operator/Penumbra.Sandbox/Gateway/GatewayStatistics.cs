using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Penumbra.Sandbox.Gateway;

/// <summary>Counts what the gateway did, per route, Service and version, over a sliding window of seconds and in all. Thread-safe.</summary>
public sealed class GatewayStatistics(TimeProvider time, TimeSpan window)
{
    private readonly int _seconds = Math.Max(1, (int)window.TotalSeconds);
    private readonly ConcurrentDictionary<(string Route, string Service, string Version), StatisticsSeries> _series = new();
    private long _mirrored;
    private long _mirrorsDropped;
    private long _unrouted;

    /// <summary>Copies of requests that were sent and answered.</summary>
    public long MirroredTotal => Interlocked.Read(ref _mirrored);

    /// <summary>Copies of requests that were dropped or failed.</summary>
    public long MirrorsDroppedTotal => Interlocked.Read(ref _mirrorsDropped);

    /// <summary>Requests that no route took (404).</summary>
    public long UnroutedTotal => Interlocked.Read(ref _unrouted);

    /// <summary>Every series, sorted, over the whole window or the last <paramref name="last"/> of it.</summary>
    public IReadOnlyList<BackendStatistics> Snapshot(TimeSpan? last = null)
    {
        var now = Second();
        var span = last is { } given ? Math.Clamp((int)given.TotalSeconds, 1, _seconds) : _seconds;
        return [.. _series.OrderBy(pair => pair.Key.Route, StringComparer.Ordinal).ThenBy(pair => pair.Key.Service, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Version, StringComparer.Ordinal).Select(pair => pair.Value.Sum(pair.Key, now, span))];
    }

    /// <summary>
    /// The share (0 to 1) of requests per Service (<c>namespace/name</c>) of one route in the last <paramref name="last"/>; empty when there
    /// were none.
    /// </summary>
    public IReadOnlyDictionary<string, double> MeasuredShares(string route, TimeSpan last)
    {
        var rows = Snapshot(last).Where(row => row.Route == route).ToList();
        var total = rows.Sum(row => row.Requests);
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var group in total == 0 ? [] : rows.GroupBy(row => row.Service, StringComparer.Ordinal))
            shares[group.Key] = (double)group.Sum(row => row.Requests) / total;
        return shares;
    }

    /// <summary>The totals in the Prometheus text format.</summary>
    public string WritePrometheus()
    {
        var text = new StringBuilder("# HELP sandbox_gateway_requests_total Requests by backend.\n# TYPE sandbox_gateway_requests_total counter\n");
        var rows = Snapshot();
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"sandbox_gateway_requests_total{{{Labels(row)},class=\"ok\"}} {row.TotalRequests - row.TotalErrors}\n");
            text.Append(CultureInfo.InvariantCulture, $"sandbox_gateway_requests_total{{{Labels(row)},class=\"5xx\"}} {row.TotalErrors}\n");
        }
        text.Append("# HELP sandbox_gateway_request_duration_seconds Latency by backend.\n"
            + "# TYPE sandbox_gateway_request_duration_seconds histogram\n");
        foreach (var ((route, service, version), series) in _series.OrderBy(pair => pair.Key))
            series.WriteHistogram(text, "sandbox_gateway_request_duration_seconds",
                $"route=\"{route}\",service=\"{service}\",version=\"{Escape(version)}\"");
        text.Append("# TYPE sandbox_gateway_mirrored_total counter\n")
            .Append(CultureInfo.InvariantCulture, $"sandbox_gateway_mirrored_total {MirroredTotal}\n");
        text.Append("# TYPE sandbox_gateway_mirrors_dropped_total counter\n")
            .Append(CultureInfo.InvariantCulture, $"sandbox_gateway_mirrors_dropped_total {MirrorsDroppedTotal}\n");
        text.Append("# TYPE sandbox_gateway_unrouted_total counter\n")
            .Append(CultureInfo.InvariantCulture, $"sandbox_gateway_unrouted_total {UnroutedTotal}\n");
        return text.ToString();
    }

    internal void Record(string route, string service, string version, int code, TimeSpan took)
        => _series.GetOrAdd((route, service, version), _ => new StatisticsSeries(_seconds)).Add(Second(), code >= 500, took);

    internal void Mirrored() => Interlocked.Increment(ref _mirrored);

    internal void MirrorDropped() => Interlocked.Increment(ref _mirrorsDropped);

    internal void Unrouted() => Interlocked.Increment(ref _unrouted);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Labels(BackendStatistics row) => $"route=\"{row.Route}\",service=\"{row.Service}\",version=\"{Escape(row.Version)}\"";

    private long Second() => time.GetUtcNow().ToUnixTimeSeconds();
}
