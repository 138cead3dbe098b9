using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>How routes are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(PooledStringConverter)])]
[JsonSerializable(typeof(HttpRouteView))]
[JsonSerializable(typeof(ParentReferenceView))]
public sealed partial class TrafficJson : JsonSerializerContext;
