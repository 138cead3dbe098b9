namespace Penumbra.Sandbox.ApiServer.Watching;

/// <summary>
/// The lines of a watch, each one event. One reader. A waiting reader goes on inside the write that has news for it (inline), or on the
/// thread pool, as the server was told: a simulation wants the former, a network the latter.
/// </summary>
public sealed class WatchStream : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _lines = new();
    private readonly TaskCreationOptions _continuations;
    private readonly List<IDisposable> _resources = [];
    private TaskCompletionSource<bool>? _waiter;
    private bool _ended;

    internal WatchStream(bool inline) => _continuations = inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>The next line, with its line feed; empty when the watch has ended.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (_gate)
            {
                if (_lines.TryDequeue(out var line)) return line;
                if (_ended) return default;
                _waiter = new TaskCompletionSource<bool>(_continuations);
                waiting = _waiter.Task;
            }

            await using var registration = cancellationToken.Register(End);
            await waiting;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the watch; lines that wait are still read.</summary>
    public void End()
    {
        TaskCompletionSource<bool>? waiter;
        IDisposable[] resources;
        lock (_gate)
        {
            _ended = true;
            (waiter, _waiter) = (_waiter, null);
            resources = [.. _resources];
            _resources.Clear();
        }

        foreach (var resource in resources) resource.Dispose();
        waiter?.TrySetResult(true);
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    internal void Add(ReadOnlyMemory<byte> line)
    {
        TaskCompletionSource<bool>? waiter;
        lock (_gate)
        {
            if (_ended) return;
            _lines.Enqueue(line);
            (waiter, _waiter) = (_waiter, null);
        }

        waiter?.TrySetResult(true);
    }

    /// <summary>Disposes of the resource when the watch ends (at once when it has).</summary>
    internal void Own(IDisposable resource)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _resources.Add(resource);
                return;
            }
        }

        resource.Dispose();
    }
}
