using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>What a pod is.</summary>
[JsonConverter(typeof(PodStatusConverter))]
public sealed record PodStatusView
{
    /// <summary>Its address; empty before it has one.</summary>
    public string PodIP { get; init; } = "";

    /// <summary>Whether it is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>
    /// When it started: the last of its running containers that have never restarted; where there is none, the pod itself, which is before its images are pulled. Null before a node has it. Readiness
    /// comes and goes, and would be no start that every process agrees on.
    /// </summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often its containers have restarted, those that prepare it left out.</summary>
    public int Restarts { get; init; }

    /// <summary>When the newest of them was: the end of the container's run before its present one; null before the first.</summary>
    public DateTimeOffset? CrashedAt { get; init; }
}
