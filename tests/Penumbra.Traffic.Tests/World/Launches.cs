using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Traffic.Tests.World;

/// <summary>Launches and aims in a few words.</summary>
public static class Launches
{
    public const string Uid = "launch-1";

    public static PilotMatch Header { get; } = new(PilotKind.Header, "X-Pilot", "true", false);

    public static PilotMatch Cookie { get; } = new(PilotKind.Cookie, "pilot", "yes", false);

    public static LaunchTraffic Of(GatewayApiRouting? gateway = null, bool replicaShare = false, params PilotMatch[] pilots) => new()
    {
        Namespace = "shop",
        Launch = "checkout",
        LaunchUid = Uid,
        Spec = new TrafficSpec { Service = "checkout", Pilots = pilots },
        Routers = new DarkLaunchTraffic { GatewayApi = gateway, ReplicaShare = replicaShare ? new ReplicaShareRouting() : null },
    };

    public static LaunchTraffic Existing(params PilotMatch[] pilots) => Of(new GatewayApiRouting { Routes = [new RouteReference { Name = "web" }] }, false, pilots);

    public static LaunchTraffic Managed(string yaml, params PilotMatch[] pilots) => Of(new GatewayApiRouting { Managed = Yaml.Read(yaml).AsObject() }, false, pilots);

    public static TrafficAim Aim(string share, bool pilots = false, TrafficDirection direction = TrafficDirection.Forward, int attempt = 1) => new()
    {
        Share = Share.Parse(share)!.Value,
        Pilots = pilots,
        Marker = new TrafficMarker(Uid, attempt, "bbb", Share.Parse(share)!.Value, direction),
        Stable = "aaa",
    };

    public static TrafficAim Release { get; } = new() { Release = true, Stable = "aaa" };

    public static JsonObject Spec(this JsonObject item) => (JsonObject)item["spec"]!;

    public static string? Annotation(this JsonObject item, string key) => item["metadata"]?["annotations"]?[key]?.GetValue<string>();

    /// <summary>How many annotations of Penumbra's that tell of traffic an object carries.</summary>
    public static int Annotations(this JsonObject item) => (item["metadata"]?["annotations"] as JsonObject ?? []).Count(annotation =>
        annotation.Key.StartsWith(Keys.Traffic, StringComparison.Ordinal) || annotation.Key.StartsWith(Keys.Before, StringComparison.Ordinal));

    public static JsonNode Json(string text) => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true })!;
}
