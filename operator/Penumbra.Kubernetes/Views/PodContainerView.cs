namespace Penumbra.Kubernetes.Views;

/// <summary>A container.</summary>
public sealed record PodContainerView
{
    /// <summary>Its ports.</summary>
    public IReadOnlyList<PodPortView> Ports { get; init => field = value ?? []; } = [];
}
