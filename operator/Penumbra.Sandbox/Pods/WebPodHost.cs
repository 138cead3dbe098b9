using System.Collections.Concurrent;

namespace Penumbra.Sandbox.Pods;

/// <summary>Pods as web servers on addresses of their own in 127/8, all in this process.</summary>
public sealed class WebPodHost(TimeProvider time) : IPodHost, IDisposable
{
    private readonly PodAddresses _addresses = new();
    private readonly ConcurrentDictionary<WebPod, bool> _running = new();

    /// <summary>The block of addresses that this sandbox's pods have.</summary>
    public string Block => _addresses.Block;

    /// <inheritdoc/>
    public string? Allocate() => _addresses.Allocate();

    /// <inheritdoc/>
    public void Release(string address) => _addresses.Release(address);

    /// <inheritdoc/>
    public IPodServer Start(PodServerOptions options, Action changed)
    {
        WebPod? pod = null;
        pod = new WebPod(options, time, () =>
        {
            if (pod is { Stopped: true })
                _running.TryRemove(pod, out _);
            changed();
        });
        _running[pod] = true;
        pod.Listen();
        return pod;
    }

    /// <summary>Kills every pod and gives the block back.</summary>
    public void Dispose()
    {
        foreach (var pod in _running.Keys)
            pod.Kill();
        _addresses.Dispose();
    }
}
