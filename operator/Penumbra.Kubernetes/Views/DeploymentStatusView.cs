namespace Penumbra.Kubernetes.Views;

/// <summary>What a Deployment has.</summary>
public sealed record DeploymentStatusView
{
    /// <summary>The generation that the rest speaks of.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Pods that exist and are not ending.</summary>
    public int Replicas { get; init; }

    /// <summary>Pods of the present template.</summary>
    public int UpdatedReplicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Pods that are available.</summary>
    public int AvailableReplicas { get; init; }
}
