using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>How users reach the releases. At least one router.</summary>
[ValidationRule("has(self.gatewayAPI) || has(self.istio) || has(self.nginx) || has(self.traefik) || has(self.featureFlag) || has(self.replicaShare)", "at least one router must be set: gatewayAPI or replicaShare")]
public sealed record DarkLaunchTraffic
{
    /// <summary>The apex Service, owned by the operator; a second one named &lt;name&gt;-candidate stands beside it.</summary>
    [Default("{}")]
    public ApexService? Service { get; init; }

    /// <summary>Users who saw the candidate keep seeing it. Not supported yet.</summary>
    public SessionAffinity? SessionAffinity { get; init; }

    /// <summary>How long the data plane may lag behind an accepted write.</summary>
    [Duration, Default("\"3s\"")]
    public string? PropagationDelay { get; init; }

    /// <summary>Gateway API routes.</summary>
    [JsonPropertyName("gatewayAPI")]
    public GatewayApiRouting? GatewayApi { get; init; }

    /// <summary>Istio virtual services. Not supported yet.</summary>
    [PreserveUnknownFields]
    public JsonObject? Istio { get; init; }

    /// <summary>Ingresses of ingress-nginx. Not supported yet.</summary>
    [PreserveUnknownFields]
    public JsonObject? Nginx { get; init; }

    /// <summary>Traefik services. Not supported yet.</summary>
    [PreserveUnknownFields]
    public JsonObject? Traefik { get; init; }

    /// <summary>An OpenFeature flag. Not supported yet.</summary>
    [PreserveUnknownFields]
    public JsonObject? FeatureFlag { get; init; }

    /// <summary>No router: while weighted the apex selects the whole launch, and the share of ready pods is the share of traffic.</summary>
    public ReplicaShareRouting? ReplicaShare { get; init; }
}
