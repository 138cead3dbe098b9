namespace Penumbra.Kubernetes.Views;

/// <summary>A HorizontalPodAutoscaler: only whom it scales.</summary>
public sealed record AutoscalerView : View
{
    /// <summary>What it asks for.</summary>
    public AutoscalerSpecView Spec { get; init => field = value ?? new(); } = new();
}
