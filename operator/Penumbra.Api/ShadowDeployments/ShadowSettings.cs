using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Penumbra.Api.Json;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Names the settings that shape what is found: evidence belongs to them, and begins anew with others. How much is copied, how often live is asked at most, and what follows a verdict, are none of them.</summary>
public static class ShadowSettings
{
    private const int Digits = 16;

    /// <summary>The first 16 hexadecimal digits of SHA-256 over the settings as canonical JSON: keys in ordinal order, what is not set left out.</summary>
    public static string Digest(ShadowDeploymentSpecification fields)
    {
        var shaping = new ShadowDeploymentSpecification
        {
            Live = fields.Live with { GatewayApi = null, Istio = null },
            Shadow = fields.Shadow with { Deployment = fields.Shadow.Deployment is { } template ? template with { Replicas = null } : null },
            Requests = Requests(fields.Requests),
            Compare = Compare(fields.Compare),
            Objectives = fields.Objectives is { Count: > 0 } ? fields.Objectives : null,
            Resources = fields.Resources,
            Verdict = fields.Verdict,
            Replay = fields.Replay is { } replay ? replay with { Rate = null } : null,
        };
        var tree = JsonSerializer.SerializeToNode(shaping, ApiJson.Default.ShadowDeploymentSpecification);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(tree)!.ToJsonString())))[..Digits];
    }

    // How many live is asked says nothing of what they answer.
    private static ShadowRequests? Requests(ShadowRequests? requests)
    {
        var rest = requests is null ? null : requests with { MaxLiveRps = null, MaxLiveShare = null, MaxInFlight = null };
        return rest == new ShadowRequests() ? null : rest;
    }

    // Whether live's answers may be refusals says nothing of what they are, and neither does which values are kept beside them: whoever says so goes on with what was compared.
    private static ShadowCompare? Compare(ShadowCompare? compare)
    {
        if (compare is null or { RefusalsExpected: null, Samples: not "Values", Values: null }) return compare;
        var rest = compare with { RefusalsExpected = null, Samples = compare.Samples == "Values" ? "Shapes" : compare.Samples, Values = null };
        return rest == new ShadowCompare() ? null : rest;
    }
}
