namespace Penumbra.Kubernetes.Effects;

/// <summary>What a failure inside a group means for the writes after it.</summary>
public enum WriteGroupMode
{
    /// <summary>Forward: stop at the first failure.</summary>
    InOrder,

    /// <summary>Back: attempt all, each again on its own, and report failures at the end of the group.</summary>
    AttemptAll,
}
