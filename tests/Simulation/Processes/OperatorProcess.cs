using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.ShadowDeployments;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Operator.Telemetry;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Shadows;

namespace Penumbra.Simulation.Processes;

/// <summary>One life of an operator's process: the real <see cref="OperatorHost"/>, on a simulated network and clock.</summary>
public sealed class OperatorProcess : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MeterFactory _meters = new();
    private readonly ProcessClock _clock;
    private readonly SimulatedNetwork _network;
    private readonly OperatorHost _host;
    private Task _running = Task.CompletedTask;

    /// <summary>A process that is about to start.</summary>
    public OperatorProcess(SimulatedCluster cluster, string identity, int seed)
    {
        Identity = identity;
        User = UserIdentity.ServiceAccount("penumbra-system", "penumbra");
        _clock = new ProcessClock(cluster.Time);
        _network = new SimulatedNetwork(cluster, this, _clock);
        var http = new HttpClient(_network, disposeHandler: false) { BaseAddress = new Uri("http://cluster/"), Timeout = Timeout.InfiniteTimeSpan };
        var metrics = new KubernetesMetrics(_meters);
        var client = new TracedClient(new KubernetesClient(http, _clock, metrics), _network);
        var options = new OperatorOptions
        {
            Identity = identity, LeaderElection = cluster.HasLease, Workers = 4, Shadows = cluster.HasShadows ? new ComparisonOptions("penumbra:sim", new HashSet<string>()) : null,
            Refreshes = cluster.HasRefreshes ? new WorkerOptions("penumbra:sim") : null,
        };
        _host = new OperatorHost(options, client, _clock, new Random(seed), metrics, new LaunchMetrics(_meters), new StoryLog(cluster, this), new SimulatedSources(cluster, _clock), new RefreshMetrics(_meters, _clock), new ShadowMetrics(_meters), servers: new ComparisonNetwork(cluster, _clock));
    }

    /// <summary>The name in the lease.</summary>
    public string Identity { get; }

    /// <summary>The account whose rights it has.</summary>
    public UserIdentity User { get; }

    /// <summary>Whether it lives.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Why its main task ended, when it did by an exception.</summary>
    public Exception? Failure => _running.Exception;

    /// <summary>Its wall clock's error.</summary>
    public TimeSpan WallClockShift
    {
        get => _clock.WallClockShift;
        set => _clock.WallClockShift = value;
    }

    /// <summary>Whether its last pass over a launch or a shadow found nothing left to do, by the rules' own word; null where it has not looked at it yet.</summary>
    public bool? IsConverged(JsonObject owner)
    {
        var (key, uid) = (new ObjectKey("shop", owner["metadata"]!["name"]!.GetValue<string>()), owner["metadata"]!["uid"]!.GetValue<string>());
        return owner["kind"]!.GetValue<string>() == "DarkLaunch" ? _host.IsLaunchConverged(key, uid) : _host.IsShadowConverged(key, uid);
    }

    /// <summary>Starts it.</summary>
    public void Start() => _running = _host.RunAsync(_stop.Token);

    /// <summary>SIGTERM.</summary>
    public void Stop()
    {
        if (IsAlive) _clock.Enter(_stop.Cancel);
    }

    /// <summary>SIGKILL: what it was about to do is never done, and nobody tells it anything any more.</summary>
    public void Kill()
    {
        if (!IsAlive) return;
        IsAlive = false;
        _clock.Kill();
        _network.Kill();
        _meters.Dispose();
    }

    /// <summary>Kills it.</summary>
    public void Dispose() => Kill();

    /// <summary>It gets no turn until <see cref="Resume"/>.</summary>
    public void Pause() => _clock.Pause();

    /// <summary>It goes on where it was.</summary>
    public void Resume() => _clock.Resume();
}
