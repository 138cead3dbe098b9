using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Bench.Clusters;

/// <summary>
/// One launch as the operator itself brought it about on the embedded cluster, at rest and in the middle of its first step, with every object that
/// belongs to it. Large clusters are made of copies: what a copy says is what the operator would have written.
/// </summary>
/// <param name="Healthy">At rest after its second release: two revisions and the template.</param>
/// <param name="Launching">In the middle of step 1 of its third release.</param>
public sealed record Seed(IReadOnlyList<SeedObject> Healthy, IReadOnlyList<SeedObject> Launching)
{
    public const string Name = "seedling";
    private const int Replicas = 8;
    private const string Steps = """[{"weight": 5, "hold": "2h"}, {"weight": 25, "hold": "2h"}, {"weight": 50, "hold": "2h"}]""";

    /// <summary>Grows a seed; takes some seconds.</summary>
    public static async Task<Seed> GrowAsync(CancellationToken cancellationToken)
    {
        await using var live = await LiveCluster.StartAsync(withOperator: true, cancellationToken);
        await live.AdoptAsync(Manifests.Launch(LiveCluster.Namespace, Name, Steps, "1s", guarded: false), Replicas, cancellationToken);
        await live.PushAsync(Name, "2", cancellationToken);
        await live.UntilAsync(Name, () => live.Weight(Name) == "5", "the second release is at its first step", cancellationToken);
        await live.AskAsync(Name, "promote", cancellationToken);
        await live.UntilAsync(Name, () => live.Serves(Name, "2"), "the second release is promoted", cancellationToken);

        // Nobody uses the seed: an objective would wait for events before the promotion.
        await live.ApplyAsync(Manifests.Launch(LiveCluster.Namespace, Name, Steps, "10m", guarded: true), cancellationToken);
        await live.UntilAsync(Name, () => live.Status(Name)?["observedGeneration"]?.GetValue<long>() == live.Generation(Name), "the objective is seen", cancellationToken);
        await SettleAsync(live, cancellationToken);
        var healthy = Export(live.Cluster.Server.Cluster);
        await live.PushAsync(Name, "3", cancellationToken);
        await live.UntilAsync(Name, () => live.Weight(Name) == "5", "the third release is at its first step", cancellationToken);
        await SettleAsync(live, cancellationToken);
        return new Seed(healthy, Export(live.Cluster.Server.Cluster));
    }

    // Until nothing has changed for two seconds.
    private static async Task SettleAsync(LiveCluster live, CancellationToken cancellationToken)
    {
        for (var version = -1L; version != live.Cluster.Server.Cluster.Version;)
        {
            version = live.Cluster.Server.Cluster.Version;
            await Task.Delay(2000, cancellationToken);
            if (live.Phase(Name) == "Launching") return;
        }
    }

    // Live values are written once a minute: the seed does not wait for it.
    private static JsonObject Current(JsonObject launch, int pods)
    {
        var current = (JsonObject)launch.DeepClone();
        current["status"]!["replicas"] = pods;
        return current;
    }

    private static List<SeedObject> Export(IClusterApi cluster)
    {
        // What refers comes after what is referred to, so that UIDs can be told.
        var launches = cluster.FindType("penumbra.dev", "darklaunches")!;
        ResourceType[] types = [launches, BuiltInTypes.HttpRoute, BuiltInTypes.Service, BuiltInTypes.Deployment, BuiltInTypes.Pod, BuiltInTypes.EndpointSlice];
        var pods = cluster.List(BuiltInTypes.Pod, LiveCluster.Namespace, "penumbra.dev/launch").Count;
        var found = new List<SeedObject>();
        foreach (var type in types)
        {
            foreach (var obj in cluster.List(type, LiveCluster.Namespace)) found.AddRange(SeedObject.Of(type, type == launches ? Current(obj, pods) : obj));
        }

        return found;
    }
}
