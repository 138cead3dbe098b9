using Microsoft.AspNetCore.Http;
using Penumbra.Sandbox.Controllers.GatewayApi;

namespace Penumbra.Sandbox.Gateway;

/// <summary>Whether a request falls under an entry, as the Gateway API says.</summary>
internal static class RouteMatcher
{
    /// <summary>The first of <paramref name="entries"/>, which are in order of precedence, that takes the request.</summary>
    public static RouteEntry? Find(IReadOnlyList<RouteEntry> entries, HttpRequest request)
    {
        var host = request.Host.Host ?? "";
        var path = request.Path.Value is { Length: > 0 } given ? given : "/";
        foreach (var entry in entries)
        {
            if (Listener.HostMatches(entry.Hostname, host) && MatchesPath(entry, path) && (entry.Method is null || entry.Method == request.Method)
                && MatchesHeaders(entry, request) && MatchesQuery(entry, request))
                return entry;
        }
        return null;
    }

    private static bool MatchesPath(RouteEntry entry, string path) => entry.PathType switch
    {
        "Exact" => path == entry.Path,
        "RegularExpression" => entry.PathPattern?.IsMatch(path) == true,
        // A prefix ends at a segment: /shop takes /shop and /shop/x, not /shopping.
        _ => entry.Path.Length == 0
            || (path.StartsWith(entry.Path, StringComparison.Ordinal) && (path.Length == entry.Path.Length || path[entry.Path.Length] == '/')),
    };

    private static bool MatchesHeaders(RouteEntry entry, HttpRequest request)
    {
        foreach (var match in entry.Headers)
        {
            if (!request.Headers.TryGetValue(match.Name, out var values))
                return false;
            // Several lines of one header are one list; cookies are joined as RFC 6265 has it.
            var value = values.Count == 1 ? values[0]
                : string.Join(match.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? "; " : ",", values.ToArray());
            if (!match.Matches(value))
                return false;
        }
        return true;
    }

    private static bool MatchesQuery(RouteEntry entry, HttpRequest request)
    {
        foreach (var match in entry.Query)
        {
            if (!request.Query.TryGetValue(match.Name, out var values) || !match.Matches(values[0]))
                return false;
        }
        return true;
    }
}
