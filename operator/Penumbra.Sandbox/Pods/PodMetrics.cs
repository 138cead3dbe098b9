using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Penumbra.Sandbox.Pods;

/// <summary>What a pod counts about its requests, and its text in the Prometheus format.</summary>
public sealed class PodMetrics(DateTimeOffset startedAt, bool asNaN, double memory)
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(int Code, string Method), StrongBox> _requests = new();
    private readonly long[] _buckets = new long[Bounds.Length + 1];
    private long _ticks;
    private long _burntTicks;
    private long _calls;
    private long _failedCalls;

    /// <summary>Counts one answer.</summary>
    public void Count(int code, string method, TimeSpan took, TimeSpan burnt)
    {
        Interlocked.Increment(ref _requests.GetOrAdd((code, method), _ => new StrongBox()).Value);
        var bucket = 0;
        while (bucket < Bounds.Length && took.TotalSeconds > Bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Add(ref _ticks, took.Ticks);
        Interlocked.Add(ref _burntTicks, burnt.Ticks + (TimeSpan.TicksPerMillisecond / 20));
    }

    /// <summary>Counts what an answer took of a backend: one call, or one that failed and another.</summary>
    public void CountBackend(bool failedFirst)
    {
        Interlocked.Increment(ref _calls);
        if (failedFirst) Interlocked.Increment(ref _failedCalls);
    }

    /// <summary>The metrics in the text exposition format, version 0.0.4.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.Append("# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n");
        foreach (var ((code, method), count) in _requests.OrderBy(pair => pair.Key))
            text.Append(CultureInfo.InvariantCulture,
                $"http_requests_total{{code=\"{code}\",method=\"{method}\"}} {Value(Interlocked.Read(ref count.Value))}\n");
        text.Append("# HELP http_request_duration_seconds Time to answer.\n# TYPE http_request_duration_seconds histogram\n");
        var total = 0L;
        for (var i = 0; i <= Bounds.Length; i++)
        {
            total += Interlocked.Read(ref _buckets[i]);
            var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_bucket{{le=\"{bound}\"}} {Value(total)}\n");
        }
        text.Append(CultureInfo.InvariantCulture,
            $"http_request_duration_seconds_sum {Value(TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds)}\n");
        text.Append(CultureInfo.InvariantCulture, $"http_request_duration_seconds_count {Value(total)}\n");
        text.Append("# HELP backend_requests_total Calls to a backend.\n# TYPE backend_requests_total counter\n");
        text.Append(CultureInfo.InvariantCulture,
            $"backend_requests_total{{outcome=\"ok\"}} {Value(Interlocked.Read(ref _calls))}\nbackend_requests_total{{outcome=\"failed\"}} {Value(Interlocked.Read(ref _failedCalls))}\n");
        text.Append("# HELP process_start_time_seconds Start of the process since the Unix epoch.\n# TYPE process_start_time_seconds gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"process_start_time_seconds {Value(startedAt.ToUnixTimeMilliseconds() / 1000.0)}\n");
        text.Append("# HELP process_cpu_seconds_total CPU time used, estimated.\n# TYPE process_cpu_seconds_total counter\n");
        text.Append(CultureInfo.InvariantCulture,
            $"process_cpu_seconds_total {Value(TimeSpan.FromTicks(Interlocked.Read(ref _burntTicks)).TotalSeconds)}\n");
        text.Append("# HELP process_resident_memory_bytes Memory used, made up.\n# TYPE process_resident_memory_bytes gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"process_resident_memory_bytes {Value(memory)}\n");
        return text.ToString();
    }

    /// <summary>Spins for that long.</summary>
    public static void Burn(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
            Thread.SpinWait(50);
    }

    private string Value(double value) => asNaN ? "NaN" : value.ToString(CultureInfo.InvariantCulture);

    private sealed class StrongBox
    {
        public long Value;
    }
}
