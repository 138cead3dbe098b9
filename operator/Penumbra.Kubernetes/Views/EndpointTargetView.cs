namespace Penumbra.Kubernetes.Views;

/// <summary>What an endpoint stands for.</summary>
public sealed record EndpointTargetView
{
    /// <summary>The pod's name.</summary>
    public string Name { get; init; } = "";
}
