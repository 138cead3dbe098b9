namespace Penumbra.Kubernetes.Views;

/// <summary>An EndpointSlice: which pods a Service has.</summary>
public sealed record EndpointSliceView : View
{
    /// <summary>The label that names the Service.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>The pods.</summary>
    public IReadOnlyList<EndpointView> Endpoints { get; init => field = value ?? []; } = [];

    /// <summary>The Service.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Service => Metadata.Labels.TryGetValue(ServiceLabel, out var service) ? service : "";
}
