namespace Penumbra.Core.ShadowDeployments.Spec;

/// <summary>What the shadow may use relative to live; at least one bound is set.</summary>
/// <param name="Source">The name of a MetricSource, or <c>pods</c>.</param>
/// <param name="CpuNoMoreThan">CPU per request, as a multiple of live's: 1.5 is half as much again; null where nobody asks.</param>
/// <param name="MemoryNoMoreThan">The same of memory per replica.</param>
public sealed record ResourceSpec(string Source, double? CpuNoMoreThan, double? MemoryNoMoreThan)
{
    /// <summary>The source that asks the pods themselves.</summary>
    public const string Pods = "pods";

    /// <summary>How many bounds are set.</summary>
    public int Bounds => (CpuNoMoreThan is null ? 0 : 1) + (MemoryNoMoreThan is null ? 0 : 1);
}
