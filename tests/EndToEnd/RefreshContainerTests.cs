using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.EndToEnd.Tools;
using Penumbra.Sandbox.Cloud;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.RefreshDemo;

namespace Penumbra.EndToEnd;

/// <summary>
/// A refresh with a container step as it would run anywhere: workers and the container are processes of one pod, one after another; the image is a shell with psql, which knows the database by the files alone. It fails
/// once, and the last worker is killed, so that it works three times.
/// </summary>
public sealed class RefreshContainerTests : IDisposable
{
    private const int Killed = 137;
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-refresh-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public async Task What_the_files_forget_a_container_makes_clean_although_it_fails_once_and_a_worker_is_killed()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var programs = PostgresPrograms.Find()!;
        var tried = Path.Combine(_folder, "tried");
        var script = $"env > {tried}.env; test -e {tried} || {{ touch {tried}; echo ada@real.org; exit 7; }}; exec {Path.Combine(programs.Folder, "psql")} -XAtqw -v ON_ERROR_STOP=1 -c \"UPDATE customers SET phone = '+000 ' || lpad(id::text, 8, '0')\"";
        await using var world = await RefreshCluster.StartAsync(
            Repository.Path("."), Program, programs, _folder, limit.Token, new PodProgram("shop/phones@sha256:0", ["/bin/sh"], null, programs.Environment));
        var shop = new PlantedShop(people: 1000);
        var source = world.Cloud.Add(world.Cloud.Snapshots, "rds:shop-prod-nightly", snapshot => (snapshot.Type, snapshot.Of, snapshot.Created) = ("automated", "shop-prod", DateTimeOffset.UtcNow.AddHours(-2)));
        world.Cloud.Add(world.Cloud.Clusters, "shop-prod");
        world.Disks.Fill(source, "shop", shop.Script);

        void WithContainer(JsonObject refresh) =>
            refresh["spec"]!["sanitize"]!.AsArray().Insert(1, new JsonObject { ["name"] = "phones", ["container"] = new JsonObject { ["image"] = "shop/phones@sha256:0", ["command"] = new JsonArray("-c", script) } });
        await ApplyAsync(world, "refresh.yaml", WithContainer, limit.Token);
        await ApplyAsync(world, "sanitize-forgetful.yaml", _ => { }, limit.Token);
        await ApplyAsync(world, "refresh.yaml", refresh =>
        {
            WithContainer(refresh);
            refresh["metadata"]!["annotations"] = new JsonObject { [Keys.RunNow] = "now" };
        }, limit.Token);

        var told = "";
        var killed = false;
        for (var status = Status(world); Text(status, "phase") != "Succeeded"; status = Status(world))
        {
            if (Ready(status) is { } ready && Text(ready, "reason") == nameof(Reason.ContainerFailed)) told = Text(ready, "message");
            Text(status, "phase").Should().NotBe("Failed", status?.ToJsonString());
            if (!killed && Text(status?["run"], "step") == "Snapshot" && world.Workers.Started[^1] is { Container: "worker", ExitCode: null } worker)
            {
                killed = true;
                worker.Kill();
            }

            await Task.Delay(100, limit.Token);
        }

        told.Should().MatchRegex("^container phones of pod nightly-now-.* ended with exit code 7; another pod tries again$");
        var events = world.Cluster.Server.Cluster.List(world.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop").Where(told => Text(told, "reason") == nameof(Reason.ContainerFailed)).ToList();
        events.Should().ContainSingle("it failed once").Which["note"]!.GetValue<string>().Should().StartWith("container phones of pod ").And.EndWith("ended with exit code 7");
        world.Workers.Started.Select(started => $"{started.Container} {started.ExitCode}").Should().Equal(
            "worker-1 0", "phones 7", "worker-1 0", "phones 0", $"worker {Killed}", "worker-1 0", "phones 0", "worker 0");
        world.Disks.Restores.Should().Be(1, "every pod found the same temporary database");

        var shared = await world.Host.BetweenCallsAsync(() => world.Cloud.Snapshots.Where(snapshot => snapshot.SharedWith.Count > 0).ToList(), limit.Token);
        var published = shared.Should().ContainSingle().Subject;
        new RawSearch(shop.Values).Look(world.Disks.Of(published)!.Data).InFiles.Should().BeEmpty();
        world.Cluster.Get("", "configmaps", "shop", "shop-snapshot")!["data"]!["snapshotId"]!.GetValue<string>().Should().Be(published.Id);

        // Another process of the operator asks whose everything is, and applies it again: the worker's writes have taken nothing of that away, and its own take nothing away of theirs.
        string OwnerOf(string map) => world.Cluster.Get("", "configmaps", "shop", map)!["metadata"]!["annotations"]?[Keys.OwnerUid]?.GetValue<string>() ?? "";
        int Patched(string resource) => world.Cluster.Server.Server.Log.Entries.Count(entry => entry is { Verb: "patch", Status: 200 } && entry.Resource == resource);
        var uid = world.Cluster.Get("penumbra.dev", "snapshotrefreshes", "shop", "nightly")!["metadata"]!["uid"]!.GetValue<string>();
        foreach (var map in new[] { "shop-snapshot", "nightly-refresh-columns" }) OwnerOf(map).Should().Be(uid, map);
        var (maps, crons) = (Patched("configmaps"), Patched("cronjobs"));
        await world.RestartOperatorAsync();

        // Of each of the two whose it is, and what it is to be.
        while (Patched("configmaps") < maps + 4 || Patched("cronjobs") < crons + 4) await Task.Delay(100, limit.Token);
        Text(Status(world), "phase").Should().Be("Succeeded", Status(world)!.ToJsonString());
        world.Cluster.Get("batch", "cronjobs", "shop", "nightly-refresh")!["spec"]!["suspend"]!.GetValue<bool>().Should().BeFalse("nothing is in its way");
        world.Cluster.Get("", "configmaps", "shop", "shop-snapshot")!["data"]!["snapshotId"]!.GetValue<string>().Should().Be(published.Id);

        var environment = await File.ReadAllTextAsync($"{tried}.env", limit.Token);
        environment.Should().ContainAll("PGSERVICE=penumbra", "PENUMBRA_DATABASE=").And.NotContainAny("AWS_", "PENUMBRA_REFRESH", "KUBECONFIG", "--kubeconfig");
        world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}").Should().BeEmpty();
        Status(world)!.ToJsonString().Should().NotContain("ada@real.org", "what a container says is its own affair");

        // The pod that came to the end: the worker behind the container took away what that was given. (The dead ones' memory goes with their pods.)
        var last = Directory.GetDirectories(Path.Combine(_folder, "pods")).OrderBy(Directory.GetCreationTimeUtc).Last();
        Directory.EnumerateFiles(Path.Combine(last, "empty", "database")).Should().BeEmpty();
    }

    private static JsonObject? Status(RefreshCluster world) => world.Cluster.Get("penumbra.dev", "snapshotrefreshes", "shop", "nightly")?["status"] as JsonObject;

    private static JsonNode? Ready(JsonObject? status) => (status?["conditions"] as JsonArray)?.FirstOrDefault(condition => Text(condition, "type") == "Ready");

    private static string Text(JsonNode? node, string name) => node?[name]?.ToString() ?? "";

    private static async Task ApplyAsync(RefreshCluster world, string file, Action<JsonObject> edit, CancellationToken cancellationToken)
    {
        void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() == "SnapshotRefresh") edit(document);
        }

        (await world.Cluster.Apply.FileAsync(Path.Combine(Repository.Path("crds", "samples", "demo-refresh"), file), null, Edit, cancellationToken)).Should().BeNull();
    }
}
