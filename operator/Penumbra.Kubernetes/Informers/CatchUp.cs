namespace Penumbra.Kubernetes.Informers;

/// <summary>Whether a cache has seen what this process wrote.</summary>
public enum CatchUp
{
    /// <summary>It has: decide.</summary>
    CaughtUp,

    /// <summary>Not yet: postpone the pass; the change itself will bring it back.</summary>
    Behind,

    /// <summary>Not for too long: a list was asked for; postpone the pass.</summary>
    Overdue,
}
