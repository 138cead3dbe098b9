using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>A Service, as far as launches need it.</summary>
[JsonConverter(typeof(ServiceViewConverter))]
public sealed record ServiceView : View
{
    /// <summary>What it asks for.</summary>
    public ServiceSpecView Spec { get; init => field = value ?? new(); } = new();

    /// <summary>Who wrote its selector.</summary>
    public FieldOwners SelectorOwners { get; init; } = FieldOwners.Nobody;
}
