namespace Penumbra.Kubernetes.Effects;

/// <summary>Writes that succeed or fail in one way.</summary>
/// <param name="Mode">What a failure means.</param>
/// <param name="Writes">The writes, in order.</param>
public sealed record WriteGroup(WriteGroupMode Mode, IReadOnlyList<PlannedWrite> Writes);
