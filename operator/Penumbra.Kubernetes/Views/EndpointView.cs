namespace Penumbra.Kubernetes.Views;

/// <summary>One pod behind a Service.</summary>
public sealed record EndpointView
{
    /// <summary>Its conditions.</summary>
    public EndpointConditionsView Conditions { get; init => field = value ?? new(); } = new();

    /// <summary>The pod.</summary>
    public EndpointTargetView? TargetRef { get; init; }

    /// <summary>Whether it takes traffic. Absent means yes, as discovery.k8s.io/v1 says.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsReady => Conditions.Ready ?? true;
}
