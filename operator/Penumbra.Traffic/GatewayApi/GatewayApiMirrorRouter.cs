using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Copies requests by a RequestMirror filter in the rules of existing HTTPRoutes.</summary>
/// <param name="routes">The routes.</param>
/// <param name="gateways">The Gateways: of which class a route's parents are. Those of its own namespace alone, or none, where the operator looks after one.</param>
/// <param name="classes">The GatewayClasses: what they can do. None where the operator looks after one namespace.</param>
/// <param name="assumed">Names of GatewayClasses of which an administrator says that they can copy a share of requests.</param>
public sealed class GatewayApiMirrorRouter(
    IReadOnlyInformer<HttpRouteView> routes, IReadOnlyInformer<CustomView> gateways, IReadOnlyInformer<CustomView> classes, IReadOnlySet<string> assumed) : IMirrorRouter
{
    private const string Kind = "HTTPRoute";

    private readonly MirrorCheck _check = new(new MirrorSupport(gateways, classes, assumed));

    /// <inheritdoc/>
    public string Field => "gatewayAPI";

    /// <inheritdoc/>
    public MirrorObservation Observe(MirrorTarget target)
    {
        var services = MirroredServices.Of(target);
        var mirrors = new List<MirrorFacts>();
        var problems = new List<Problem>();
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < target.Routes.Count; index++)
        {
            var name = target.Routes[index];
            if (!seen.Add(name)) continue;
            var route = routes.Get(target.Key(name));
            var live = route?.ToTree();
            mirrors.Add(route is null ? new MirrorFacts { Id = Id(name), Acceptance = RouteAcceptance.Pending } : Facts(target, services, route, live!));
            problems.AddRange(_check.Problems(name, $"spec.live.gatewayAPI.routes[{index}].name", services, route, live));
        }

        var server = Encoding.UTF8.GetBytes(target.Server);
        // Most routes name nobody's server: their bytes tell, without a tree of each.
        foreach (var route in routes.List(target.Namespace).Where(route => !seen.Contains(route.Name) && route.Spec is { } spec && spec.Utf8.IndexOf(server) >= 0))
        {
            var left = Facts(target, services, route, route.ToTree()) with { InSpec = false };
            if (left.Sample is not null) mirrors.Add(left);
        }

        return mirrors.Count == 0 && problems.Count == 0 ? MirrorObservation.Nothing : new MirrorObservation(mirrors, problems);
    }

    /// <inheritdoc/>
    public PlannedWrite? Plan(MirrorTarget target, RouteId route, Share? sample)
    {
        var (key, services) = (target.Key(route.Name), MirroredServices.Of(target));
        if (routes.Get(key)?.ToTree() is not { } live || RouteMirroring.Change(key, services, live, sample) is not { } write) return null;
        return new PlannedWrite(write) { Replan = now => RouteMirroring.Change(key, services, now, sample), Foreign = true };
    }

    private MirrorFacts Facts(MirrorTarget target, MirroredServices services, HttpRouteView route, JsonObject live)
    {
        var sample = RuleMirroring.SampleOf(RouteMirroring.Rules(live), services);
        var (acceptance, message) = RouteAcceptanceReading.Of(route, (JsonObject)live["spec"]!);
        return new MirrorFacts
        {
            Id = Id(route.Name),
            Exists = true,
            Sample = sample,
            Uniform = sample is null || RouteMirroring.Change(target.Key(route.Name), services, live, sample) is null,
            Form = Digest.Of(RouteMirroring.Written(live, services).ToJsonString()),
            Acceptance = acceptance,
            AcceptanceMessage = message,
        };
    }

    private RouteId Id(string name) => new(Field, Kind, name);
}
