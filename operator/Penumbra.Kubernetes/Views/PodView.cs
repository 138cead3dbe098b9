namespace Penumbra.Kubernetes.Views;

/// <summary>A pod of a launch.</summary>
public sealed record PodView : View
{
    /// <summary>What it asks for.</summary>
    public PodSpecView Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public PodStatusView Status { get; init => field = value ?? new(); } = new();
}
