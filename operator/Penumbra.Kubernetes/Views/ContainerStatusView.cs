namespace Penumbra.Kubernetes.Views;

/// <summary>A container of a pod.</summary>
public sealed record ContainerStatusView
{
    /// <summary>How often it has restarted.</summary>
    public int RestartCount { get; init; }
}
