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

    /// <summary>Why the pass must be repeated, or null.</summary>
    public ApiFailure? Failure { get; }

    /// <summary>When to look again although nothing may have changed, or null.</summary>
    public TimeSpan? ReconsiderAfter { get; }

    /// <summary>All was done that can be done now.</summary>
    public static PassResult Done(TimeSpan? reconsiderAfter = null) => new(null, reconsiderAfter);

    /// <summary>Again, after a growing wait.</summary>
    public static PassResult Retry(ApiFailure failure) => new(failure, null);
}
