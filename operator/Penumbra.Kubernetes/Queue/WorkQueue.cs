using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;

namespace Penumbra.Kubernetes.Queue;

/// <summary>
/// Keys to work on. A key is in it once, is worked on by one at a time, comes again when it was added meanwhile, and never gets lost
/// (the dirty and processing sets of client-go). One timer, set to the next due time, on the given clock.
/// </summary>
/// <typeparam name="TKey">A key with value equality.</typeparam>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly KubernetesMetrics _metrics;
    private readonly WorkQueueOptions _options;
    private readonly ITimer _timer;
    private readonly DueWork<TKey> _due;
    private readonly DelayedKeys<TKey> _delayed = new();
    private readonly Dictionary<TKey, long> _dueSince = [];
    private readonly Dictionary<TKey, bool> _again = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly LinkedList<TaskCompletionSource<WorkItem<TKey>?>> _takers = new();
    private bool _isShut;

    /// <summary>Makes a queue.</summary>
    /// <param name="name">Its name in metrics.</param>
    /// <param name="namespaceOf">Whose turn a key takes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The jitter of the waits.</param>
    /// <param name="metrics">Where depth and lateness go.</param>
    /// <param name="options">The waits.</param>
    public WorkQueue(
        string name, Func<TKey, string> namespaceOf, TimeProvider time, Random random, KubernetesMetrics metrics, WorkQueueOptions? options = null)
    {
        Name = name;
        _time = time;
        _random = random;
        _metrics = metrics;
        _options = options ?? new WorkQueueOptions();
        _due = new DueWork<TKey>(namespaceOf);
        _timer = time.CreateTimer(static state => ((WorkQueue<TKey>)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics.ObserveDepth(name, () => Depth);
    }

    /// <summary>The name in metrics.</summary>
    public string Name { get; }

    /// <summary>Keys that are due and wait.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _due.Count;
        }
    }

    /// <summary>Keys that are due later.</summary>
    public int Delayed
    {
        get
        {
            lock (_lock) return _delayed.Count;
        }
    }

    /// <summary>Adds a key that is due now; an urgent one (perhaps a way back) goes before all that are not.</summary>
    public void Add(TKey key, bool urgent = false)
    {
        lock (_lock) AddDue(key, _time.GetTimestamp(), urgent);
        Serve();
    }

    /// <summary>Adds a key that is due later; the earliest of several times wins.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_lock)
        {
            if (_isShut) return;
            _delayed.Add(key, _time.GetTimestamp() + (long)(Math.Min(delay.TotalSeconds, 1e9) * _time.TimestampFrequency));
            SetTimer();
        }
    }

    /// <summary>Adds a key whose pass failed: after a wait that doubles with each failure.</summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">What the server asked for, or null.</param>
    public void AddFailed(TKey key, TimeSpan? atLeast = null)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            wait = Backoff.At(failures, _options.FirstDelay, _options.LongestDelay, _random);
        }

        AddAfter(key, atLeast > wait ? atLeast.Value : wait);
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>How often the key has failed in a row.</summary>
    public int Failures(TKey key)
    {
        lock (_lock) return _failures.GetValueOrDefault(key);
    }

    /// <summary>The next key, as soon as there is one; null when the queue is shut. The waiting continues on the thread that adds.</summary>
    public async Task<WorkItem<TKey>?> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<WorkItem<TKey>?> taker;
        lock (_lock)
        {
            if (_isShut) return null;
            if (_due.Count > 0) return Take();
            taker = new TaskCompletionSource<WorkItem<TKey>?>();
            _takers.AddLast(taker);
        }

        // Not disposed asynchronously: that would wait for the very callback in which the taker goes on.
        using var registration = cancellationToken.Register(() =>
        {
            lock (_lock) _takers.Remove(taker);
            taker.TrySetCanceled(cancellationToken);
        });
        return await taker.Task;
    }

    /// <summary>Ends the work on a key; when it was added meanwhile, it is due again.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_again.Remove(key, out var urgent)) _due.Add(key, urgent);
        }

        Serve();
    }

    /// <summary>Keeps the rest of a pass until no urgent key waits; its key stays under work.</summary>
    public void AddRest(TKey key, Func<CancellationToken, Task<PassResult>> rest)
    {
        lock (_lock)
        {
            if (_isShut) return;
            _due.AddRest(key, rest);
        }

        Serve();
    }

    /// <summary>Forgets the rests of passes. Their keys are free, and due when they were added meanwhile.</summary>
    public void ForgetRests()
    {
        IReadOnlyList<TKey> keys;
        lock (_lock) keys = _due.ForgetRests();
        foreach (var key in keys) Done(key);
    }

    /// <summary>Lets nobody wait any longer. What is in the queue is derived anew at the next start.</summary>
    public void Shut()
    {
        TaskCompletionSource<WorkItem<TKey>?>[] takers;
        lock (_lock)
        {
            _isShut = true;
            takers = [.. _takers];
            _takers.Clear();
        }

        foreach (var taker in takers) taker.TrySetResult(null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Shut();
        _timer.Dispose();
    }

    private void AddDue(TKey key, long since, bool urgent)
    {
        if (_isShut) return;
        _dueSince.TryAdd(key, since);
        if (_processing.Contains(key)) _again[key] = urgent || _again.GetValueOrDefault(key);
        else _due.Add(key, urgent);
    }

    private WorkItem<TKey> Take()
    {
        var (key, rest) = _due.Take();
        _processing.Add(key);

        // Of the key itself: a rest is no pass of its own, and its key may have become due again meanwhile.
        if (rest is not null) return new WorkItem<TKey>(key, TimeSpan.Zero) { Rest = rest };
        _dueSince.Remove(key, out var since);
        var lateness = _time.GetElapsedTime(since);
        _metrics.Lateness(Name, lateness);
        return new WorkItem<TKey>(key, lateness);
    }

    /// <summary>Hands keys to those who wait. Outside of the lock, because they go on inside of this call.</summary>
    private void Serve()
    {
        while (true)
        {
            TaskCompletionSource<WorkItem<TKey>?> taker;
            WorkItem<TKey> item;
            lock (_lock)
            {
                if (_due.Count == 0 || _takers.First is not { } first) return;
                taker = first.Value;
                _takers.RemoveFirst();
                item = Take();
            }

            if (taker.TrySetResult(item)) continue;
            // It was cancelled at this very moment: the key goes back.
            lock (_lock)
            {
                if (item.Rest is { } rest)
                {
                    _due.AddRest(item.Key, rest);
                    continue;
                }

                _processing.Remove(item.Key);
                AddDue(item.Key, _time.GetTimestamp(), urgent: true);
            }
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_delayed.TryTake(now, out var key, out var due)) AddDue(key, due, urgent: false);
            SetTimer();
        }

        Serve();
    }

    private void SetTimer()
    {
        if (_delayed.Next is not { } next) return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), next);
        // Timers take at most 49 days and may fire a little early: then it is set again.
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, 1e9))), Timeout.InfiniteTimeSpan);
    }
}
