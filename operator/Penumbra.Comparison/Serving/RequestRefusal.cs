using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Requests;
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
        if (rules.Excluded.Count > 0 && IsExcluded(rules.Excluded, path, PlainPath.Of(path))) return NotCompared.PathExcluded;
        return length > rules.MaxBody ? NotCompared.BodyTooLarge : null;
    }

    // As it was sent, and as whoever answers it may read it.
    private static bool IsExcluded(IReadOnlyList<string> excluded, string path, string plain) =>
        excluded.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal) || plain.StartsWith(PlainPath.Of(prefix), StringComparison.Ordinal));

    /// <summary>A target without its query.</summary>
    public static string PathOf(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
}
