namespace Penumbra.Kubernetes.Views;

/// <summary>A Deployment, as far as launches need it: its pod template is a digest, so that thousands cost little.</summary>
public sealed record DeploymentView : View
{
    /// <summary>What it asks for.</summary>
    public DeploymentSpecView Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it has.</summary>
    public DeploymentStatusView Status { get; init => field = value ?? new(); } = new();
}
