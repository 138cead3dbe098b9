using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Time;

namespace Penumbra.Kubernetes.Informers;

/// <summary>
/// Keeps a cache of one kind: lists, then watches, for ever. Deletions that happened while nobody watched are found by comparing with
/// the next list; an older state never replaces a newer one; every reconnection waits. Runs wherever its <see cref="RunAsync"/> is awaited.
/// </summary>
/// <typeparam name="T">The projection of an object.</typeparam>
public sealed class Informer<T> : IReadOnlyInformer<T>
    where T : class, IProjection
{
    private readonly IKubernetesClient _client;
    private readonly JsonTypeInfo<T> _projection;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly KubernetesMetrics _metrics;
    private readonly ILogger _logger;
    private readonly InformerOptions _options;
    private readonly ObjectStore<T> _store;
    private readonly Subscribers<T> _subscribers;
    private readonly Backoff _backoff;
    private readonly TaskCompletionSource _synced = new();
    private Watchdog? _watching;
    private long? _heard;
    private long? _unservedSince;
    private bool _isUnservedTold;
    private int _staleLists;
    private int _unheard;
    private bool _mustList = true;

    /// <summary>Makes an informer; nothing happens until <see cref="RunAsync"/>.</summary>
    public Informer(
        IKubernetesClient client, ListQuery query, JsonTypeInfo<T> projection, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger,
        InformerOptions? options = null, IReadOnlyList<InformerIndex<T>>? indexes = null)
    {
        _client = client;
        Query = query;
        _projection = projection;
        _time = time;
        _random = random;
        _metrics = metrics;
        _logger = logger;
        _options = options ?? new InformerOptions();
        _store = new ObjectStore<T>(indexes ?? []);
        _subscribers = new Subscribers<T>(logger);
        _backoff = new Backoff(_options.FirstDelay, _options.LongestDelay, random);
        metrics.ObserveAge(query.Kind.Plural, () => _heard is { } heard ? _time.GetElapsedTime(heard).TotalSeconds : double.PositiveInfinity);
    }

    /// <inheritdoc/>
    public ListQuery Query { get; }

    /// <inheritdoc/>
    public Task HasSynced => _synced.Task;

    /// <inheritdoc/>
    public DateTimeOffset? LastSeen { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset? CurrentSince { get; private set; } = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public string? LatestVersion { get; private set; }

    /// <inheritdoc/>
    public long? ListedAt { get; private set; }

    /// <inheritdoc/>
    public T? Get(ObjectKey key) => _store.Get(key);

    /// <inheritdoc/>
    public IReadOnlyList<T> List(string? ns = null) => _store.List(ns);

    /// <inheritdoc/>
    public IReadOnlyList<T> ByIndex(string index, string value) => _store.ByIndex(index, value);

    /// <inheritdoc/>
    public ObjectVersion? VersionOf(ObjectKey key) => _store.Get(key) is { } item ? new ObjectVersion(item.Uid, item.ResourceVersion) : null;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<InformerChange<T>> callback) => _subscribers.Add(callback, _store.List(null));

    /// <inheritdoc/>
    public void RequestList()
    {
        _mustList = true;
        _watching?.End();
    }

    /// <summary>Lists and watches until cancelled. Failures never end it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan? asked = null;
            try
            {
                asked = _mustList ? await ListAsync(cancellationToken) : await WatchAsync(cancellationToken);
                if (asked == TimeSpan.Zero) continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _mustList = true;
                _logger.LogError(exception, "The informer of {Kind} failed; it lists again", Query.Kind.Plural);
            }

            try
            {
                await _time.WaitAsync(_backoff.Next(asked), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Fills the cache; the answer is the least wait before the next step, zero for none.</summary>
    private async Task<TimeSpan?> ListAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        _mustList = false;
        var result = await ListReader.ReadAsync(_client, Query, _projection, _options.PageSize, Heard, cancellationToken);
        if (!result.Succeeded)
        {
            _mustList = true;

            // Of a kind that is not served there is nothing to miss.
            if (!result.Failure.IsNotFound) CurrentSince = null;
            _metrics.List(Query.Kind.Plural, "failed");
            Log(result.Failure, "list");
            NoteUnserved(result.Failure);
            return result.Failure.RetryAfter;
        }

        _unservedSince = null;
        var list = result.Value;
        var isStale = ResourceVersions.IsOlder(list.ResourceVersion, LatestVersion);
        if (isStale && _staleLists++ < _options.StaleListsRefused)
        {
            _mustList = true;
            _metrics.List(Query.Kind.Plural, "stale");
            _logger.LogWarning("A list of {Kind} at {Version} is older than the cache at {Latest}; it is refused", Query.Kind.Plural, list.ResourceVersion, LatestVersion);
            return null;
        }

        if (isStale) _logger.LogWarning("The versions of {Kind} went back for good, as after a restored backup; the list is believed", Query.Kind.Plural);
        _staleLists = 0;
        CurrentSince ??= _time.GetUtcNow();
        LatestVersion = list.ResourceVersion;
        var changes = _store.Replace(list.Items, isStale);
        ListedAt = started;
        _metrics.List(Query.Kind.Plural, "complete");
        _subscribers.Tell(changes);
        _synced.TrySetResult();
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan?> WatchAsync(CancellationToken cancellationToken)
    {
        var lifetime = _options.WatchLifetime * (1 + _random.NextDouble());
        using var watchdog = new Watchdog(_time, lifetime + _options.WatchGrace, _options.WatchSilence, cancellationToken);
        _watching = watchdog;
        TimeSpan? asked = null;
        try
        {
            await foreach (var change in _client.WatchAsync(Query, _projection, LatestVersion!, lifetime, watchdog.Token).WithCancellation(watchdog.Token))
            {
                if (change.Failure is { } failure)
                {
                    OnError(failure);
                    asked = failure.RetryAfter;
                    break;
                }

                _unheard = 0;
                watchdog.Touch();
                Heard();
                CurrentSince ??= _time.GetUtcNow();
                Apply(change);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            CurrentSince = null;
            _logger.LogInformation("The watch of {Kind} was ended after {Age}", Query.Kind.Plural, watchdog.Age);
        }
        finally
        {
            _watching = null;
        }

        if (watchdog.Age < _options.HealthyAfter)
        {
            NoteShort();
            return asked;
        }

        _unheard = 0;
        _backoff.Reset();
        return asked;
    }

    // One connection may break at any time. When the next breaks as well before anything was heard, watches show nothing here: lists do, one for every two watches, and there are gaps between them.
    private void NoteShort()
    {
        if (++_unheard < 2) return;
        CurrentSince = null;
        _mustList |= _unheard % 2 == 0;
    }

    private void Apply(WatchEvent<T> change)
    {
        // The version moves first, so that a subscriber who asks how far the cache is gets the truth.
        if (change.ResourceVersion is { Length: > 0 } version && !ResourceVersions.IsOlder(version, LatestVersion)) LatestVersion = version;
        if (change.Object is not { } item) return;
        _subscribers.Tell(change.Type == WatchEventType.Deleted ? _store.Remove(item) : _store.Put(item, force: false));
    }

    private void NoteUnserved(ApiFailure failure)
    {
        if (_options.UnservedAfter is not { } patience || _synced.Task.IsCompleted) return;
        if (!failure.IsNotFound) _unservedSince = null;
        else if ((_unservedSince ??= _time.GetTimestamp()) is var since && _time.GetElapsedTime(since) >= patience) _synced.TrySetResult();
    }

    private void OnError(ApiFailure failure)
    {
        CurrentSince = null;

        // What can be watched on stays so after a time-out; for everything that is not plainly "later", a list finds out.
        if (failure.Code == 410 || failure.Kind != ErrorKind.Retry || failure.Code is >= 200 and < 300) _mustList = true;
        Log(failure, "watch");
    }

    private void Heard()
    {
        _heard = _time.GetTimestamp();
        LastSeen = _time.GetUtcNow();
    }

    private void Log(ApiFailure failure, string verb)
    {
        // A cluster need not serve what may be absent: said once, and no warning.
        if (failure.IsNotFound && _options.UnservedAfter is not null)
        {
            _logger.Log(_isUnservedTold ? LogLevel.Debug : LogLevel.Information, "{Kind} {Group} are not served here; they are asked for again until they are", Query.Kind.Plural, Query.Kind.Group);
            _isUnservedTold = true;
            return;
        }

        _isUnservedTold = false;
        var level = failure.Code == 410 ? LogLevel.Information : failure.Kind == ErrorKind.Bug ? LogLevel.Error : LogLevel.Warning;
        _logger.Log(level, "The {Verb} of {Kind} failed: {Code} {Reason}: {Message}", verb, Query.Kind.Plural, failure.Code, failure.Reason, failure.Message);
    }
}
