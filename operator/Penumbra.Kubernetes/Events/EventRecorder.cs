using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Telemetry;

namespace Penumbra.Kubernetes.Events;

/// <summary>
/// Writes Kubernetes events (events.k8s.io/v1) without ever holding up who records them: they are kept in a bounded list that
/// <see cref="RunAsync"/> or <see cref="FlushAsync"/> sends. The same event again counts up a series, at most once a minute.
/// </summary>
public sealed class EventRecorder : IDisposable
{
    /// <summary>The reportingController of all events.</summary>
    public const string Controller = "penumbra.dev/operator";

    private const int MostSeries = 1000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SeriesEnds = TimeSpan.FromMinutes(6);
    private readonly Lock _lock = new();
    private readonly IKubernetesClient _client;
    private readonly string _instance;
    private readonly IWriteFence _fence;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly KubernetesMetrics _metrics;
    private readonly ILogger _logger;
    private readonly EventBudget _budget;
    private readonly Dictionary<EventIdentity, LinkedListNode<EventSeries>> _byIdentity = [];
    private readonly LinkedList<EventSeries> _series = new();
    private readonly ITimer _timer;
    private TaskCompletionSource _wake = new();
    private int _number;

    /// <summary>Makes a recorder.</summary>
    /// <param name="client">Where events go.</param>
    /// <param name="instance">This process, such as the pod's name.</param>
    /// <param name="fence">No event is written by who does not lead.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The jitter of retries.</param>
    /// <param name="metrics">Counts what was not written.</param>
    /// <param name="logger">Hears of failures.</param>
    public EventRecorder(
        IKubernetesClient client, string instance, IWriteFence fence, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger)
    {
        _client = client;
        _instance = instance.Length > 128 ? instance[..128] : instance;
        _fence = fence;
        _time = time;
        _random = random;
        _metrics = metrics;
        _logger = logger;
        _budget = new EventBudget(time);
        _timer = time.CreateTimer(static state => ((EventRecorder)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Records an event; returns at once. Notes are cut to 1024 bytes.</summary>
    public void Record(EventRegarding regarding, EventType type, string reason, string action, string note)
    {
        var identity = new EventIdentity(regarding, type, reason, action, EventBody.Note(note));
        lock (_lock)
        {
            Forget();
            var now = _time.GetUtcNow();
            if (_byIdentity.TryGetValue(identity, out var present))
            {
                present.Value.Count++;
                present.Value.Last = now;
            }
            else if (_series.Count >= MostSeries)
            {
                _metrics.EventSuppressed("full");
                return;
            }
            else if (!_budget.TryTake(regarding.Uid))
            {
                _metrics.EventSuppressed("rate");
                return;
            }
            else
            {
                var series = new EventSeries(identity, now) { Name = EventBody.Name(regarding, now, _number++ & 0xffff), Due = After(Gathering) };
                _byIdentity[identity] = _series.AddLast(series);
            }

            Arm();
        }
    }

    /// <summary>Sends what is due, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                TaskCompletionSource wake;
                lock (_lock)
                {
                    if (_wake.Task.IsCompleted) _wake = new TaskCompletionSource();
                    wake = _wake;
                    Arm();
                }

                using (cancellationToken.Register(() => wake.TrySetCanceled(cancellationToken))) await wake.Task;
                await SendAsync(onlyDue: true, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop; the host flushes.
        }
    }

    /// <summary>Sends all that is not written yet, due or not: before the process ends.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => SendAsync(onlyDue: false, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private async Task SendAsync(bool onlyDue, CancellationToken cancellationToken)
    {
        List<EventSeries> open;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            open = [.. _series.Where(series => series.Count > series.WrittenCount && (!onlyDue || series.Due <= now))];
        }

        foreach (var series in open)
        {
            if (!_fence.MayWrite)
            {
                Drop(series, "fenced");
                continue;
            }

            await SendAsync(series, cancellationToken);
        }
    }

    private async Task SendAsync(EventSeries series, CancellationToken cancellationToken)
    {
        ObjectWrite write;
        int count;
        lock (_lock)
        {
            count = series.Count;
            if (series.WrittenCount > 0 && !_budget.TryTakeAgain(series.Identity.Regarding.Uid))
            {
                series.Due = After(BetweenWrites);
                return;
            }

            write = new ObjectWrite
            {
                Verb = series.WrittenCount == 0 ? WriteVerb.Create : WriteVerb.MergePatch,
                Kind = ResourceKinds.Event,
                Key = EventBody.Key(series),
                Body = series.WrittenCount == 0 ? EventBody.Create(series, Controller, _instance) : EventBody.Patch(series),
                Cause = series.Identity.Reason,
            };
        }

        var result = await _client.WriteAsync(write, cancellationToken);
        lock (_lock) Settle(series, count, result.Failure);
    }

    private void Settle(EventSeries series, int count, ApiFailure? failure)
    {
        if (failure is null || failure.IsAlreadyExists)
        {
            // A name that is taken is this event, whose answer was lost.
            series.WrittenCount = count;
            series.Failures = 0;
            series.Due = After(BetweenWrites);
            return;
        }

        if (failure.IsNotFound && series.WrittenCount > 0)
        {
            series.BeginAgain();
            series.Name = EventBody.Name(series.Identity.Regarding, _time.GetUtcNow(), _number++ & 0xffff);
            series.Due = After(Gathering);
            return;
        }

        if (failure.Kind is ErrorKind.Retry or ErrorKind.Conflict)
        {
            var wait = Backoff.At(series.Failures++, TimeSpan.FromSeconds(1), BetweenWrites, _random);
            series.Due = After(failure.RetryAfter > wait ? failure.RetryAfter.Value : wait);
            return;
        }

        _logger.LogWarning("An event {Reason} about {Key} was refused: {Code} {Message}", series.Identity.Reason, series.Identity.Regarding.Key, failure.Code, failure.Message);
        Drop(series, "refused");
    }

    private void Drop(EventSeries series, string reason)
    {
        lock (_lock)
        {
            if (_byIdentity.Remove(series.Identity, out var node)) _series.Remove(node);
        }

        _metrics.EventSuppressed(reason);
    }

    /// <summary>A series ends when it was not seen for six minutes; the next is a new event.</summary>
    private void Forget()
    {
        var ended = _time.GetUtcNow() - SeriesEnds;
        foreach (var series in _series.Where(series => series.Last < ended && series.WrittenCount == series.Count).ToList())
        {
            _byIdentity.Remove(series.Identity, out var node);
            _series.Remove(node!);
        }
    }

    private long After(TimeSpan wait) => _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);

    private void Arm()
    {
        var open = _series.Where(series => series.Count > series.WrittenCount).ToList();
        if (open.Count == 0) return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), open.Min(series => series.Due));
        _timer.Change(wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        TaskCompletionSource wake;
        lock (_lock) wake = _wake;
        wake.TrySetResult();
    }
}
