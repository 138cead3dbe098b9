using System.Collections.Concurrent;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.Cluster;

/// <summary>What a busy API server asked to be left alone with, and for how long: any event may bring a pass, and each would ask it again.</summary>
/// <param name="time">The clock.</param>
public sealed class BusyServer(TimeProvider time)
{
    private readonly ConcurrentDictionary<ObjectKey, (long Since, TimeSpan Asked, ApiFailure Failure)> _later = new();

    /// <summary>Why it is too early still, with what is left of the wait; null when it is not.</summary>
    /// <param name="key">For which object something is asked.</param>
    public ApiFailure? TooEarly(ObjectKey key)
    {
        if (!_later.TryGetValue(key, out var known)) return null;
        if (known.Asked - time.GetElapsedTime(known.Since) is { Ticks: > 0 } left) return known.Failure with { RetryAfter = left };
        _later.TryRemove(key, out _);
        return null;
    }

    /// <summary>Remembers a failure, where the server named a time.</summary>
    /// <param name="key">For which object something was asked.</param>
    /// <param name="failure">What it answered; null when all was well.</param>
    /// <returns>The same.</returns>
    public ApiFailure? Note(ObjectKey key, ApiFailure? failure)
    {
        if (failure is not { RetryAfter: { } asked }) return failure;

        // Whoever has gone asks no more.
        foreach (var past in _later.Where(known => time.GetElapsedTime(known.Value.Since) >= known.Value.Asked)) _later.TryRemove(past);
        _later[key] = (time.GetTimestamp(), asked, failure);
        return failure;
    }

    /// <summary>For how many objects something is remembered.</summary>
    public int Count => _later.Count;
}
