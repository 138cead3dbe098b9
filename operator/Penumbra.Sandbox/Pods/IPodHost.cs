using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Pods;

/// <summary>
/// Where the sandbox's pods run: it gives them addresses and serves their ports. Sockets in <see cref="WebPodHost"/>, nothing in <see
/// cref="SimulatedPodHost"/>.
/// </summary>
public interface IPodHost
{
    /// <summary>An address that no other pod has, or null when none is free.</summary>
    string? Allocate();

    /// <summary>Gives an address back.</summary>
    void Release(string address);

    /// <summary>Starts to serve; <paramref name="changed"/> is called when the server crashes or has ended.</summary>
    IPodServer Start(PodServerOptions options, Action changed);

    /// <summary>Starts what a Job's pod runs, which ends by itself; null where that does nothing but let its time pass.</summary>
    IPodServer? StartJob(JsonObject pod, Action changed) => null;
}
