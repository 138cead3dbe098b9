using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Spec;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>How the sources of objectives are asked for what pods use: a question like an objective's, that nobody judges as one.</summary>
public static class ResourceQuestion
{
    /// <summary>Its readings' name; objectives' own names have no such prefix.</summary>
    public const string Name = "penumbra-resources";

    /// <summary>Containers of a pod, without the sum over them and without the one that only holds its network (cAdvisor).</summary>
    private const string Containers = "{container!=\"\",container!=\"POD\"}";

    /// <summary>How often it is asked where nothing else is.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>What is asked of a source: pods say it as Prometheus' client libraries export it, a server as the kubelet does.</summary>
    public static Indicator.Usage Usage(string source) => source == ResourceSpec.Pods
        ? new("process_cpu_seconds_total", "process_resident_memory_bytes")
        : new($"container_cpu_usage_seconds_total{Containers}", $"container_memory_working_set_bytes{Containers}");

    /// <summary>The question.</summary>
    public static Objective Of(ResourceSpec asked) => new()
    {
        Name = Name, Source = asked.Source, Indicator = Usage(asked.Source), Bound = new Bound.Max(0), Judge = JudgeKind.Threshold, Mode = ObjectiveMode.Observe, Control = true,
    };
}
