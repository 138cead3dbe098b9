using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>A route's metadata: what every view keeps, and who wrote its rules.</summary>
/// <param name="Object">What every view keeps.</param>
/// <param name="Owners">Who wrote the rules.</param>
/// <param name="HasAnnotations">Whether the object has any annotation, those included that views drop: a patch must not replace them by an empty map.</param>
[JsonConverter(typeof(RouteMetadataConverter))]
public sealed record RouteMetadata(ObjectMeta Object, FieldOwners Owners, bool HasAnnotations)
{
    /// <summary>Of an object without metadata.</summary>
    public static RouteMetadata Empty { get; } = new(new ObjectMeta(), FieldOwners.Nobody, false);
}
