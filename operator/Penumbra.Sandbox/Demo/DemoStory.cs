using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Sandbox.Demo;

/// <summary>The demo: four releases, real traffic, and what becomes of each.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="samples">The folder of the demo's manifests.</param>
/// <param name="view">Where it is shown.</param>
public sealed class DemoStory(EmbeddedCluster cluster, string samples, DemoView view)
{
    private static readonly TimeSpan ActLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly DemoPace _pace = new();

    /// <summary>Tells the story.</summary>
    /// <returns>What became of each release.</returns>
    public async Task<(IReadOnlyList<DemoOutcome> Outcomes, DemoTraffic Traffic)> TellAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync("00-namespace.yaml", null, cancellationToken);
        view.Say("version 1 runs as a plain Deployment; the launch adopts it");
        await ApplyAsync("template.yaml", null, cancellationToken);
        await ApplyAsync("darklaunch.yaml", null, cancellationToken);
        var outcomes = new List<DemoOutcome> { await ActAsync(DemoAct.All[0], cancellationToken) };
        while (cluster.Runtime.Gateway.FirstAddress is null) await Task.Delay(50, cancellationToken);

        using var traffic = new DemoTraffic(cluster.Runtime.Gateway.FirstAddress!, "shop.example.com", rate: 150, pilotsEvery: 25, slow: TimeSpan.FromMilliseconds(250));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var users = traffic.RunAsync(ending.Token);
        try
        {
            foreach (var act in DemoAct.All.Skip(1))
            {
                view.Say($"version {act.Version}: {act.Story}");
                await ApplyAsync("template.yaml", document => Edit(document, act), cancellationToken);
                outcomes.Add(await ActAsync(act, cancellationToken));
            }

            // Users go on for a moment: whoever is still sent to a bad release would be seen.
            await PauseAsync(TimeSpan.FromSeconds(2), cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await users;
        }

        return (outcomes, traffic);
    }

    private async Task<DemoOutcome> ActAsync(DemoAct act, CancellationToken cancellationToken)
    {
        var end = DateTimeOffset.UtcNow + ActLimit;
        while (DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(250, cancellationToken);
            var launch = Read();
            Show(launch);
            var actual = launch switch
            {
                { Phase: "Healthy", IsAdopted: true } when launch.Stable == act.Version => act.Version == "1" ? "Adopted" : "Promoted",
                { Phase: "RolledBack" } when launch.Candidate == act.Version => "RolledBack",
                _ => null,
            };
            if (actual is not null) return new DemoOutcome(act, actual, launch.LastDecision);
        }

        return new DemoOutcome(act, $"undecided ({Read().Phase}: {Read().Message})", Read().LastDecision);
    }

    private async Task PauseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var end = DateTimeOffset.UtcNow + time;
        while (DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(250, cancellationToken);
            Show(Read());
        }
    }

    private DateTimeOffset _shown;

    private void Show(DemoLaunch launch)
    {
        var now = DateTimeOffset.UtcNow;
        if (now - _shown < TimeSpan.FromMilliseconds(900)) return;
        _shown = now;
        var rows = cluster.Runtime.Gateway.Statistics.Snapshot(Recent).Where(row => row.Route == "shop/checkout" && row.Version.Length > 0)
            .GroupBy(row => row.Version, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => _pace.Of(group.Key, group.Sum(row => row.TotalRequests), group.Sum(row => row.TotalErrors), group.Max(row => row.P99), now))
            .Where(pace => pace.PerSecond > 0).ToList();
        var shares = cluster.Runtime.Gateway.Statistics.MeasuredShares("shop/checkout", Recent);
        double? measured = shares.Count == 0 ? null : shares.GetValueOrDefault("shop/checkout-candidate");
        view.Show(new DemoRow(now - _start, launch, measured, rows));
    }

    private DemoLaunch Read() => new(cluster.Get("penumbra.dev", "darklaunches", "shop", "checkout")?["status"] as JsonObject);

    private async Task ApplyAsync(string file, Action<JsonObject>? edit, CancellationToken cancellationToken)
    {
        if (await cluster.Apply.FileAsync(Path.Combine(samples, file), null, edit, cancellationToken) is { } error) throw new InvalidOperationException(error);
    }

    // What a commit to Git would change; replicas stay 0, as the launch has adopted the template.
    private static void Edit(JsonObject document, DemoAct act)
    {
        document["spec"]!["replicas"] = 0;
        var container = document["spec"]!["template"]!["spec"]!["containers"]![0]!;
        container["image"] = $"shop/checkout:{act.Version}";
        foreach (var variable in (JsonArray)container["env"]!)
        {
            variable!["value"] = variable["name"]!.GetValue<string>() switch { "VERSION" => act.Version, "LATENCY" => act.Latency, _ => act.ErrorShare };
        }
    }
}
