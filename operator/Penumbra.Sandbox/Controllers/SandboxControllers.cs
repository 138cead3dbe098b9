using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers;

/// <summary>
/// Runs controllers over one cluster: notes each change, asks every controller which keys it concerns, and passes over those keys one at a time.
/// Steppable by <see cref="RunUntilQuiet"/> under simulated time, or on its own by <see cref="RunAsync"/>.
/// </summary>
public sealed class SandboxControllers : IDisposable
{
    private static readonly TimeSpan AfterBug = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly IClusterApi _cluster;
    private readonly IReadOnlyList<IController> _controllers;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Queue<ClusterChange> _changes = new();
    private readonly Queue<(int Controller, WorkKey Key)> _outside = new();
    private readonly Queue<(int Controller, WorkKey Key)> _work = new();
    private readonly HashSet<(int, WorkKey)> _waiting = [];
    private readonly PriorityQueue<(int Controller, WorkKey Key), (DateTimeOffset Due, long Order)> _timers = new();
    private readonly Dictionary<(int, WorkKey), DateTimeOffset> _due = [];
    private readonly IDisposable _subscription;
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _order;

    /// <summary>Starts to note changes, and takes what exists already as added.</summary>
    public SandboxControllers(IClusterApi cluster, IEnumerable<IController> controllers, ILogger? log = null)
    {
        _cluster = cluster;
        _controllers = [.. controllers];
        _log = log ?? NullLogger.Instance;
        _subscription = cluster.Subscribe(Note);
        foreach (var type in KnownTypes.All(cluster))
        {
            foreach (var obj in cluster.List(type))
                Note(new ClusterChange("ADDED", type, obj, null));
        }
    }

    /// <summary>When a controller asked to look again first, or null when only a change will bring work.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.TryPeek(out _, out var priority) ? priority.Due : null;
        }
    }

    /// <summary>
    /// Asks <paramref name="controller"/> to look at <paramref name="key"/>: for causes outside the cluster, such as a pod's process that
    /// ended.
    /// </summary>
    public void Ask(IController controller, WorkKey key)
    {
        lock (_gate)
        {
            for (var i = 0; i < _controllers.Count; i++)
            {
                if (ReferenceEquals(_controllers[i], controller))
                    _outside.Enqueue((i, key));
            }
            _signal.TrySetResult();
        }
    }

    /// <summary>Works until nothing is left to do at the present time; returns the number of passes.</summary>
    /// <exception cref="InvalidOperationException">The controllers did not come to rest within <paramref name="limit"/> passes.</exception>
    public int RunUntilQuiet(int limit = 1_000_000)
    {
        var passes = 0;
        while (Step())
        {
            if (++passes > limit)
                throw new InvalidOperationException($"The controllers are not quiet after {limit} passes.");
        }
        return passes;
    }

    /// <summary>Works on changes and timers until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            while (!cancel.IsCancellationRequested && Step())
            {
                // Each step is one pass.
            }
            await WaitAsync(cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private async Task WaitAsync(CancellationToken cancel)
    {
        Task signalled;
        TimeSpan wait;
        lock (_gate)
        {
            if (_changes.Count > 0 || _outside.Count > 0)
                return;
            if (_signal.Task.IsCompleted)
                _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            signalled = _signal.Task;
            wait = _timers.TryPeek(out _, out var priority) ? priority.Due - _cluster.Time.GetUtcNow() : Longest;
        }
        // Timers fire at whole milliseconds: one more avoids waking just before the due time.
        wait = wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait + TimeSpan.FromMilliseconds(1);
        wait = wait < Longest ? wait : Longest;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(signalled, Task.Delay(wait, _cluster.Time, ended.Token));
        await ended.CancelAsync();
    }

    private void Note(ClusterChange change)
    {
        lock (_gate)
        {
            _changes.Enqueue(change);
            _signal.TrySetResult();
        }
    }

    private bool Step()
    {
        TakeChanges();
        if (!_work.TryDequeue(out var item))
            return false;
        _waiting.Remove(item);
        var controller = _controllers[item.Controller];
        TimeSpan? again;
        try
        {
            again = controller.Reconcile(item.Key);
        }
        catch (Exception bug)
        {
            _log.LogError(bug, "{Controller} failed on {Namespace}/{Name}", controller.Name, item.Key.Space, item.Key.Name);
            again = AfterBug;
        }
        if (again is { } delay)
            LookAgain(item, _cluster.Time.GetUtcNow() + delay);
        return true;
    }

    private void LookAgain((int, WorkKey) item, DateTimeOffset due)
    {
        lock (_gate)
        {
            // An earlier timer for the same key stands; a later one is replaced by being ignored when it fires.
            if (_due.TryGetValue(item, out var known) && known <= due && known > _cluster.Time.GetUtcNow())
                return;
            _due[item] = due;
            _timers.Enqueue(item, (due, _order++));
        }
    }

    private void TakeChanges()
    {
        while (true)
        {
            ClusterChange? change;
            lock (_gate)
            {
                var now = _cluster.Time.GetUtcNow();
                while (_timers.TryPeek(out var item, out var priority) && priority.Due <= now)
                {
                    _timers.Dequeue();
                    if (_due.TryGetValue(item, out var due) && due == priority.Due)
                    {
                        _due.Remove(item);
                        Add(item);
                    }
                }
                while (_outside.TryDequeue(out var asked))
                    Add(asked);
                if (!_changes.TryDequeue(out change))
                    return;
            }
            for (var i = 0; i < _controllers.Count; i++)
            {
                foreach (var key in _controllers[i].Affected(change))
                    Add((i, key));
            }
        }
    }

    private void Add((int, WorkKey) item)
    {
        if (_waiting.Add(item))
            _work.Enqueue(item);
    }
}
