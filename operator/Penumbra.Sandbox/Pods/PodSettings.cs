using System.Buffers;
using System.Globalization;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.Sandbox.Pods;

/// <summary>How a pod behaves, read from the environment variables of its first container. What is malformed counts as absent.</summary>
public sealed record PodSettings
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    /// <summary>VERSION: the version in answers and in X-Version.</summary>
    public string Version { get; init; } = "unknown";

    /// <summary>ERROR_SHARE: the share of requests, 0 to 1, answered with 500.</summary>
    public double ErrorShare { get; init; }

    /// <summary>ERROR_AFTER: errors begin so long after the start.</summary>
    public TimeSpan ErrorAfter { get; init; }

    /// <summary>LATENCY: how long an answer takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>LATENCY_JITTER: up to so much more, evenly spread.</summary>
    public TimeSpan LatencyJitter { get; init; }

    /// <summary>LATENCY_AFTER: latency begins so long after the start.</summary>
    public TimeSpan LatencyAfter { get; init; }

    /// <summary>SLOW_SHARE: the share of requests, 0 to 1, that take <see cref="SlowLatency"/> instead.</summary>
    public double SlowShare { get; init; }

    /// <summary>SLOW_LATENCY: how long a slow answer takes.</summary>
    public TimeSpan SlowLatency { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>STARTUP: the time from start until ready.</summary>
    public TimeSpan Startup { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>CPU_BURN: CPU time burnt by each request.</summary>
    public TimeSpan CpuBurn { get; init; }

    /// <summary>CAPACITY: how many requests a second the pod bears; what is above is answered with 503. Null for as many as come.</summary>
    public double? Capacity { get; init; }

    /// <summary>MEMORY_MIB: the memory that the pod's metrics say it has.</summary>
    public double MemoryMebibytes { get; init; } = 64;

    /// <summary>BACKEND_ERRORS: the share of requests, 0 to 1, whose first call to a backend fails and is repeated: users see nothing of it, the pod's own metrics count it.</summary>
    public double BackendErrors { get; init; }

    /// <summary>CRASH_AFTER: the container exits with 1 so long after each start; null never.</summary>
    public TimeSpan? CrashAfter { get; init; }

    /// <summary>CRASH_SHARE: the share of requests that kill the container.</summary>
    public double CrashShare { get; init; }

    /// <summary>NEVER_READY: the readiness check fails for ever.</summary>
    public bool NeverReady { get; init; }

    /// <summary>METRICS: empty, <c>off</c> (404), <c>broken</c> (malformed text), <c>nan</c> (values are NaN) or <c>error</c> (500).</summary>
    public string Metrics { get; init; } = "";

    /// <summary>METRICS_PORT: another port that answers /metrics.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>DRAIN: how long the pod serves on after it is asked to end, as a preStop sleep does.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>SANDBOX_SERVICE: <c>orders</c> makes the pod an orders service, with the faults of its FAULT_ variables; null for none.</summary>
    public OrdersSettings? Orders { get; init; }

    /// <summary>PENUMBRA_JOB_SECONDS: how long a pod of a Job runs.</summary>
    public TimeSpan JobRuns { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>PENUMBRA_EXIT_CODE: with what a pod of a Job exits.</summary>
    public int ExitCode { get; init; }

    /// <summary>Reads the variables.</summary>
    public static PodSettings Read(IReadOnlyDictionary<string, string> variables)
    {
        var defaults = new PodSettings();
        return new PodSettings
        {
            Version = variables.GetValueOrDefault("VERSION", defaults.Version),
            ErrorShare = Share("ERROR_SHARE"),
            ErrorAfter = Span("ERROR_AFTER") ?? default,
            Latency = Span("LATENCY") ?? default,
            LatencyJitter = Span("LATENCY_JITTER") ?? default,
            LatencyAfter = Span("LATENCY_AFTER") ?? default,
            SlowShare = Share("SLOW_SHARE"),
            SlowLatency = Span("SLOW_LATENCY") ?? defaults.SlowLatency,
            Startup = Span("STARTUP") ?? defaults.Startup,
            CpuBurn = Number("CPU_BURN") is { } ms ? TimeSpan.FromMilliseconds(ms) : Span("CPU_BURN") ?? default,
            MemoryMebibytes = Number("MEMORY_MIB") is { } memory and >= 0 ? memory : defaults.MemoryMebibytes,
            Capacity = Number("CAPACITY") is { } capacity and > 0 ? capacity : null,
            BackendErrors = Share("BACKEND_ERRORS"),
            CrashAfter = Span("CRASH_AFTER"),
            CrashShare = Share("CRASH_SHARE"),
            NeverReady = variables.GetValueOrDefault("NEVER_READY", "") is "true" or "1" or "yes",
            Metrics = variables.GetValueOrDefault("METRICS", ""),
            MetricsPort = Number("METRICS_PORT") is { } port and > 0 and < 65536 ? (int)port : null,
            Drain = Span("DRAIN") ?? defaults.Drain,
            Orders = OrdersSettings.Read(variables),
            JobRuns = Number("PENUMBRA_JOB_SECONDS") is { } seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : defaults.JobRuns,
            ExitCode = (int)(Number("PENUMBRA_EXIT_CODE") ?? 0),
        };

        double? Number(string name)
            => double.TryParse(variables.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && Math.Abs(number) < 1e9 ? number : null;

        double Share(string name) => Math.Clamp(Number(name) ?? 0, 0, 1);

        TimeSpan? Span(string name) => variables.TryGetValue(name, out var text) ? ParseDuration(text) : null;
    }

    /// <summary>A duration such as <c>20ms</c>, <c>1.5s</c> or <c>1h30m</c>; null when malformed.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        var total = 0.0;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return null;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return null;
            rest = rest[digits..];
            var end = rest.IndexOfAny(NumberLetters);
            var unit = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[end..];
            double? scale = unit switch { "ms" => 1, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, _ => null };
            if (scale is null)
                return null;
            total += amount * scale.Value;
        }
        return total < 1e11 ? TimeSpan.FromMilliseconds(total) : null;
    }
}
