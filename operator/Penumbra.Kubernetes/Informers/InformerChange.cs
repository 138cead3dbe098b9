using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>One change of the cache.</summary>
/// <typeparam name="T">The projection.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Key">To which object.</param>
/// <param name="Old">Before, null when added.</param>
/// <param name="New">After, null when deleted.</param>
public sealed record InformerChange<T>(InformerChangeType Type, ObjectKey Key, T? Old, T? New)
    where T : class;
