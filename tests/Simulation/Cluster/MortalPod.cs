using Penumbra.Sandbox.Pods;

namespace Penumbra.Simulation.Cluster;

/// <summary>A pod's process that the story may let die: its container is started again.</summary>
/// <param name="server">What runs in it.</param>
/// <param name="changed">Tells the node that it has ended.</param>
public sealed class MortalPod(IPodServer server, Action changed) : IPodServer
{
    /// <inheritdoc/>
    public bool Crashed { get; private set; }

    /// <inheritdoc/>
    public bool Stopped => server.Stopped;

    /// <summary>The process dies.</summary>
    public void Crash()
    {
        Crashed = true;
        changed();
    }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace) => server.BeginStop(drain, grace);

    /// <inheritdoc/>
    public void Kill() => server.Kill();
}
