using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.ReplicaShare;

/// <summary>
/// Steers users inside the cluster, where there is no router, by the apex Service's selector: at rest it selects the stable revision; while
/// weighted it selects the whole launch, and the share of ready pods is the share of traffic. Going back is one write.
/// </summary>
/// <param name="services">The Services.</param>
public sealed class ReplicaShareRouter(IReadOnlyInformer<ServiceView> services) : ITrafficRouter
{
    /// <inheritdoc/>
    public string Field => "replicaShare";

    /// <inheritdoc/>
    public RouterObservation Observe(LaunchTraffic launch)
    {
        var apex = services.Get(new ObjectKey(launch.Namespace, launch.Spec.Service));
        var isOurs = apex?.Metadata.Labels.GetValueOrDefault(Keys.Launch) == launch.Launch;
        var marker = TrafficMarker.Parse(apex?.Metadata.Annotations.GetValueOrDefault(Keys.Traffic));
        if (launch.Routers.ReplicaShare is null)
        {
            // Steered before and no longer named: it must not stay spread over the whole launch.
            var left = isOurs && marker?.LaunchUid == launch.LaunchUid;
            return left ? new RouterObservation([Facts(launch, apex!, marker) with { InSpec = launch.IsWrong }], []) : RouterObservation.Nothing;
        }

        if (apex is not null && !isOurs)
        {
            var adopted = new Problem(Reason.RouterCannot, "spec.traffic.replicaShare",
                $"replicaShare rewrites the selector of Service {launch.Spec.Service}, which is not this launch's; choose another spec.traffic.service.name, or use gatewayAPI");
            return new RouterObservation([new RouteFacts { Id = Id(launch), ByReplicas = true }], launch.Spec.AdoptService ? [adopted] : []);
        }

        return new RouterObservation([apex is null ? new RouteFacts { Id = Id(launch), ByReplicas = true, AtRest = true } : Facts(launch, apex, marker)], []);
    }

    /// <inheritdoc/>
    public PlannedWrite? Plan(LaunchTraffic launch, RouteId route, TrafficAim aim)
    {
        var apex = services.Get(new ObjectKey(launch.Namespace, route.Name));
        return apex is null || Change(launch, route, Tree(apex), aim) is not { } write
            ? null
            : new PlannedWrite(write) { Replan = live => Change(launch, route, live, aim) };
    }

    /// <inheritdoc/>
    public TrafficMarker? MarkerOf(LaunchTraffic launch, JsonObject live) => MarkerOf(live);

    private static TrafficMarker? MarkerOf(JsonObject live) => TrafficMarker.Parse(live.Object("metadata").Object("annotations").Text(Keys.Traffic));

    private RouteFacts Facts(LaunchTraffic launch, ServiceView apex, TrafficMarker? marker)
    {
        var selected = apex.Spec.Selector.GetValueOrDefault(Keys.Revision);
        var stable = apex.Metadata.Annotations.GetValueOrDefault(Keys.Stable);
        var isRest = selected is not null && (selected == stable || stable is null);
        var actual = isRest ? Share.None : selected is not null ? Share.All : marker?.LaunchUid == launch.LaunchUid ? marker.Share : Share.All;
        return new RouteFacts
        {
            Id = Id(launch),
            Uid = apex.Uid,
            Marker = marker,
            Actual = actual,
            NamesCandidate = !isRest,
            AtRest = isRest,
            ByReplicas = true,
        };
    }

    private static ObjectWrite? Change(LaunchTraffic launch, RouteId route, JsonObject live, TrafficAim aim)
    {
        var metadata = live.Object("metadata");
        if (metadata.Object("labels").Text(Keys.Launch) != launch.Launch) return null;
        if (Markers.IsFinal(MarkerOf(live), aim)) return null;

        // Without a known revision a selector at rest cannot be named: better the present one than one that nobody has.
        var present = live.Object("spec").Object("selector");
        var stable = aim.Stable ?? metadata.Object("annotations").Text(Keys.Stable);
        var revision = aim.Release || aim.Rest ? stable ?? present.Text(Keys.Revision) : aim.Share == Share.All ? aim.Marker?.Revision : null;
        if (revision is null && (aim.Rest || aim.Release || aim.Share == Share.All)) return null;

        var patch = new JsonPatch(live);
        patch.Expect("uid");
        patch.Expect("resourceVersion");
        var selector = new JsonObject { [Keys.Launch] = launch.Launch };
        if (revision is not null) selector[Keys.Revision] = revision;
        if (!JsonNode.DeepEquals(present, selector)) patch.Set("/spec/selector", selector, present is not null);
        patch.Annotate(Keys.Traffic, aim.Release ? null : aim.Marker?.ToString());
        return patch.ToWrite(ResourceKinds.Service, new ObjectKey(launch.Namespace, route.Name));
    }

    private static JsonObject Tree(ServiceView apex)
    {
        var metadata = new JsonObject { ["uid"] = apex.Uid, ["resourceVersion"] = apex.ResourceVersion, ["labels"] = Tree(apex.Metadata.Labels) };
        if (apex.Metadata.Annotations.Count > 0) metadata["annotations"] = Tree(apex.Metadata.Annotations);
        var spec = new JsonObject();
        if (apex.Spec.Selector.Count > 0) spec["selector"] = Tree(apex.Spec.Selector);
        return new JsonObject { ["metadata"] = metadata, ["spec"] = spec };
    }

    private static JsonObject Tree(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    private RouteId Id(LaunchTraffic launch) => new(Field, "Service", launch.Spec.Service);
}
