using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Requests;

/// <summary>Which headers of a copy are sent on, and with which <c>Host</c>.</summary>
internal sealed class RequestHeaders(RequestRules rules, string? hostHeader)
{
    private const string ShadowSuffix = "-shadow";

    // Of the connection (RFC 9110, 7.6.1), or made anew by the client.
    private static readonly string[] OfTheConnection =
        ["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings", "host", "content-length", "expect"];

    // What a browser keeps of live's answer says nothing to the shadow: live would answer 304 where an equal shadow, whose tags are its own, answers in full (RFC 9110, 13.1).
    private static readonly FrozenSet<string> Conditional =
        new[] { "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Decoded = new[] { "gzip", "deflate", "br", "identity" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenSet<string> _dropped =
        OfTheConnection.Append(ShadowMark.Header).Concat(rules.ForwardCredentials ? [] : ["authorization", "cookie"]).Concat(rules.Strip).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is a host and nothing more, with a port that there can be: what Kestrel lets through need not be.</summary>
    public static bool IsHost(string host) =>
        !host.AsSpan().ContainsAnyExceptInRange('!', '~') && !host.Contains('@', StringComparison.Ordinal)
        && Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", Fragment: "" };

    /// <summary>The headers to send on, those of a safe method (RFC 9110, 9.2.1) without its conditions: of a write they are part of what it does.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Of(string method, IHeaderDictionary headers)
    {
        var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
        var named = headers.Connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || _dropped.Contains(name) || named.Contains(name) || (isSafe && Conditional.Contains(name))) continue;
            if (name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase))
            {
                if (Codings(values.ToString()) is { Length: > 0 } codings) kept.Add(new(name, codings));
                continue;
            }

            foreach (var value in values) kept.Add(new(name, value ?? ""));
        }

        return kept;
    }

    /// <summary>Envoy appends <c>-shadow</c> to the host of a copy; live knows itself by the name without.</summary>
    public string? HostOf(HostString host)
    {
        if (hostHeader is not null) return hostHeader;
        if (!host.HasValue) return null;
        var name = host.Value.StartsWith('[') ? host.Value[..(host.Value.IndexOf(']', StringComparison.Ordinal) + 1)] : host.Value.Split(':')[0];
        var port = host.Value[name.Length..];
        return name.EndsWith(ShadowSuffix, StringComparison.OrdinalIgnoreCase) && name.Length > ShadowSuffix.Length ? name[..^ShadowSuffix.Length] + port : host.Value;
    }

    // What could not be decoded here could be compared by its bytes only.
    private static string Codings(string value) => string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries).Where(coding => Decoded.Contains(coding.Split(';')[0].Trim())));
}
