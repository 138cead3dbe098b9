using System.Text.Json.Nodes;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Simulation.Cluster;

/// <summary>The node that pods run on: it may be full, and then new pods stay pending.</summary>
/// <param name="host">Runs the pods.</param>
public sealed class Node(IPodHost host) : IPodHost
{
    private readonly SortedDictionary<string, MortalPod> _pods = new(StringComparer.Ordinal);
    private int _used;

    /// <summary>How many pods find room.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>How many pods have found room.</summary>
    public int Used => _used;

    /// <summary>How often a pod found none.</summary>
    public int Refused { get; private set; }

    /// <summary>How many processes have died.</summary>
    public int Crashes { get; private set; }

    /// <inheritdoc/>
    public string? Allocate()
    {
        if (_used >= Capacity)
        {
            Refused++;
            return null;
        }

        _used++;
        return host.Allocate();
    }

    /// <inheritdoc/>
    public void Release(string address)
    {
        _used--;
        host.Release(address);
    }

    /// <summary>What pods of Jobs do; null for nothing.</summary>
    public Func<JsonObject, Action, IPodServer?>? Jobs { get; set; }

    /// <inheritdoc/>
    public IPodServer? StartJob(JsonObject pod, Action changed) => Jobs?.Invoke(pod, changed);

    /// <inheritdoc/>
    public IPodServer Start(PodServerOptions options, Action changed) => _pods[options.PodName] = new MortalPod(host.Start(options, changed), changed);

    /// <summary>The process in a pod dies, if there is one.</summary>
    public void Crash(string pod)
    {
        if (!_pods.TryGetValue(pod, out var running)) return;
        Crashes++;
        running.Crash();
    }
}
