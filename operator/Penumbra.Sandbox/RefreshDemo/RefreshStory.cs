using System.Globalization;
using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>The demo of refreshes: a run that is killed twice and comes to its end, and a run that would publish what is not clean.</summary>
/// <param name="world">Where it happens.</param>
/// <param name="samples">The folder of the demo's manifests.</param>
/// <param name="view">Where it is shown.</param>
public sealed class RefreshStory(RefreshCluster world, string samples, RefreshView view)
{
    private const string Namespace = "shop";
    private const string Name = "nightly";
    private const int Killed = 137;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // A refresh may be heard of before its template or account is: what mends itself is no reason to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The steps at which the first run's worker is killed, in their order.</summary>
    public IReadOnlyList<string> KilledAt { get; init; } = ["Sanitize", "Snapshot"];

    /// <summary>What is done about what masking leaves in the files: <c>Rewrite</c> or <c>Fresh</c>.</summary>
    public string Residue { get; init; } = "Rewrite";

    /// <summary>Called when the first run has ended.</summary>
    public Action FirstDone { get; init; } = () => { };

    /// <summary>Tells the story.</summary>
    /// <param name="shop">What production holds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RefreshSummary> TellAsync(PlantedShop shop, CancellationToken cancellationToken)
    {
        var search = new RawSearch(shop.Values);
        var source = world.Cloud.Add(world.Cloud.Snapshots, "rds:shop-prod-nightly", snapshot => (snapshot.Type, snapshot.Of, snapshot.Created) = ("automated", "shop-prod", DateTimeOffset.UtcNow.AddHours(-2)));
        world.Cloud.Add(world.Cloud.Clusters, "shop-prod");
        world.Disks.Fill(source, "shop", shop.Script);
        var inProduction = search.Look(world.Disks.Of(source)!.Data).InFiles.Count;
        view.Say(string.Create(CultureInfo.InvariantCulture, $"production's latest snapshot is there, with {shop.Values.Count} personal values in its files"));

        await ApplyAsync("refresh.yaml", null, cancellationToken);
        await ApplyAsync("sanitize.yaml", null, cancellationToken);
        await UntilAsync(run => run.Phase == "Scheduled", cancellationToken);
        view.Say("the operator has made the CronJob; the first run is asked for by annotation");
        await RunAsync("first", KilledAt, cancellationToken);
        var first = Read();
        var (crashes, databases, created) = (world.Workers.Started.Count(worker => worker.ExitCode == Killed), world.Disks.Restores, world.Disks.Creations);
        FirstDone();
        view.Say($"first run: {first.Outcome}");

        view.Say("a careless commit: customers.sql forgets the column phone; the second run");
        await ApplyAsync("sanitize-forgetful.yaml", null, cancellationToken);
        await RunAsync("second", [], cancellationToken);
        var second = Read();
        view.Say($"second run: {second.Outcome}, {second.Reason}");

        var shared = await world.Host.BetweenCallsAsync(() => world.Cloud.Snapshots.Where(snapshot => snapshot.SharedWith.Count > 0).ToList(), cancellationToken);
        var looks = shared.Select(snapshot => search.Look(world.Disks.Of(snapshot)!.Data)).ToList();
        var named = world.Cluster.Get("", "configmaps", Namespace, "shop-snapshot")?["data"]?["snapshotId"]?.ToString();
        return new RefreshSummary
        {
            Residue = Residue,
            Physical = world.Cluster.Get("penumbra.dev", "snapshotrefreshes", Namespace, Name)?["status"]?["snapshots"]?[0]?["physical"]?.GetValue<bool>() ?? false,
            Created = created,
            Planted = shop.Values.Count,
            FoundInProduction = inProduction,
            Crashes = crashes,
            Kills = KilledAt.Count,
            Databases = databases,
            First = first,
            Second = second,
            Published = shared.Count,
            Clean = looks.Count(look => look.InFiles.Count == 0),
            Named = shared.Count > 0 && named == shared[0].Id,
            Found = looks.SelectMany(look => look.InFiles).Distinct(StringComparer.Ordinal).Count(),
            FoundInLog = looks.SelectMany(look => look.InLog).Distinct(StringComparer.Ordinal).Count(),
            Searched = (looks.Sum(look => look.Files), looks.Sum(look => look.Bytes)),
            Forbidden = [.. world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Distinct(StringComparer.Ordinal)],
        };
    }

    // A run on demand, whose worker is killed once at each of the steps.
    private async Task RunAsync(string word, IReadOnlyList<string> kills, CancellationToken cancellationToken)
    {
        var before = Read().Id;
        await ApplyAsync("refresh.yaml", document => document["metadata"]!["annotations"] = new JsonObject { ["penumbra.dev/refresh"] = word }, cancellationToken);
        var due = new Queue<string>(kills);
        var hit = 0;
        await UntilAsync(
            run =>
            {
                if (run.Id == before || run.Id.Length == 0)
                    return run.Phase == "Failed" && run.Handled == word ? throw new InvalidOperationException("no worker got so far as to begin a run; see their logs") : false;
                if (due.TryPeek(out var step) && run.Step == step && world.Workers.Started is [.., { ExitCode: null } worker] && worker.Id != hit)
                {
                    due.Dequeue();
                    hit = worker.Id;
                    worker.Kill();
                    view.Say($"worker {worker.Name} killed by SIGKILL (process {worker.Id}) in {step}; the Job starts another pod, which waits for the Lease");
                }

                return run.Outcome is "Succeeded" or "Failed" && world.Workers.Started.All(worker => worker.ExitCode is not null);
            },
            cancellationToken);
    }

    private async Task UntilAsync(Func<RefreshRun, bool> done, CancellationToken cancellationToken)
    {
        var stalledFor = TimeSpan.Zero;
        for (var run = Read(); !done(run); run = Read())
        {
            stalledFor = run.Complaint.Length > 0 && run.Phase == "Stalled" ? stalledFor + Look : TimeSpan.Zero;
            if (stalledFor > Patience) throw new InvalidOperationException(run.Complaint);
            view.Show(run);
            await Task.Delay(Look, cancellationToken);
        }

        view.Show(Read());
    }

    private RefreshRun Read() => new(world.Cluster.Get("penumbra.dev", "snapshotrefreshes", Namespace, Name)?["status"] as JsonObject);

    private async Task ApplyAsync(string file, Action<JsonObject>? edit, CancellationToken cancellationToken)
    {
        // The namespace and the account come in the same file; the annotation is the refresh's.
        void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() != "SnapshotRefresh") return;
            document["spec"]!["residue"] = Residue;
            edit?.Invoke(document);
        }

        if (await world.Cluster.Apply.FileAsync(Path.Combine(samples, file), null, Edit, cancellationToken) is { } error) throw new InvalidOperationException(error);
    }
}
