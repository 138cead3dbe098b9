namespace Penumbra.Kubernetes.Informers;

/// <summary>A named index of the cache: which values an object is found under.</summary>
/// <typeparam name="T">The projection.</typeparam>
/// <param name="Name">The index's name.</param>
/// <param name="Values">The values of one object; none leaves it out.</param>
public sealed record InformerIndex<T>(string Name, Func<T, IEnumerable<string>> Values);
