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

    /// <summary>How often its containers have restarted, those that prepare it left out.</summary>
    public int Restarts { get; init; }

    /// <summary>When the newest of them was: the end of the container's run before its present one; null before the first.</summary>
    public DateTimeOffset? CrashedAt { get; init; }
}
