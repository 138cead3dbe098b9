using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>Only what the design lists is written, with the rights of the chart, in a form that the server accepts; and status never claims to have seen what is not there.</summary>
/// <param name="cluster">The world.</param>
public sealed class RequestOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private static readonly HashSet<(string Plural, string Subresource)> Listed =
    [
        ("darklaunches", "status"), ("darklaunches", "scale"), ("darklaunches", ""), ("deployments", ""), ("deployments", "scale"), ("services", ""), ("httproutes", ""), ("events", ""),
    ];

    private static readonly HashSet<(string Plural, string Subresource)> ListedForShadows = [("shadowdeployments", "status"), ("shadowdeployments", ""), ("secrets", ""), ("configmaps", ""), ("jobs", "")];

    private static readonly HashSet<(string Plural, string Subresource)> ListedForRefreshes =
    [
        ("snapshotrefreshes", "status"), ("snapshotrefreshes", ""), ("cronjobs", ""), ("jobs", ""), ("roles", ""), ("rolebindings", ""), ("configmaps", ""), ("secrets", ""), ("events", ""),
    ];

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        // In a namespace that is going nothing can be made: whoever has not heard of it yet is told so.
        var going = response.Status == 403 && System.Text.Encoding.UTF8.GetString(response.Body.Span).Contains("it is being terminated", StringComparison.Ordinal);
        if (response.Status is 400 or 403 or 405 or 415 or 500 && !going) Cluster.Violate("well-formed-requests", $"{call} was answered with {response.Status}: {System.Text.Encoding.UTF8.GetString(response.Body.Span)}");
        if (!call.IsWrite) return;
        if (!IsListed(call)) Cluster.Violate("listed-writes", $"{call} is not a write that the design lists");
        if (call.Plural == "deployments" && call.Request.Method == "DELETE" && Cluster.Get("apps", "deployments", "checkout") is null && call.Name == "checkout") Cluster.Violate("listed-writes", "the template was deleted");
        if (call is { Plural: "secrets", Request.Method: not "POST" }) Cluster.Violate("listed-writes", $"{call}: a key is made, and never touched again");
        if (call is { Plural: "shadowdeployments", Subresource: "status" } && response.Status == 200 && Cluster.Shadow(call.Name) is { } shadow
            && shadow["status"]?["observedGeneration"]?.GetValue<long>() > shadow["metadata"]!["generation"]!.GetValue<long>())
            Cluster.Violate("observed-generation", $"status.observedGeneration {shadow["status"]!["observedGeneration"]} is ahead of {shadow["metadata"]!["generation"]}");
        if (call is { Plural: "darklaunches", Subresource: "status" } && response.Status == 200 && Cluster.Launch(call.Name) is { } launch
            && launch["status"]?["observedGeneration"]?.GetValue<long>() > launch["metadata"]!["generation"]!.GetValue<long>())
            Cluster.Violate("observed-generation", $"status.observedGeneration {launch["status"]!["observedGeneration"]} is ahead of {launch["metadata"]!["generation"]}");
    }

    private bool IsListed(ApiCall call)
    {
        var what = (call.Plural, call.Subresource);
        return Listed.Contains(what) || (Cluster.HasShadows && ListedForShadows.Contains(what)) || (Cluster.HasRefreshes && ListedForRefreshes.Contains(what));
    }
}
