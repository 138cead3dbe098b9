using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.Cluster;

/// <summary>Whose an object is that has a name of ours.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Uid">The object's own UID; empty where it is not known or there is none.</param>
/// <param name="Failure">Why it is not known; null when it is.</param>
public sealed record Ownership(OwnershipKind Kind, string Uid = "", ApiFailure? Failure = null);
