using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>Which requests are not asked, whether they are copied or recorded.</summary>
internal static class RequestRefusal
{
    /// <summary>Why a request is not asked; null when it is.</summary>
    public static NotCompared? Of(RequestRules rules, string method, string path, IHeaderDictionary headers, long? length)
    {
        if (method == "CONNECT" || headers.Upgrade.Count > 0 || headers.ContentType.ToString().StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase)) return NotCompared.Protocol;
        if (!rules.Methods.Contains(method, StringComparer.Ordinal)) return NotCompared.MethodExcluded;
        if (rules.Excluded.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))) return NotCompared.PathExcluded;
        return length > rules.MaxBody ? NotCompared.BodyTooLarge : null;
    }

    /// <summary>A target without its query.</summary>
    public static string PathOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
}
