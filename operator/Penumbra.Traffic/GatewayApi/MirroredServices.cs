using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Whose requests are copied, and to whom.</summary>
/// <param name="Namespace">The namespace of both Services, which is the route's.</param>
/// <param name="Live">The Service whose requests are copied.</param>
/// <param name="Server">The comparison server's Service. A filter that names it is ours, and no other is.</param>
/// <param name="ServerPort">The server's port for copies.</param>
public sealed record MirroredServices(string Namespace, string Live, string Server, int ServerPort)
{
    private const string Type = "RequestMirror";

    /// <summary>How a launch on the same Service would steer: its copies of rules for pilots are known by it.</summary>
    internal SteeredServices Steered { get; } = new(Namespace, Live, new TrafficSpec { Service = Live }.CandidateService);

    /// <summary>The Services of a shadow.</summary>
    public static MirroredServices Of(MirrorTarget target) => new(target.Namespace, target.Live, target.Server, target.ServerPort);

    /// <summary>Whether a filter is ours.</summary>
    public bool IsOurs(JsonNode? filter) => SteeredServices.Names(filter.Object("requestMirror").Object("backendRef"), Namespace, Server);

    /// <summary>Whether a filter copies requests, to whomever.</summary>
    public static bool IsMirror(JsonNode? filter) => filter.Text("type") == Type;

    /// <summary>Our filter.</summary>
    public JsonObject Filter(Share sample)
    {
        var filter = Bare();
        MirrorShare.Write(filter.Object("requestMirror")!, sample);
        return filter;
    }

    /// <summary>Whether a filter is ours and means what <see cref="Filter"/> does: what the API server fills in makes no difference.</summary>
    public bool IsRight(JsonObject filter, Share sample)
    {
        if (filter.Object("requestMirror") is not { } mirror || !MirrorShare.IsExactly(mirror, sample)) return false;
        var bare = filter.Copy();
        bare.Object("requestMirror")!.Remove("percent");
        bare.Object("requestMirror")!.Remove("fraction");
        return RouteDefaults.SameRule(Holding(bare), Holding(Bare()));
    }

    private static JsonObject Holding(JsonObject filter) => new() { ["filters"] = new JsonArray(filter) };

    private JsonObject Bare() => new()
    {
        ["type"] = Type,
        ["requestMirror"] = new JsonObject { ["backendRef"] = new JsonObject { ["name"] = Server, ["port"] = ServerPort } },
    };
}
