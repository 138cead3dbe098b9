using System.Globalization;

namespace Penumbra.Sandbox.Pods;

/// <summary>
/// Pods without sockets, for simulated time: they start at once and end as soon as they have drained. Deterministic and single-threaded.
/// </summary>
public sealed class SimulatedPodHost(TimeProvider time) : IPodHost
{
    private int _next;

    /// <inheritdoc/>
    public string? Allocate()
    {
        var index = _next++;
        return string.Create(CultureInfo.InvariantCulture, $"10.{index / 62_500 % 250}.{1 + (index / 250 % 250)}.{1 + (index % 250)}");
    }

    /// <inheritdoc/>
    public void Release(string address)
    {
        // Addresses are never used again: nothing runs out in a simulation.
    }

    /// <inheritdoc/>
    public IPodServer Start(PodServerOptions options, Action changed) => new Server(time, changed);

    private sealed class Server(TimeProvider time, Action changed) : IPodServer
    {
        private ITimer? _timer;

        public bool Crashed => false;

        public bool Stopped { get; private set; }

        public void BeginStop(TimeSpan drain, TimeSpan grace) => _timer ??= time.CreateTimer(_ => End(), null, drain, Timeout.InfiniteTimeSpan);

        public void Kill() => Stopped = true;

        private void End()
        {
            _timer?.Dispose();
            Stopped = true;
            changed();
        }
    }
}
