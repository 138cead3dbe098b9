using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Metrics.Tests.Simulated;

/// <summary>A cache that a test fills.</summary>
internal sealed class FakeInformer<T>(Func<T, string>? launchOf = null) : IReadOnlyInformer<T>
    where T : class, IProjection
{
    public List<T> Items { get; } = [];

    public ListQuery Query => new(ResourceKinds.Pod);

    public Task HasSynced => Task.CompletedTask;

    public DateTimeOffset? LastSeen => null;

    public DateTimeOffset? CurrentSince => DateTimeOffset.MinValue;

    public string? LatestVersion => null;

    public long? ListedAt => null;

    public T? Get(ObjectKey key) => Items.Find(item => item.Namespace == key.Namespace && item.Name == key.Name);

    public IReadOnlyList<T> List(string? ns = null) => [.. Items.Where(item => ns is null || item.Namespace == ns)];

    public IReadOnlyList<T> ByIndex(string index, string value) =>
        index == "launch" && launchOf is not null ? [.. Items.Where(item => launchOf(item) == value)] : throw new ArgumentException("no such index", nameof(index));

    public IDisposable Subscribe(Action<InformerChange<T>> callback) => throw new NotSupportedException();

    public ObjectVersion? VersionOf(ObjectKey key) => null;

    public void RequestList()
    {
    }
}
