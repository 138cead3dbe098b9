namespace Penumbra.Kubernetes.Effects;

/// <summary>What became of a planned write.</summary>
public enum WriteStatus
{
    /// <summary>The server accepted it.</summary>
    Written,

    /// <summary>The live object needed nothing any more, or was gone already.</summary>
    NothingToDo,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was not sent, because something before it failed.</summary>
    NotReached,

    /// <summary>It was not sent, because this process may not write any more.</summary>
    Fenced,
}
