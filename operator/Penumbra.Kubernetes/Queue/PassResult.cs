using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Queue;

/// <summary>How a pass over one key ended.</summary>
public sealed record PassResult
{
    private PassResult(ApiFailure? failure, TimeSpan? reconsiderAfter)
    {
        Failure = failure;
        ReconsiderAfter = reconsiderAfter;
    }

    /// <summary>What is left to do, when the urgent half is done: it may wait until no other key is urgent.</summary>
    public Func<CancellationToken, Task<PassResult>>? Rest { get; private init; }

    /// <summary>Why the pass must be repeated, or null.</summary>
    public ApiFailure? Failure { get; }

    /// <summary>When to look again although nothing may have changed, or null.</summary>
    public TimeSpan? ReconsiderAfter { get; }

    /// <summary>All was done that can be done now.</summary>
    public static PassResult Done(TimeSpan? reconsiderAfter = null) => new(null, reconsiderAfter);

    /// <summary>Whether nothing was looked at.</summary>
    public bool IsTooEarly { get; private init; }

    /// <summary>Nothing was looked at, as a cache has yet to show the last pass's own writes or that was a moment ago: what failed before is not forgotten.</summary>
    public static PassResult TooEarly(TimeSpan reconsiderAfter) => new(null, reconsiderAfter) { IsTooEarly = true };

    /// <summary>Again, after a growing wait.</summary>
    public static PassResult Retry(ApiFailure failure) => new(failure, null);

    /// <summary>
    /// The urgent half is done. The rest of the pass comes when no key waits that is urgent; until it has ended nobody else works on the key. Like all that follows a
    /// failed write it may never come: what it does must be derived again from the cluster by the next pass.
    /// </summary>
    public static PassResult Later(Func<CancellationToken, Task<PassResult>> rest) => new(null, null) { Rest = rest };
}
