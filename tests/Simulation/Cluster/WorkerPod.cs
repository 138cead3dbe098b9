using Penumbra.Sandbox.Pods;

namespace Penumbra.Simulation.Cluster;

/// <summary>A refresh's worker that goes on and on: a night is longer than a story. What it writes, stories write. A sweep finds nothing and ends.</summary>
/// <param name="sweeps">Whether it is a sweep.</param>
public sealed class WorkerPod(bool sweeps) : IPodServer
{
    /// <inheritdoc/>
    public bool Crashed => sweeps;

    /// <inheritdoc/>
    public int? ExitCode => sweeps ? 0 : null;

    /// <inheritdoc/>
    public bool Stopped { get; private set; }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace) => Stopped = true;

    /// <inheritdoc/>
    public void Kill() => Stopped = true;
}
