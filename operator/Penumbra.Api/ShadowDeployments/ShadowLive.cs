using System.Text.Json.Serialization;
using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Whose requests are copied, and by what.</summary>
[ValidationRule("!(has(self.gatewayAPI) && has(self.istio))", "at most one of gatewayAPI and istio may be set")]
public sealed record ShadowLive
{
    /// <summary>The Service that users reach; the comparison asks it as well.</summary>
    [Length(1, 63), Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    public required string Service { get; init; }

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public required int Port { get; init; }

    /// <summary>The Host that both sides are asked with: FromRequest, which is the copy's own without the -shadow that Envoy adds, or a fixed one such as orders.shop:8080.</summary>
    [Length(1, 255), Pattern("^[A-Za-z0-9.:\\[\\]-]+$"), Default("\"FromRequest\"")]
    public string? HostHeader { get; init; }

    /// <summary>That live is asked over TLS. Absent: without.</summary>
    public ShadowTls? Tls { get; init; }

    /// <summary>Gateway API routes that copy.</summary>
    [JsonPropertyName("gatewayAPI")]
    public ShadowGatewayApi? GatewayApi { get; init; }

    /// <summary>Istio virtual services that copy.</summary>
    public ShadowIstio? Istio { get; init; }
}
