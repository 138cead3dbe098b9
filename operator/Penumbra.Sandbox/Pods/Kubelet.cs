using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Pods;

/// <summary>The sandbox's scheduler and its one node: binds pods, runs their init containers one after another and then their containers on an <see cref="IPodHost"/>, and reports.</summary>
public sealed class Kubelet(IClusterApi cluster, IPodHost host, KubeletOptions? options = null) : IController
{
    /// <summary>The name of the one node.</summary>
    public const string NodeName = "sandbox";

    /// <summary>The image tag that cannot be pulled.</summary>
    public const string MissingTag = "does-not-exist";

    private static readonly TimeSpan PullBackoffAfter = TimeSpan.FromSeconds(2);

    private readonly KubeletOptions _options = options ?? new KubeletOptions();
    private readonly Dictionary<WorkKey, PodRun> _runs = [];

    /// <inheritdoc/>
    public string Name => "kubelet";

    /// <summary>Called when a pod must be looked at for a cause outside the cluster: its server crashed or ended. Any thread.</summary>
    public Action<WorkKey>? Wake { get; set; }

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change) => change.Type == BuiltInTypes.Pod ? [change.Object.Key()] : [];

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        var pod = cluster.Get(BuiltInTypes.Pod, key.Space, key.Name);
        if (_runs.TryGetValue(key, out var run) && run.Uid != pod?.Uid())
        {
            Forget(run);
            _runs.Remove(key);
            run = null;
        }
        if (pod is null)
            return null;
        if (pod.IsDeleting())
            return End(pod, run);
        if (pod.Text("spec", "nodeName") is not { } node)
            return cluster.Edit(BuiltInTypes.Pod, pod, copy => copy.Child("spec")["nodeName"] = NodeName) ? TimeSpan.Zero : ClusterWrites.Soon;
        if (node != NodeName)
            return null;
        if (run is null)
        {
            run = new PodRun { Uid = pod.Uid(), Restarts = pod.Items("status", "containerStatuses").FirstOrDefault().Count(0, "restartCount") };
            run.Finished = pod.Text("status", "phase") is "Succeeded" or "Failed";
            _runs.Add(key, run);
        }
        if (run.Finished)
            return null;
        run.Address ??= host.Allocate();
        var again = Run(key, pod, run);
        return PodStatus.Write(cluster, pod, run, _options) ? again : ClusterWrites.Soon;
    }

    private static bool IsBatch(JsonObject pod) => (pod.Text("spec", "restartPolicy") ?? "Always") != "Always";

    // An init container ends by itself, whatever the pod is for.
    private static bool Ends(JsonObject pod, PodRun run) => IsBatch(pod) || run.Initializing(pod) is not null;

    private TimeSpan? Run(WorkKey key, JsonObject pod, PodRun run)
    {
        var now = cluster.Time.GetUtcNow();
        if (run.StartedAt is { } started)
        {
            var ended = run.Server is { ExitCode: { } exit } ? exit
                : Ends(pod, run) && run.Server is null && now >= started + run.Settings.JobRuns ? run.Settings.ExitCode
                : run.Settings.CrashAfter is { } crash && now >= started + crash ? 1 : (int?)null;
            if (ended is { } code)
                return Exited(pod, run, code, now);
            return NextEvent(pod, run, started, now);
        }
        if (run.NextStart > now)
            return run.NextStart - now;
        return Start(key, pod, run, now);
    }

    private TimeSpan? Start(WorkKey key, JsonObject pod, PodRun run, DateTimeOffset now)
    {
        var initializing = run.Initializing(pod);
        var current = run.Current(pod);
        var pulled = initializing is null ? pod.Items("spec", "containers") : [initializing];
        if (pulled.Any(container => container.Text("image")?.EndsWith(":" + MissingTag, StringComparison.Ordinal) == true))
        {
            run.PullFailedAt ??= now;
            return now < run.PullFailedAt + PullBackoffAfter ? run.PullFailedAt + PullBackoffAfter - now : null;
        }
        run.PullFailedAt = null;
        var variables = PodEnvironment.Read(cluster, pod, current, run.Address, out var error);
        run.ConfigError = error;
        if (error is not null || _options.Programs?.LacksVolume(cluster, pod, current) == true)
            return TimeSpan.FromSeconds(1);
        run.Settings = PodSettings.Read(variables);
        run.StartedAt = now;
        if (run.LastExit is not null)
            run.Restarts++;
        run.Server = _options.Programs?.Start(cluster, pod, current, variables, run.Address, () => Wake?.Invoke(key))
            ?? (IsBatch(pod) && initializing is null ? host.StartJob(pod, () => Wake?.Invoke(key)) : null);
        if (run.Server is null && !Ends(pod, run) && run.Address is { } address)
        {
            var ports = pod.Items("spec", "containers").SelectMany(container => container.Items("ports"))
                .Select(port => port.Count(0, "containerPort")).Where(port => port > 0).Distinct().ToList();
            if (ports.Count == 0)
                ports.Add(8080);
            var seed = run.Uid.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
            run.Server = host.Start(new PodServerOptions(pod.Name(), seed, address, ports, run.Settings.MetricsPort, run.Settings, now),
                () => Wake?.Invoke(key));
            if (run.Server.Crashed)
                return Exited(pod, run, 1, now);
        }
        return NextEvent(pod, run, now, now);
    }

    private static TimeSpan? NextEvent(JsonObject pod, PodRun run, DateTimeOffset started, DateTimeOffset now)
    {
        TimeSpan? next = null;
        if (!run.Settings.NeverReady && started + run.Settings.Startup > now)
            next = started + run.Settings.Startup - now;
        if (Ends(pod, run) && run.Server is null)
            next = ClusterWrites.Earlier(next, started + run.Settings.JobRuns - now);
        if (run.Settings.CrashAfter is { } crash)
            next = ClusterWrites.Earlier(next, started + crash - now);
        return next;
    }

    private TimeSpan? Exited(JsonObject pod, PodRun run, int code, DateTimeOffset now)
    {
        var wantsWords = code != 0 && pod.Items("spec", "containers").FirstOrDefault().Text("terminationMessagePolicy") == "FallbackToLogsOnError";
        run.LastWords = wantsWords ? run.Server?.LastWords : null;
        run.Server?.Kill();
        run.Server = null;
        // A container that ran well for long starts with a fresh backoff.
        var ranLong = now - run.StartedAt > TimeSpan.FromTicks(_options.MaxBackoff.Ticks * 2);
        if (code == 0 && run.Initializing(pod) is not null)
        {
            // The next one's turn, with restarts and waits of its own.
            run.Initialized.Add((code, now, run.StartedAt ?? now));
            (run.StartedAt, run.LastExit, run.Restarts, run.NextStart) = (null, null, 0, now);
            return TimeSpan.Zero;
        }
        run.LastExit = (code, now, run.StartedAt ?? now);
        run.StartedAt = null;
        var policy = pod.Text("spec", "restartPolicy") ?? "Always";
        if (policy == "Never" || (policy == "OnFailure" && code == 0))
        {
            run.Finished = true;
            return null;
        }
        var doublings = ranLong ? 0 : Math.Min(run.Restarts, 12);
        var wait = doublings == 0 ? TimeSpan.Zero
            : TimeSpan.FromTicks(Math.Min(_options.MaxBackoff.Ticks, _options.RestartBackoff.Ticks << (doublings - 1)));
        run.NextStart = now + wait;
        return wait;
    }

    private TimeSpan? End(JsonObject pod, PodRun? run)
    {
        if (run?.Server is { Stopped: false } server)
        {
            var grace = TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? pod.Count(30, "spec",
                "terminationGracePeriodSeconds"));
            if (!run.Ending)
            {
                run.Ending = true;
                server.BeginStop(run.Settings.Drain < grace ? run.Settings.Drain : grace, grace);
            }
            return server.Stopped ? TimeSpan.Zero : null;
        }
        // The node has let go: this second delete is the kubelet's own, with no grace left.
        cluster.Delete(BuiltInTypes.Pod, pod);
        return null;
    }

    private void Forget(PodRun run)
    {
        run.Server?.Kill();
        if (run.Address is { } address)
            host.Release(address);
        run.Address = null;
    }
}
