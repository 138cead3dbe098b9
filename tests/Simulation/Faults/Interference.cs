using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Faults;

/// <summary>Something that other people do to a launch, a shadow or a refresh at a moment which no story has chosen.</summary>
/// <param name="Name">Its name in <c>act NAME n</c>.</param>
/// <param name="Act">What is done, when there is something to do it to; else null.</param>
public sealed record Interference(string Name, Func<SimulatedCluster, StoryEvent?> Act)
{
    private static readonly TimeSpan Awhile = TimeSpan.FromSeconds(30);

    // What a gateway and the operator need to notice what somebody did to whom users meet.
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(10);

    /// <summary>What follows, asked again and again until it is done; null for nothing.</summary>
    public Func<SimulatedCluster, StoryEvent?>? Then { get; init; }

    /// <summary>How long after the act that is asked first.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How long users may be without an answer because of it.</summary>
    public TimeSpan UsersMayLose { get; init; }

    /// <summary>To whom it can happen: a story whose launch has no route has no hand on one.</summary>
    public Func<Scenario, bool> Fits { get; init; } = scenario => scenario.HasLaunch;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Interference> All { get; } =
    [
        // F17.
        new("delete", Launch("delete", "{}")),
        new("recreate", Launch("delete", "{}")) { Then = cluster => cluster.Launch() is null && Served(cluster) ? Event("apply", "\"launch\"") : null },
        new("delete-shadow", Shadow("delete", """{"kind": "ShadowDeployment", "name": "checkout-next"}""")) { Fits = HasShadow },
        new("recreate-shadow", Shadow("delete", """{"kind": "ShadowDeployment", "name": "checkout-next"}""")) { Fits = HasShadow, Then = cluster => cluster.Shadow() is null && Served(cluster) ? Event("apply", "\"shadow\"") : null },

        new("delete-refresh", Refresh("delete", """{"kind": "SnapshotRefresh", "name": "nightly"}""")) { Fits = HasRefresh },
        new("recreate-refresh", Refresh("delete", """{"kind": "SnapshotRefresh", "name": "nightly"}""")) { Fits = HasRefresh, Then = cluster => cluster.Refresh("nightly") is null && Served(cluster) ? Event("apply", "\"refresh\"") : null },

        // F18.
        new("release", cluster => Exists(cluster, "apps", "deployments", "checkout") ? Event("release", """{"version": "9"}""") : null),
        new("withdraw", cluster => Exists(cluster, "apps", "deployments", "checkout") ? Event("apply", "\"template\"") : null),
        new("pause", Launch("edit", """{"spec": {"paused": true}}""")),
        new("pause-awhile", Launch("edit", """{"spec": {"paused": true}}""")) { After = Awhile, Then = Launch("edit", """{"spec": {"paused": null}}""") },
        new("abort", cluster => cluster.Launch()?["status"]?["candidate"] is { } candidate ? Event("annotate", $$"""{"penumbra.dev/abort": "{{candidate["revision"]}}/{{candidate["attempt"]}}"}""") : null),
        new("edit-steps", Launch("edit", """{"spec": {"steps": [{"weight": 10, "hold": "10s"}, {"weight": 60, "hold": "10s"}]}}""")),
        new("edit-analysis", Launch("edit", """{"spec": {"analysis": {"interval": "5s"}}}""")),
        new("suspend-shadow", Shadow("edit-shadow", """{"spec": {"suspend": true}}""")) { Fits = HasShadow },
        new("suspend-shadow-awhile", Shadow("edit-shadow", """{"spec": {"suspend": true}}""")) { Fits = HasShadow, After = Awhile, Then = Shadow("edit-shadow", """{"spec": {"suspend": null}}""") },
        new("edit-sample", Shadow("edit-shadow", """{"spec": {"sample": "20"}}""")) { Fits = HasShadow },

        new("run-refresh", Refresh("run-refresh", "\"somebody's\"")) { Fits = HasRefresh },
        new("suspend-refresh", Refresh("edit-refresh", """{"spec": {"suspend": true}}""")) { Fits = HasRefresh },
        new("suspend-refresh-awhile", Refresh("edit-refresh", """{"spec": {"suspend": true}}""")) { Fits = HasRefresh, After = Awhile, Then = Refresh("edit-refresh", """{"spec": {"suspend": null}}""") },
        new("edit-refresh", Refresh("edit-refresh", """{"spec": {"retain": {"keep": 3}}}""")) { Fits = HasRefresh },

        // F19.
        new("scale-up", Launch("scale", "4")),
        new("scale-down", Launch("scale", "1")),
        new("weights-0", Weights("""{"checkout": 100, "checkout-candidate": 0}""")) { Fits = HasRoute, UsersMayLose = Noticed },
        new("weights-100", Weights("""{"checkout": 0, "checkout-candidate": 100}""")) { Fits = HasRoute, UsersMayLose = Noticed },
        new("delete-route", cluster => Exists(cluster, "gateway.networking.k8s.io", "httproutes", "checkout") && IsLookedAfter(cluster) ? Event("delete", """{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "name": "checkout"}""") : null) { Fits = HasRoute },
        new("delete-service", cluster => Exists(cluster, "", "services", "checkout") && IsLookedAfter(cluster) ? Event("delete", """{"apiVersion": "v1", "kind": "Service", "name": "checkout"}""") : null) { UsersMayLose = Noticed },
        new("delete-candidate", cluster => Deployment(cluster, "candidate") is { } name && IsLookedAfter(cluster) ? Event("delete", $$"""{"apiVersion": "apps/v1", "kind": "Deployment", "name": "{{name}}"}""") : null) { UsersMayLose = Noticed },
        new("delete-stable", cluster => Deployment(cluster, "stable") is { } name && IsLookedAfter(cluster) && IsTemplate(cluster, "stable") ? Event("delete", $$"""{"apiVersion": "apps/v1", "kind": "Deployment", "name": "{{name}}"}""") : null) { UsersMayLose = Noticed },

        new("delete-cronjob", CronJob("delete", """{"apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly-refresh"}""")) { Fits = HasRefresh },
        new("edit-cronjob", CronJob("patch", """{"object": {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly-refresh"}}, "patch": {"spec": {"schedule": "0 5 1 * *"}}}""")) { Fits = HasRefresh },

        // F21.
        new("lose-candidate-pods", cluster => Version(cluster, "candidate") is { } version ? Event("lose-pods", $"\"{version}\"") : null) { UsersMayLose = Noticed },
        new("lose-stable-pods", cluster => Version(cluster, "stable") is { } version ? Event("lose-pods", $"\"{version}\"") : null) { UsersMayLose = Noticed },
        new("crash", Crash) { UsersMayLose = Noticed, After = Awhile, Then = Crash },
        new("no-room", cluster => Event("capacity", $"{cluster.Node.Used}")) { After = TimeSpan.FromMinutes(5), Then = _ => Event("capacity", "1000"), Fits = _ => true },
        new("lose-worker", cluster => Event("lose-worker", "null")) { Fits = HasRefresh },
        new("lose-server", cluster => cluster.Shadow() is null ? null : Event("lose-part", "\"comparison\"")) { Fits = HasShadow },
        new("lose-shadow-pods", cluster => cluster.Shadow() is null ? null : Event("lose-part", "\"shadow\"")) { Fits = HasShadow },
    ];

    /// <summary>One by its name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Interference Named(string name) => All.FirstOrDefault(one => one.Name == name) ?? throw new FormatException($"{name} is none of {string.Join(", ", All.Select(one => one.Name))}");

    private static bool HasShadow(Scenario scenario) => scenario.Shadow is not null;

    private static bool HasRefresh(Scenario scenario) => scenario.Refresh is not null;

    private static Func<SimulatedCluster, StoryEvent?> Refresh(string act, string argument) => cluster => cluster.Refresh("nightly") is { } refresh && refresh["metadata"]!["deletionTimestamp"] is null ? Event(act, argument) : null;

    private static Func<SimulatedCluster, StoryEvent?> CronJob(string act, string argument) => cluster => Exists(cluster, "batch", "cronjobs", "nightly-refresh") ? Event(act, argument) : null;

    private static bool HasRoute(Scenario scenario) => scenario.HasLaunch && scenario.Launch["spec"]?["traffic"]?["gatewayAPI"] is not null;

    // Pods that no template describes any more nobody can make again.
    private static bool IsTemplate(SimulatedCluster cluster, string role) =>
        cluster.Get("apps", "deployments", "checkout")?["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.GetValue<string>().EndsWith($":{Version(cluster, role)}", StringComparison.Ordinal) == true;

    // Who deletes a launch, and then what serves, wants both gone.
    private static bool IsLookedAfter(SimulatedCluster cluster) => Exists(cluster, "penumbra.dev", "darklaunches", "checkout");

    private static Func<SimulatedCluster, StoryEvent?> Launch(string act, string argument) => cluster => IsLookedAfter(cluster) ? Event(act, argument) : null;

    private static Func<SimulatedCluster, StoryEvent?> Shadow(string act, string argument) => cluster => cluster.Shadow() is { } shadow && shadow["metadata"]!["deletionTimestamp"] is null ? Event(act, argument) : null;

    // A hand that gives users to a Service which the route does not name takes the route away from everybody: that is no share of a launch.
    private static Func<SimulatedCluster, StoryEvent?> Weights(string weights) => cluster =>
        cluster.Get("gateway.networking.k8s.io", "httproutes", "checkout")?["spec"]?.ToJsonString().Contains("checkout-candidate", StringComparison.Ordinal) == true ? Event("weights", weights) : null;

    private static StoryEvent? Crash(SimulatedCluster cluster) => Version(cluster, "candidate") is { } version ? Event("crash", $"\"{version}\"") : null;

    private static string? Deployment(SimulatedCluster cluster, string role) =>
        cluster.Launch()?["status"]?[role]?["revision"]?.GetValue<string>() is { } revision
            ? cluster.List(BuiltInTypes.Deployment).FirstOrDefault(one => one["metadata"]!["labels"]?["penumbra.dev/revision"]?.GetValue<string>() == revision)?["metadata"]!["name"]!.GetValue<string>() : null;

    private static string? Version(SimulatedCluster cluster, string role) => Deployment(cluster, role) is null ? null : Facts.Version(cluster, cluster.Launch()!["status"]![role]!["revision"]!.GetValue<string>());

    private static bool Exists(SimulatedCluster cluster, string group, string plural, string name) => cluster.Get(group, plural, name) is { } found && found["metadata"]!["deletionTimestamp"] is null;

    // In a namespace that goes nothing is made again.
    private static bool Served(SimulatedCluster cluster) => cluster.Get("", "namespaces", "shop") is { } home && home["metadata"]!["deletionTimestamp"] is null;

    private static StoryEvent Event(string act, string argument) => new(null, TimeSpan.Zero, null, act, JsonNode.Parse(argument));
}
