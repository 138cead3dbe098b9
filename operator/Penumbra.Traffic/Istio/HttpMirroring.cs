using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Istio;

/// <summary>The HTTP routes of a VirtualService with and without our mirror. Nothing needs to be remembered: <c>Unmirror(Mirror(http)) == http</c>.</summary>
public static class HttpMirroring
{
    /// <summary>The HTTP routes that copy a share of what leads to live: one mirror in each of these, and none of ours anywhere else.</summary>
    /// <param name="http">The HTTP routes as they are.</param>
    /// <param name="services">The Services.</param>
    /// <param name="named">The names of the routes that copy; none is all that lead to live.</param>
    /// <param name="sample">The share.</param>
    public static JsonArray Mirror(JsonArray http, MeshServices services, IReadOnlyList<string> named, Share sample) =>
        new([.. http.Select(route => route is JsonObject fields ? Aimed(fields, services, Copies(fields, services, named) ? sample : null) : route?.DeepClone())]);

    /// <summary>The HTTP routes without any mirror of ours.</summary>
    public static JsonArray Unmirror(JsonArray http, MeshServices services) =>
        new([.. http.Select(route => route is JsonObject fields ? Aimed(fields, services, null) : route?.DeepClone())]);

    /// <summary>The largest share that any mirror of ours copies; null when there is none.</summary>
    public static Share? SampleOf(JsonArray http, MeshServices services)
    {
        var shares = http.SelectMany(route => route.List("mirrors").Objects()).Where(services.IsOurs).Select(mirror => MirrorShare.OfPercentage(mirror).Parts).ToList();
        return shares.Count == 0 ? null : new Share(shares.Max());
    }

    /// <summary>Whether what an HTTP route answers is to be copied.</summary>
    public static bool Copies(JsonNode? route, MeshServices services, IReadOnlyList<string> named) =>
        services.LeadsToLive(route) && (named.Count == 0 || (route.Text("name") is { } name && named.Contains(name, StringComparer.Ordinal)));

    private static JsonObject Aimed(JsonObject route, MeshServices services, Share? sample)
    {
        var aimed = route.Copy();
        OwnEntry.Write(aimed, "mirrors", sample is { } share ? services.Mirror(share) : null, services.IsOurs, mirror => services.IsRight(mirror, sample!.Value));
        return aimed;
    }
}
