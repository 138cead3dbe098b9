using System.Text.Json.Serialization;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>How routes are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpRouteView))]
[JsonSerializable(typeof(ParentReferenceView))]
public sealed partial class TrafficJson : JsonSerializerContext;
