namespace Penumbra.Kubernetes.Effects;

/// <summary>How an execution ended.</summary>
public enum ExecutionOutcome
{
    /// <summary>All was written, or needed nothing.</summary>
    Completed,

    /// <summary>Something failed; the failure says what to do.</summary>
    Failed,

    /// <summary>This process may not write any more; another one goes on.</summary>
    Fenced,
}
