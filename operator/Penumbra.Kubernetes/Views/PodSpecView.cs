namespace Penumbra.Kubernetes.Views;

/// <summary>What a pod asks for.</summary>
public sealed record PodSpecView
{
    /// <summary>Its containers.</summary>
    public IReadOnlyList<PodContainerView> Containers { get; init => field = value ?? []; } = [];
}
