using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Whether the implementation behind a route can copy a share of requests: its GatewayClass reports it, or an administrator assumes it.</summary>
/// <param name="gateways">The Gateways.</param>
/// <param name="classes">The GatewayClasses.</param>
/// <param name="assumed">Names of GatewayClasses of which an administrator says that they can.</param>
internal sealed class MirrorSupport(IReadOnlyInformer<CustomView> gateways, IReadOnlyInformer<CustomView> classes, IReadOnlySet<string> assumed)
{
    /// <summary>The feature of copying a share of requests, as <c>status.supportedFeatures</c> names it.</summary>
    public const string Percentage = "HTTPRouteRequestPercentageMirror";

    /// <summary>The feature of several mirrors in one rule.</summary>
    public const string Multiple = "HTTPRouteRequestMultipleMirrors";

    private const string Group = "gateway.networking.k8s.io";

    /// <summary>Why the parents of a route cannot copy, in the order of its parentRefs; nothing when all can.</summary>
    /// <param name="ns">The route's namespace.</param>
    /// <param name="spec">The route's spec.</param>
    /// <param name="features">What its rules need.</param>
    public IEnumerable<string> Objections(string ns, JsonObject spec, IReadOnlyList<string> features)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var parent in spec.List("parentRefs").Objects())
        {
            if (Objection(ns, parent, features) is { } objection && seen.Add(objection)) yield return objection;
        }
    }

    private string? Objection(string ns, JsonObject parent, IReadOnlyList<string> features)
    {
        var (group, kind, name) = (parent.Text("group") ?? Group, parent.Text("kind") ?? "Gateway", parent.Text("name") ?? "");
        if (group is "" or "core" && kind == "Service")
            return $"it also binds the mesh (parentRef Service {name}), which would copy the comparison server's own requests again; use a route that only Gateways are parents of";
        if (group != Group || kind != "Gateway")
            return $"its parent {kind} {name} is no Gateway, and nothing says what it can; use a route that only Gateways are parents of";

        var gateway = new ObjectKey(parent.Text("namespace") ?? ns, name);
        if (gateways.Get(gateway) is not { } found) return Unseen(gateway);
        var className = found.Spec?.Parse().Text("gatewayClassName") ?? "";
        if (assumed.Contains(className)) return null;
        if (classes.Get(new ObjectKey("", className)) is not { } gatewayClass)
        {
            return SeesNoClass
                ? $"GatewayClass {className} of Gateway {gateway} cannot be seen, as the operator looks after one namespace: {Assume(className)}"
                : $"GatewayClass {className} of Gateway {gateway} does not exist, so nothing says whether it can copy a share of requests; create it, or {Assume(className)}";
        }

        var reported = Features(gatewayClass);
        var missing = features.Where(feature => !reported.Contains(feature)).ToList();
        return missing.Count == 0 ? null
            : $"GatewayClass {className} of Gateway {gateway} does not report {string.Join(" and ", missing)} in status.supportedFeatures; use an implementation that does, or {Assume(className)}";
    }

    // An operator of one namespace sees neither; nor does one in a cluster without any, where no route can be accepted either.
    private bool SeesNoClass => classes.List().Count == 0;

    private string? Unseen(ObjectKey gateway)
    {
        if (!SeesNoClass) return $"its Gateway {gateway} does not exist; create it, or correct the route's parentRefs";
        return assumed.Count > 0 ? null
            : $"its Gateway {gateway} and the GatewayClasses cannot be seen, as the operator looks after one namespace or the cluster has none: {Assume("<class>")}";
    }

    private static string Assume(string className) => $"an administrator who knows that it copies shares starts the operator with --assume-mirroring {className}";

    // Objects with a name; plain strings in the experimental channel up to v1.1.
    private static SortedSet<string> Features(CustomView gatewayClass) => new(
        (gatewayClass.Status?.Parse().List("supportedFeatures") ?? []).Select(feature => feature is JsonValue value && value.TryGetValue<string>(out var plain) ? plain : feature.Text("name")).OfType<string>(),
        StringComparer.Ordinal);
}
