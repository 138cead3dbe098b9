using System.Text.Json.Nodes;
using Penumbra.Sandbox.Pods;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Refreshes;

/// <summary>The workers of all refreshes: who has the turn, how long runs take, and how they end.</summary>
/// <param name="cluster">The world.</param>
public sealed class SimulatedWorkers(SimulatedCluster cluster)
{
    private readonly List<WorkerPod> _pods = [];
    private readonly SortedSet<string> _runs = new(StringComparer.Ordinal);

    /// <summary>Whether workers do anything: else the story writes what they would write.</summary>
    public bool AreAtWork { get; set; }

    /// <summary>How long a run takes; null until the story ends it.</summary>
    public TimeSpan? Lasts { get; set; }

    /// <summary>How runs end that begin from now on.</summary>
    public string Ends { get; set; } = "Succeeded";

    /// <summary>How long a cleanup takes; null for ever.</summary>
    public TimeSpan? Cleanup { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many cleanups have ended.</summary>
    public int Cleaned { get; set; }

    /// <summary>How many runs have begun.</summary>
    public int Runs => _runs.Count;

    /// <summary>A pod of a Job of a refresh starts.</summary>
    public IPodServer Start(JsonObject pod, Action changed)
    {
        var started = new WorkerPod(cluster, pod, changed);
        _pods.RemoveAll(one => !one.IsAlive);
        _pods.Add(started);
        started.Start();
        return started;
    }

    /// <summary>A run has begun.</summary>
    public void Begun(string refresh, string run) => _runs.Add($"{refresh}/{run}");

    /// <summary>The turn goes to whoever waits longest, if nobody has it.</summary>
    public void Next(string refresh)
    {
        if (!AreAtWork || _pods.Exists(pod => pod.Refresh == refresh && pod is { IsAlive: true, IsAtWork: true })) return;
        _pods.Find(pod => pod.Refresh == refresh && pod is { IsAlive: true, IsAtWork: false })?.Work();
    }

    /// <summary>Whether a run other than this pod's has the turn.</summary>
    public bool IsOfAnother(WorkerPod waiting) => _pods.Exists(pod => pod.Refresh == waiting.Refresh && pod is { IsAlive: true, IsAtWork: true, Mode: WorkerMode.Refresh } && pod.Run != waiting.Run);

    /// <summary>Every run that is under way ends now.</summary>
    public void End(string outcome)
    {
        foreach (var pod in _pods.ToList()) pod.End(outcome);
    }
}
