using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Steers users by the rules of HTTPRoutes: one that the launch owns, or existing ones.</summary>
/// <param name="routes">The routes.</param>
/// <param name="services">The Services: which ports the apex has.</param>
public sealed class GatewayApiRouter(IReadOnlyInformer<HttpRouteView> routes, IReadOnlyInformer<ServiceView> services) : ITrafficRouter
{
    private const string Kind = "HTTPRoute";

    /// <inheritdoc/>
    public string Field => "gatewayAPI";

    /// <inheritdoc/>
    public RouterObservation Observe(LaunchTraffic launch)
    {
        var facts = new List<RouteFacts>();
        var problems = new List<Problem>();
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, path) in Named(launch))
        {
            if (!seen.Add(name)) continue;
            var target = RouteTarget.Of(launch, name);
            var route = routes.Get(target.Key);
            var live = route?.ToTree();
            var isForeign = target.Managed is not null && live is not null && !RoutePlanning.IsOurs(target, live);
            facts.Add(route is null || isForeign ? new RouteFacts { Id = Id(name), Acceptance = RouteAcceptance.Pending } : Facts(target, route, live!));
            problems.AddRange(RouteCheck.Problems(new RouteUnderCheck(target, path, route, live, Ports(launch)), isForeign));
        }

        foreach (var route in routes.List(launch.Namespace).Where(route => !seen.Contains(route.Name) && WasSteered(launch, route)))
        {
            var target = RouteTarget.Of(launch, route.Name);
            var left = Facts(target, route, route.ToTree()) with { InSpec = launch.IsWrong };
            if (left.Marker is not null || !left.AtRest) facts.Add(left);
        }

        return facts.Count == 0 && problems.Count == 0 ? RouterObservation.Nothing : new RouterObservation(facts, problems);
    }

    /// <inheritdoc/>
    public PlannedWrite? Plan(LaunchTraffic launch, RouteId route, TrafficAim aim)
    {
        var target = RouteTarget.Of(launch, route.Name);
        var live = routes.Get(target.Key)?.ToTree();
        var write = live is null ? RoutePlanning.Create(target, aim) : RoutePlanning.Change(target, live, aim);
        return write is null ? null : new PlannedWrite(write)
        {
            Replan = now => RoutePlanning.Change(target, now, aim),
            Foreign = target.Managed is null,
        };
    }

    /// <inheritdoc/>
    public TrafficMarker? MarkerOf(LaunchTraffic launch, JsonObject live) => RoutePlanning.Marker(live, launch.Spec.Service);

    private static IEnumerable<(string Name, string Path)> Named(LaunchTraffic launch)
    {
        if (launch.Routers.GatewayApi is not { } gateway) yield break;
        if (gateway.Managed is not null) yield return (launch.Launch, "spec.traffic.gatewayAPI.managed");
        for (var index = 0; index < (gateway.Routes?.Count ?? 0); index++)
        {
            var route = gateway.Routes![index];
            if (route.Kind is null or Kind) yield return (route.Name, $"spec.traffic.gatewayAPI.routes[{index}].name");
        }
    }

    private RouteFacts Facts(RouteTarget target, HttpRouteView route, JsonObject live)
    {
        var spec = (JsonObject)live["spec"]!;
        var (note, marker) = (RoutePlanning.Note(live, target.Services.Apex), RoutePlanning.Marker(live, target.Services.Apex));
        var shape = RouteShape.Of(spec["rules"] as JsonArray ?? [], target.Services, note, target.Pilots);
        var (acceptance, message) = RouteAcceptanceReading.Of(route, spec);
        return new RouteFacts
        {
            Id = Id(route.Name),
            Uid = route.Uid,
            Marker = marker,
            Actual = shape.Actual,
            Least = shape.Least,
            Current = IsCurrent(target, live, marker, shape),
            Pilots = shape.Pilots,
            NamesCandidate = shape.NamesCandidate,
            AtRest = note is null && !shape.NamesCandidate && RoutePlanning.Change(target, live, new TrafficAim { Marker = marker }) is null,
            Acceptance = acceptance,
            AcceptanceMessage = message,
            ChangedBy = route.Metadata.Owners.ChangedBy,
        };
    }

    // An existing route's rules are their owner's: whatever they are is right.
    private static bool IsCurrent(RouteTarget target, JsonObject live, TrafficMarker? marker, RouteShape shape) =>
        target.Managed is null || !shape.NamesCandidate || shape.Least < shape.Actual
        || RoutePlanning.Change(target, live, new TrafficAim { Share = shape.Actual, Pilots = shape.Pilots, Marker = marker }) is null;

    private static bool WasSteered(LaunchTraffic launch, HttpRouteView route)
    {
        // Another launch may have taken it over since.
        var marker = route.MarkerOf(launch.Spec.Service);
        return (marker is null || marker.LaunchUid == launch.LaunchUid)
            && (launch.SteeredBefore.Contains($"{Kind}/{route.Name}", StringComparer.Ordinal)
            || marker is not null
            || route.Metadata.Object.Annotations.GetValueOrDefault(Keys.OwnerUid) == launch.LaunchUid);
    }

    // An adopted Service keeps the ports that it has.
    private IReadOnlyList<int> Ports(LaunchTraffic launch) => launch.Spec.Ports.Count > 0 && !launch.Spec.AdoptService
        ? [.. launch.Spec.Ports.Select(port => port.Port)]
        : [.. services.Get(new ObjectKey(launch.Namespace, launch.Spec.Service))?.Spec.Ports.Select(port => port.Port) ?? []];

    private RouteId Id(string name) => new(Field, Kind, name);
}
