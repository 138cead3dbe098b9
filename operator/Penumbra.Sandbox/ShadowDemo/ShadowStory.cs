using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>The demo of shadows: users, then two rewrites that see their requests, one that is equal and one that is not.</summary>
/// <param name="world">Where it happens.</param>
/// <param name="samples">The folder of the demo's manifests.</param>
/// <param name="view">Where it is shown.</param>
public sealed class ShadowStory(ShadowCluster world, string samples, ShadowView view)
{
    private const string Namespace = "shop";
    private const int Rate = 150;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // A shadow may be heard of before its Deployment is: what mends itself is no reason to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>Tells the story.</summary>
    public async Task<ShadowSummary> TellAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync("orders.yaml", cancellationToken);
        while (world.Cluster.Runtime.Gateway.FirstAddress is null || Ready() < 2) await Task.Delay(Look, cancellationToken);
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", Rate);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var users = traffic.RunAsync(ending.Token);
        try
        {
            view.Say($"{Rate} requests a second reach version 1 of orders; nobody compares anything yet");
            await Task.Delay(WarmUp, cancellationToken);
            var alone = DateTimeOffset.UtcNow;
            await Task.Delay(Alone, cancellationToken);
            var begun = DateTimeOffset.UtcNow;
            await ApplyAsync("equal.yaml", cancellationToken);
            await ApplyAsync("faulty.yaml", cancellationToken);
            view.Say("two ShadowDeployments: orders-equal answers as live does, orders-faulty has three faults; a trial share is copied for a minute, then 40 %");
            await UntilAsync(runs => runs.All(run => run.Sample is "40 %" || run.Phase == "Decided"), cancellationToken);
            var copied = DateTimeOffset.UtcNow;
            await UntilAsync(runs => runs.Any(run => run.Phase == "Decided"), cancellationToken);
            var decided = DateTimeOffset.UtcNow;
            await UntilAsync(runs => runs.All(run => run.Phase == "Decided"), cancellationToken);
            view.Say("both are decided; the filters are gone, and so are the shadows' pods; users go on for a moment, to see what the comparing cost them");
            await UntilAsync(_ => Filters() == 0, cancellationToken);
            var after = DateTimeOffset.UtcNow;
            await Task.Delay(Alone, cancellationToken);
            var (equal, faulty) = (Read("orders-equal"), Read("orders-faulty"));
            return new ShadowSummary
            {
                Equal = equal,
                Faulty = faulty,
                Without = traffic.Between((alone, begun), (after, DateTimeOffset.UtcNow)),
                With = traffic.Between((copied, decided)),
                Failed = traffic.Failed,
                FiltersLeft = Filters(),
                Forbidden = [.. world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Distinct(StringComparer.Ordinal)],
            };
        }
        finally
        {
            await ending.CancelAsync();
            await users;
        }
    }

    private async Task UntilAsync(Func<IReadOnlyList<ShadowRun>, bool> done, CancellationToken cancellationToken)
    {
        for (var stalledFor = TimeSpan.Zero; ;)
        {
            ShadowRun[] runs = [Read("orders-equal"), Read("orders-faulty")];
            view.Show(runs);
            var stalled = runs.FirstOrDefault(run => run.Complaint.Length > 0);
            stalledFor = stalled is null ? TimeSpan.Zero : stalledFor + Look;
            if (stalled is not null && stalledFor > Patience) throw new InvalidOperationException($"{stalled.Name}: {stalled.Complaint}");
            if (done(runs)) return;
            await Task.Delay(Look, cancellationToken);
        }
    }

    private int Ready() => world.Cluster.Get("apps", "deployments", Namespace, "orders")?["status"]?["readyReplicas"]?.GetValue<int>() ?? 0;

    private int Filters() => (world.Cluster.Get("gateway.networking.k8s.io", "httproutes", Namespace, "orders")?["spec"]?["rules"] as JsonArray ?? []).Sum(rule => (rule?["filters"] as JsonArray)?.Count ?? 0);

    private ShadowRun Read(string name) => new(name, world.Cluster.Get("penumbra.dev", "shadowdeployments", Namespace, name)?["status"] as JsonObject);

    private async Task ApplyAsync(string file, CancellationToken cancellationToken)
    {
        if (await world.Cluster.Apply.FileAsync(Path.Combine(samples, file), null, null, cancellationToken) is { } error) throw new InvalidOperationException(error);
    }
}
