namespace Penumbra.Kubernetes.Views;

/// <summary>The conditions of an endpoint.</summary>
public sealed record EndpointConditionsView
{
    /// <summary>Whether it takes traffic.</summary>
    public bool? Ready { get; init; }
}
