namespace Penumbra.Kubernetes.Views;

/// <summary>What a Deployment asks for.</summary>
public sealed record DeploymentSpecView
{
    /// <summary>How many pods; the API's default is 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The digest of its pod template.</summary>
    public PodTemplateDigest Template { get; init; } = PodTemplateDigest.Empty;
}
