using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Penumbra.Bench.Comparisons;

/// <summary>
/// Waits to within a fraction of a millisecond, however busy or idle the process is. The runtime's timers count whole milliseconds on a clock that ticks every few of them, and come sooner the more else wakes the
/// process: a service that thinks by them looks quicker when something is done beside it.
/// </summary>
public sealed partial class ExactDelay : IDisposable
{
    private const long Nanosecond = 1_000_000_000;

    // Waits that begin meanwhile are seen this late at most.
    private const long Look = Nanosecond / 5000;
    private readonly ConcurrentQueue<(long Due, TaskCompletionSource Ended)> _new = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waits = new();
    private readonly Thread _thread;
    private volatile bool _isDisposed;

    /// <summary>Begins to watch the time, on a thread of its own.</summary>
    public ExactDelay()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "exact delay" };
        _thread.Start();
    }

    /// <summary>Ends after a time.</summary>
    public Task For(TimeSpan time)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _new.Enqueue((Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency), ended));
        return ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_isDisposed)
        {
            while (_new.TryDequeue(out var wait)) _waits.Enqueue(wait.Ended, wait.Due);
            var now = Stopwatch.GetTimestamp();
            while (_waits.TryPeek(out var ended, out var due) && due <= now)
            {
                _waits.Dequeue();
                ended.SetResult();
            }

            var left = _waits.TryPeek(out _, out var next) ? (next - now) * (Nanosecond / Stopwatch.Frequency) : Look;
            var pause = new TimeSpec { Nanoseconds = Math.Clamp(left, 0, Look) };
            _ = Sleep(pause, IntPtr.Zero);
        }

        while (_waits.TryDequeue(out var ended, out _)) ended.SetResult();
    }

    // nanosleep(2): the kernel's own timer, late by its slack of 50 microseconds.
    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in TimeSpec time, IntPtr left);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
