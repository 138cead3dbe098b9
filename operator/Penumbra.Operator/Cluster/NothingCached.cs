using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Operator.Cluster;

/// <summary>The cache of a kind that this operator may not see: it holds nothing and never will.</summary>
/// <typeparam name="T">The view.</typeparam>
/// <param name="query">What it would hold.</param>
public sealed class NothingCached<T>(ListQuery query) : IReadOnlyInformer<T>
    where T : class, IProjection
{
    /// <inheritdoc/>
    public ListQuery Query { get; } = query;

    /// <inheritdoc/>
    public Task HasSynced => Task.CompletedTask;

    /// <inheritdoc/>
    public DateTimeOffset? LastSeen => null;

    /// <inheritdoc/>
    public DateTimeOffset? CurrentSince => DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public string? LatestVersion => null;

    /// <inheritdoc/>
    public long? ListedAt => null;

    /// <inheritdoc/>
    public T? Get(ObjectKey key) => null;

    /// <inheritdoc/>
    public IReadOnlyList<T> List(string? ns = null) => [];

    /// <inheritdoc/>
    public IReadOnlyList<T> ByIndex(string index, string value) => [];

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<InformerChange<T>> callback) => Nothing.Instance;

    /// <inheritdoc/>
    public ObjectVersion? VersionOf(ObjectKey key) => null;

    /// <inheritdoc/>
    public void RequestList()
    {
    }

    private sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
