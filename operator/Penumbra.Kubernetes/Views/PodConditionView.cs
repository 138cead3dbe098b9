namespace Penumbra.Kubernetes.Views;

/// <summary>A condition of a pod.</summary>
public sealed record PodConditionView
{
    /// <summary>Which.</summary>
    public string Type { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    public string Status { get; init; } = "";
}
