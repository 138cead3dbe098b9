using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>One listener of a Gateway that the sandbox serves.</summary>
/// <param name="Gateway">The Gateway's object.</param>
/// <param name="Spec">The listener's entry in its spec.</param>
internal sealed record Listener(JsonObject Gateway, JsonObject Spec)
{
    public string Name => Spec.Text("name") ?? "";

    public int Port => Spec.Count(0, "port");

    /// <summary>The hostname, or empty for any.</summary>
    public string Hostname => Spec.Text("hostname") ?? "";

    /// <summary>Every listener of the sandbox's Gateways, in order.</summary>
    public static IReadOnlyList<Listener> All(IClusterApi cluster)
        => [.. cluster.List(BuiltInTypes.Gateway).Where(gateway => IsOurs(cluster, gateway) && !gateway.IsDeleting())
            .SelectMany(gateway => gateway.Items("spec", "listeners").Select(spec => new Listener(gateway, spec)))];

    /// <summary>Whether the Gateway's class is the sandbox's.</summary>
    public static bool IsOurs(IClusterApi cluster, JsonObject gateway)
        => cluster.Get(BuiltInTypes.GatewayClass, null, gateway.Text("spec", "gatewayClassName") ?? "")
            .Text("spec", "controllerName") == GatewayNames.Controller;

    /// <summary>Whether routes of the route's namespace may attach.</summary>
    public bool Allows(IClusterApi cluster, JsonObject route) => (Spec.Text("allowedRoutes", "namespaces", "from") ?? "Same") switch
    {
        "All" => true,
        "Selector" => LabelSelector.Matches(Spec.Map("allowedRoutes", "namespaces", "selector"),
            cluster.Get(BuiltInTypes.Namespace, null, route.Space() ?? "")?.Map("metadata", "labels")),
        _ => route.Space() == Gateway.Space(),
    };

    /// <summary>The hostnames under which a route is reached here: the common part of its own and the listener's; null when there is none.</summary>
    public IReadOnlyList<string>? CommonHostnames(JsonObject route)
    {
        var own = route.Texts("spec", "hostnames");
        if (own.Count == 0)
            return [Hostname];
        if (Hostname.Length == 0)
            return own;
        var common = own.Select(name => Common(name, Hostname)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return common.Count == 0 ? null : common;
    }

    /// <summary>
    /// Whether <paramref name="host"/> falls under <paramref name="pattern"/>: equal, or by <c>*.</c> for one or more labels in front.
    /// </summary>
    public static bool HostMatches(string pattern, string host)
        => pattern.Length == 0 || string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase)
            || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.Length > pattern.Length - 1
                && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase));

    private static string? Common(string one, string other) => HostMatches(other, one) ? one : HostMatches(one, other) ? other : null;
}
