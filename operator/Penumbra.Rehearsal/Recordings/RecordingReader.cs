using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Penumbra.Metrics.History;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>Reads the file of <c>--traffic</c>: see docs/rehearse.md for its two forms.</summary>
public static class RecordingReader
{
    private const string Forms = "it must be a list of intervals such as {\"seconds\": 60, \"requests\": 1200, \"failures\": 3}, or what Prometheus answers to query_range, one answer or a list of them";

    /// <summary>Reads a file's text; null, with a sentence, when it is neither form.</summary>
    public static Recording? Read(string json, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("intervals", out var inner)) root = inner;
            if (Series(root) is { } series) return Checked(series, out problem);
            if (root.ValueKind != JsonValueKind.Array) return Wrong(Forms, out problem);
            var intervals = new List<PlainInterval>();
            foreach (var item in root.EnumerateArray())
            {
                if (Interval(item, string.Create(CultureInfo.InvariantCulture, $"[{intervals.Count}]"), out problem) is not { } interval) return null;
                intervals.Add(interval);
            }

            if (intervals.Count == 0) return Wrong("is an empty list; " + Forms, out problem);
            return intervals.Sum(interval => interval.Requests) > 0 ? new Recording(intervals, []) : Wrong("no interval has a request: there is nothing to rehearse", out problem);
        }
        catch (JsonException exception)
        {
            return Wrong(string.Create(CultureInfo.InvariantCulture, $"is not JSON at line {exception.LineNumber + 1}; {Forms}"), out problem);
        }
    }

    // One answer, a list of answers, or a list of series.
    private static List<RecordedSeries>? Series(JsonElement root)
    {
        if (MatrixReader.Answer(root) is { } one) return [.. one];
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() == 0) return null;
        if (MatrixReader.Series(root) is { } series) return [.. series];
        var all = new List<RecordedSeries>();
        foreach (var item in root.EnumerateArray())
        {
            if (MatrixReader.Answer(item) is not { } answer) return null;
            all.AddRange(answer);
        }

        return all;
    }

    private static Recording? Checked(List<RecordedSeries> series, out string? problem)
    {
        problem = null;
        if (series.Exists(one => one.Name.Length == 0)) return Wrong("has series without __name__: record counters as they are, without rate() or sum()", out problem);
        return series.Exists(one => one.Samples.Count > 1) ? new Recording([], series) : Wrong("no series has two samples: there is nothing to count between", out problem);
    }

    private static PlainInterval? Interval(JsonElement item, string path, out string? problem)
    {
        problem = null;
        if (item.ValueKind != JsonValueKind.Object) return Bad($"{path}: is no interval; {Forms}", out problem);
        foreach (var field in item.EnumerateObject())
        {
            if (field.Name is not ("start" or "seconds" or "requests" or "failures" or "buckets"))
                return Bad($"{path}.{field.Name}: is no field of an interval; there are seconds, requests, failures, buckets and start", out problem);
        }

        var (seconds, requests) = (Number(item, "seconds"), Number(item, "requests"));
        if (seconds is not > 0) return Bad($"{path}.seconds: {(seconds is null ? "is missing, or no number" : "must be over 0")}; it is the interval's length", out problem);
        if (requests is not >= 0) return Bad($"{path}.requests: {(requests is null ? "is missing, or no number" : "must not be negative")}; it is how many there were in the interval, not per second", out problem);
        var failures = item.TryGetProperty("failures", out _) ? Number(item, "failures") : 0;
        if (failures is not >= 0 || failures > requests) return Bad($"{path}.failures: must be a number between 0 and the interval's requests", out problem);
        var buckets = Buckets(item, path, requests.Value, out problem);
        return problem is null ? new PlainInterval(TimeSpan.FromSeconds(seconds.Value), requests.Value, failures.Value, buckets) : null;
    }

    private static ImmutableSortedDictionary<double, double>? Buckets(JsonElement item, string path, double requests, out string? problem)
    {
        problem = null;
        if (!item.TryGetProperty("buckets", out var buckets)) return null;
        if (buckets.ValueKind != JsonValueKind.Object)
        {
            problem = $"{path}.buckets: must be an object from a bound to how many were answered within it, such as {{\"0.1\": 900, \"0.3\": 1190}}";
            return null;
        }

        var read = ImmutableSortedDictionary.CreateBuilder<double, double>();
        foreach (var bucket in buckets.EnumerateObject())
        {
            if (bucket.Name is "+Inf") continue;
            if (!double.TryParse(bucket.Name, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) || !double.IsFinite(bound) || bucket.Value.ValueKind != JsonValueKind.Number)
            {
                problem = $"{path}.buckets.{bucket.Name}: must be a number as bound, and a number of requests";
                return null;
            }

            read[bound] = bucket.Value.GetDouble();
        }

        double before = 0;
        foreach (var (bound, count) in read)
        {
            if (count < before || count > requests) problem = string.Create(CultureInfo.InvariantCulture, $"{path}.buckets.{bound}: buckets are cumulative: each counts at least as many as the one before, and at most all requests");
            before = count;
        }

        return read.ToImmutable();
    }

    private static double? Number(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static Recording? Wrong(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }

    private static PlainInterval? Bad(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}
