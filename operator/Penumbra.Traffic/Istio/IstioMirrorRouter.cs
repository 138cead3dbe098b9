using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Traffic.Istio;

/// <summary>Copies requests by an entry of <c>mirrors</c> in the HTTP routes of existing VirtualServices. Istio reports no acceptance: what is written counts as accepted.</summary>
/// <param name="virtualServices">The VirtualServices.</param>
public sealed class IstioMirrorRouter(IReadOnlyInformer<CustomView> virtualServices) : IMirrorRouter
{
    private const string Kind = "VirtualService";

    /// <inheritdoc/>
    public string Field => "istio";

    /// <inheritdoc/>
    public MirrorObservation Observe(MirrorTarget target)
    {
        var services = MeshServices.Of(target);
        var mirrors = new List<MirrorFacts>();
        var problems = new List<Problem>();
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < target.VirtualServices.Count; index++)
        {
            var name = target.VirtualServices[index].Name;
            if (!seen.Add(name)) continue;
            var live = virtualServices.Get(target.Key(name)) is { } found ? VirtualServiceMirroring.Tree(found) : null;
            mirrors.Add(live is null ? new MirrorFacts { Id = Id(name), Acceptance = RouteAcceptance.Pending } : Facts(target, services, name, live));
            problems.AddRange(VirtualServiceCheck.Problems(name, $"spec.live.istio.virtualServices[{index}]", services, Named(target, name), live));
        }

        var server = Encoding.UTF8.GetBytes(target.Server);
        foreach (var other in virtualServices.List(target.Namespace).Where(other => !seen.Contains(other.Name) && other.Spec is { } spec && spec.Utf8.IndexOf(server) >= 0))
        {
            var left = Facts(target, services, other.Name, VirtualServiceMirroring.Tree(other)) with { InSpec = false };
            if (left.Sample is not null) mirrors.Add(left);
        }

        return mirrors.Count == 0 && problems.Count == 0 ? MirrorObservation.Nothing : new MirrorObservation(mirrors, problems);
    }

    /// <inheritdoc/>
    public PlannedWrite? Plan(MirrorTarget target, RouteId route, Share? sample)
    {
        var (key, services, named) = (target.Key(route.Name), MeshServices.Of(target), Named(target, route.Name));
        if (virtualServices.Get(key) is not { } found) return null;
        if (VirtualServiceMirroring.Change(key, services, named, VirtualServiceMirroring.Tree(found), sample) is not { } write) return null;
        return new PlannedWrite(write) { Replan = now => VirtualServiceMirroring.Change(key, services, named, now, sample), Foreign = true };
    }

    private MirrorFacts Facts(MirrorTarget target, MeshServices services, string name, JsonObject live)
    {
        var sample = HttpMirroring.SampleOf(VirtualServiceMirroring.Http(live), services);
        return new MirrorFacts
        {
            Id = Id(name),
            Exists = true,
            Sample = sample,
            Uniform = sample is null || VirtualServiceMirroring.Change(target.Key(name), services, Named(target, name), live, sample) is null,
        };
    }

    // An object may be named twice, with other routes each time; one entry without names is all of them.
    private static IReadOnlyList<string> Named(MirrorTarget target, string name)
    {
        var entries = target.VirtualServices.Where(entry => entry.Name == name).ToList();
        return entries.Exists(entry => entry.Routes.Count == 0) ? [] : [.. entries.SelectMany(entry => entry.Routes).Distinct(StringComparer.Ordinal)];
    }

    private RouteId Id(string name) => new(Field, Kind, name);
}
