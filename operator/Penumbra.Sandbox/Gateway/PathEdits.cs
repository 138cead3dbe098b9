using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Penumbra.Sandbox.Gateway;

/// <summary>Where a request goes at the pod: the Host header and the path with its query, still encoded.</summary>
internal sealed record RequestTarget(string Host, string PathAndQuery);

/// <summary>Rewrites and redirects.</summary>
internal static class PathEdits
{
    /// <summary>The target after the rewrite, if any.</summary>
    public static RequestTarget Target(HttpContext http, RouteEntry entry, RouteRewrite? rewrite)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (raw is null || !raw.StartsWith('/'))
            raw = http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        if (raw.Length == 0)
            raw = "/";
        if (rewrite?.Path is { } edit)
            raw = Apply(raw.Split('?', 2)[0], entry, edit) + http.Request.QueryString.ToUriComponent();
        return new RequestTarget(rewrite?.Hostname ?? http.Request.Host.Value ?? "", raw);
    }

    /// <summary>Answers with the redirect.</summary>
    public static void Redirect(HttpContext http, RouteEntry entry, RouteRedirect redirect)
    {
        var scheme = redirect.Scheme ?? "http";
        var port = redirect.Port ?? (redirect.Scheme is null ? http.Request.Host.Port : null);
        var host = redirect.Hostname ?? http.Request.Host.Host;
        var isDefault = port is null || (scheme == "http" && port == 80) || (scheme == "https" && port == 443);
        var path = http.Request.Path.ToUriComponent() is { Length: > 0 } given ? given : "/";
        if (redirect.Path is { } edit)
            path = Apply(path, entry, edit);
        http.Response.StatusCode = redirect.Code;
        http.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture,
            $"{scheme}://{host}{(isDefault ? "" : ":" + port)}{path}{http.Request.QueryString.ToUriComponent()}");
    }

    private static string Apply(string path, RouteEntry entry, PathEdit edit)
    {
        if (edit.Full is not null)
            return edit.Full;
        if (edit.Prefix is null || entry.PathType != "PathPrefix")
            return path;
        var rest = path.Length >= entry.Path.Length ? path[entry.Path.Length..] : "";
        var prefix = edit.Prefix.TrimEnd('/');
        return prefix.Length + rest.Length == 0 ? "/" : rest.Length == 0 ? edit.Prefix : prefix + rest;
    }
}
