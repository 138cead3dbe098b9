namespace Penumbra.Kubernetes.Queue;

/// <summary>A key that was taken from the queue; until it is done, nobody else gets it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Lateness">Between the moment it was due and now.</param>
public sealed record WorkItem<TKey>(TKey Key, TimeSpan Lateness)
{
    /// <summary>What is left to do of a pass whose urgent half is done; null for a whole pass.</summary>
    public Func<CancellationToken, Task<PassResult>>? Rest { get; init; }
}
