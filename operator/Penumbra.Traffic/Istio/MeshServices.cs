using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Istio;

/// <summary>Whose requests are copied, and to whom, as VirtualServices name Services: by host.</summary>
/// <param name="Namespace">The namespace of both Services, which is the VirtualService's.</param>
/// <param name="Live">The Service whose requests are copied.</param>
/// <param name="Server">The comparison server's Service. A mirror whose host it is is ours, and no other is.</param>
/// <param name="ServerPort">The server's port for copies.</param>
public sealed record MeshServices(string Namespace, string Live, string Server, int ServerPort)
{
    /// <summary>The Services of a shadow.</summary>
    public static MeshServices Of(MirrorTarget target) => new(target.Namespace, target.Live, target.Server, target.ServerPort);

    /// <summary>Whether an HTTP route sends any request to live. A single destination takes all, whatever its weight; of several, those with a weight.</summary>
    public bool LeadsToLive(JsonNode? http)
    {
        var destinations = http.List("route").Objects().ToList();
        return destinations.Exists(destination => Names(destination.Object("destination"), Live) && (destinations.Count == 1 || destination.Number("weight") > 0));
    }

    /// <summary>Whether an entry of <c>mirrors</c> is ours.</summary>
    public bool IsOurs(JsonNode? mirror) => Names(mirror.Object("destination"), Server);

    /// <summary>Our entry.</summary>
    public JsonObject Mirror(Share sample) => new()
    {
        ["destination"] = new JsonObject { ["host"] = Server, ["port"] = new JsonObject { ["number"] = ServerPort } },
        ["percentage"] = MirrorShare.Percentage(sample),
    };

    /// <summary>Whether an entry is ours and means what <see cref="Mirror"/> does.</summary>
    public bool IsRight(JsonObject mirror, Share sample) =>
        MirrorShare.IsExactlyPercentage(mirror, sample)
        && mirror.Object("destination").Object("port").Number("number") == ServerPort
        && mirror.Object("destination").Text("subset") is null;

    // A short name is looked up in the VirtualService's own namespace; a cluster's domain may be another than cluster.local.
    private bool Names(JsonNode? destination, string service) => destination.Text("host") is { } host
        && (host == service || host == $"{service}.{Namespace}" || host == $"{service}.{Namespace}.svc" || host.StartsWith($"{service}.{Namespace}.svc.", StringComparison.Ordinal));
}
