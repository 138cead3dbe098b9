namespace Penumbra.Kubernetes.Views;

/// <summary>Whom an autoscaler scales.</summary>
public sealed record AutoscalerTargetView
{
    /// <summary>The kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";
}
