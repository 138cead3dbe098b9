using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Events;

/// <summary>The object that an event is about.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Where it is.</param>
/// <param name="Uid">Which one it is.</param>
public sealed record EventRegarding(ResourceKind Kind, ObjectKey Key, string Uid);
