using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What the shadow may use relative to live. What cannot be compared fairly is NotJudged, and holds no verdict up.</summary>
[ValidationRule("has(self.cpuNoMoreThan) || has(self.memoryNoMoreThan)", "cpuNoMoreThan or memoryNoMoreThan must be set")]
public sealed record ShadowResources
{
    /// <summary>
    /// Who says it: pods, which export process_cpu_seconds_total and process_resident_memory_bytes as Prometheus' client libraries do, or a MetricSource with the kubelet's
    /// container_cpu_usage_seconds_total and container_memory_working_set_bytes.
    /// </summary>
    [Length(1, 253), Default("\"pods\"")]
    public string? Source { get; init; }

    /// <summary>CPU per request; from 10% to 1000% of live's.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,4}(\\.[0-9]{1,4})?%$")]
    public string? CpuNoMoreThan { get; init; }

    /// <summary>Memory per replica; from 10% to 1000% of live's.</summary>
    [Length(2, 12), Pattern("^[0-9]{1,4}(\\.[0-9]{1,4})?%$")]
    public string? MemoryNoMoreThan { get; init; }
}
