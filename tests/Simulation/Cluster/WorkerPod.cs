using Penumbra.Sandbox.Pods;

namespace Penumbra.Simulation.Cluster;

/// <summary>A refresh's worker that goes on and on: a night is longer than a story. What it writes, stories write.</summary>
public sealed class WorkerPod : IPodServer
{
    /// <inheritdoc/>
    public bool Crashed => false;

    /// <inheritdoc/>
    public bool Stopped { get; private set; }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace) => Stopped = true;

    /// <inheritdoc/>
    public void Kill() => Stopped = true;
}
