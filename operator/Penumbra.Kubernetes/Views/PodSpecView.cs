using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>What a pod asks for.</summary>
[JsonConverter(typeof(PodSpecConverter))]
public sealed record PodSpecView
{
    /// <summary>The ports that its containers declare, in their order.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];
}
