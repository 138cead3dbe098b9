using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Time;

namespace Penumbra.Kubernetes.Leases;

/// <summary>
/// Makes one replica the leader by a coordination.k8s.io/v1 Lease, as client-go does: a lease is expired when it was not seen to change
/// for its duration, by the own monotonic clock; nobody's wall clock counts. <see cref="MayWrite"/> turns false by the passing of time
/// alone, before others may take over, even when no code of this process ran meanwhile.
/// </summary>
public sealed class LeaderLease : IWriteFence, IDisposable
{
    private readonly IKubernetesClient _client;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly ITimer _deadline;
    private readonly Lock _lock = new();
    private LeaseRecord? _seen;
    private string _told = "";
    private long _seenAt;
    private long? _renewedAt;
    private CancellationTokenSource? _term;
    private TaskCompletionSource<CancellationToken> _acquired = new();

    /// <summary>Makes a candidate; nothing happens until <see cref="RunAsync"/>.</summary>
    public LeaderLease(IKubernetesClient client, LeaseOptions options, TimeProvider time, Random random, KubernetesMetrics metrics, ILogger logger)
    {
        if (options.RenewDeadline >= options.Duration) throw new ArgumentException("the renew deadline must be shorter than the duration", nameof(options));
        _client = client;
        _options = options;
        _time = time;
        _random = random;
        _logger = logger;
        _deadline = time.CreateTimer(static state => ((LeaderLease)state!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics.ObserveLeader(() => MayWrite);
    }

    /// <inheritdoc/>
    public bool MayWrite
    {
        get
        {
            lock (_lock) return _renewedAt is { } at && _time.GetElapsedTime(at) < _options.RenewDeadline;
        }
    }

    /// <summary>Who was last seen to hold the lease; empty for nobody.</summary>
    public string Holder => _seen?.Holder ?? "";

    /// <summary>Waits until this process leads. The token is cancelled when it no longer does.</summary>
    public async Task<CancellationToken> AcquiredAsync(CancellationToken cancellationToken)
    {
        Task<CancellationToken> acquired;
        lock (_lock) acquired = _acquired.Task;
        if (acquired.IsCompleted) return await acquired;
        var either = new TaskCompletionSource<CancellationToken>();
        using var registration = cancellationToken.Register(() => either.TrySetCanceled(cancellationToken));
        _ = acquired.ContinueWith(done => either.TrySetResult(done.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await either.Task;
    }

    /// <summary>Acquires and renews until cancelled, then gives the lease back. Stop all work before cancelling this.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TryOnceAsync(cancellationToken);
                await _time.WaitAsync(_options.RetryPeriod * (1 + (_random.NextDouble() / 5)), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ReleaseAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Lose("this process stops");
        _deadline.Dispose();
    }

    private async Task TryOnceAsync(CancellationToken cancellationToken)
    {
        // A request that hangs must leave time for another one before the deadline.
        using var limit = new RequestDeadline(_options.RenewDeadline / 2, _time, cancellationToken);
        try
        {
            if (!MayWrite)
            {
                // A process that was suspended comes here before its timer: what it had begun must not go on in a new term.
                Lose($"it was not renewed for {_options.RenewDeadline}");
                if (!await LookAsync(limit.Token)) return;
            }

            await TakeAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("The lease {Lease} could not be read or renewed in time", _options.Name);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.LogError(exception, "The lease {Lease} could not be read: this is a bug", _options.Name);
        }
    }

    /// <summary>Reads the lease; whether it may be taken.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var live = await _client.GetAsync(ResourceKinds.Lease, new(_options.Namespace, _options.Name), Projections.Whole, cancellationToken);
        if (!live.Succeeded)
        {
            if (!live.Failure.IsNotFound)
            {
                Log(live.Failure);
                return false;
            }

            _seen = null;
            return true;
        }

        See(live.Value);
        Tell();
        var isFree = _seen!.Holder.Length == 0 || string.Equals(_seen.Holder, _options.Identity, StringComparison.Ordinal);
        return isFree || _time.GetElapsedTime(_seenAt) >= (_seen.Duration ?? _options.Duration);
    }

    /// <summary>Creates, takes or renews the lease, on the condition that nobody else wrote it since it was seen.</summary>
    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        // From before the request: whatever the server stores is younger than this.
        var started = _time.GetTimestamp();
        var now = _time.GetUtcNow();
        var result = _seen is { } seen
            ? await _client.WriteAsync(Write(WriteVerb.Update, seen.HeldBy(_options, now)), cancellationToken)
            : await _client.WriteAsync(Write(WriteVerb.Create, LeaseRecord.New(_options, now)), cancellationToken);
        if (result.Succeeded)
        {
            See(result.Value);
            Hold(started);
            return;
        }

        Log(result.Failure);
        if (result.Failure.Kind != ErrorKind.Conflict && !result.Failure.IsNotFound) return;
        // Somebody wrote the lease. It may have been this process, whose answer was lost: then it can be renewed at once.
        if (!await LookAsync(cancellationToken)) Lose($"it is held by {Holder}");
        else if (string.Equals(Holder, _options.Identity, StringComparison.Ordinal)) await RenewSeenAsync(cancellationToken);
    }

    private async Task RenewSeenAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var result = await _client.WriteAsync(Write(WriteVerb.Update, _seen!.HeldBy(_options, _time.GetUtcNow())), cancellationToken);
        if (!result.Succeeded)
        {
            Log(result.Failure);
            return;
        }

        See(result.Value);
        Hold(started);
    }

    private async Task ReleaseAsync()
    {
        var mayRelease = MayWrite && _seen is not null;
        Lose("this process stops");
        if (!mayRelease) return;
        using var limit = new RequestDeadline(_options.RenewDeadline / 2, _time, CancellationToken.None);
        try
        {
            var result = await _client.WriteAsync(Write(WriteVerb.Update, _seen!.Released(_time.GetUtcNow())), limit.Token);
            if (result.Succeeded) See(result.Value);
            else Log(result.Failure);
        }
        catch (OperationCanceledException)
        {
            _logger.LogWarning("The lease {Lease} could not be given back in time; others wait until it expires", _options.Name);
        }
    }

    private ObjectWrite Write(WriteVerb verb, JsonObject body) =>
        new() { Verb = verb, Kind = ResourceKinds.Lease, Key = new(_options.Namespace, _options.Name), Body = body, Cause = "LeaderElection" };

    // Once for each holder: a process that waits for hours is not one that hangs.
    private void Tell()
    {
        if (Holder.Length == 0 || Holder == _options.Identity || Holder == _told) return;
        _told = Holder;
        _logger.LogInformation("{Identity} waits: {Holder} holds the lease {Namespace}/{Lease}", _options.Identity, Holder, _options.Namespace, _options.Name);
    }

    private void See(JsonObject live)
    {
        var record = new LeaseRecord(live);
        if (_seen is null || !string.Equals(_seen.Version, record.Version, StringComparison.Ordinal)) _seenAt = _time.GetTimestamp();
        _seen = record;
    }

    private void Hold(long renewedAt)
    {
        TaskCompletionSource<CancellationToken>? acquired = null;
        CancellationTokenSource term;
        lock (_lock)
        {
            _renewedAt = renewedAt;
            _deadline.Change(Positive(_options.RenewDeadline - _time.GetElapsedTime(renewedAt)), Timeout.InfiniteTimeSpan);
            if (_term is not null) return;
            term = _term = new CancellationTokenSource();
            acquired = _acquired;
        }

        _told = "";
        _logger.LogInformation("{Identity} leads by the lease {Lease}", _options.Identity, _options.Name);
        acquired.TrySetResult(term.Token);
    }

    private void Lose(string why)
    {
        CancellationTokenSource? term;
        lock (_lock)
        {
            term = _term;
            if (term is null) return;
            _term = null;
            _renewedAt = null;
            _acquired = new TaskCompletionSource<CancellationToken>();
        }

        _logger.LogWarning("{Identity} no longer leads by the lease {Lease}: {Why}", _options.Identity, _options.Name, why);
        // Not disposed: those who hold the token may still ask it.
        term.Cancel();
    }

    private void OnDeadline()
    {
        TimeSpan? rest;
        lock (_lock) rest = _renewedAt is { } at ? _options.RenewDeadline - _time.GetElapsedTime(at) : null;
        if (rest > TimeSpan.Zero) _deadline.Change(rest.Value, Timeout.InfiniteTimeSpan);
        else if (rest is not null) Lose($"it was not renewed for {_options.RenewDeadline}");
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private void Log(ApiFailure failure) =>
        _logger.Log(
            failure.Kind == ErrorKind.Conflict ? LogLevel.Information : LogLevel.Warning, "The lease {Lease} was not taken: {Code} {Reason}: {Message}",
            _options.Name, failure.Code, failure.Reason, failure.Message);
}
