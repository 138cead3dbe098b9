namespace Penumbra.Kubernetes.Views;

/// <summary>What an autoscaler asks for.</summary>
public sealed record AutoscalerSpecView
{
    /// <summary>Whom it scales.</summary>
    public AutoscalerTargetView ScaleTargetRef { get; init => field = value ?? new(); } = new();
}
