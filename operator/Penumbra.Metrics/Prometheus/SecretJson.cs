using System.Text.Json.Serialization;

namespace Penumbra.Metrics.Prometheus;

/// <summary>How a Secret is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SecretView))]
internal sealed partial class SecretJson : JsonSerializerContext;
