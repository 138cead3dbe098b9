using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Traffic.Tests.World;

/// <summary>A cache that reads through to the fake cluster, or stands still while it is told to.</summary>
public sealed class FakeInformer<T>(ResourceKind kind, Func<IReadOnlyList<T>> read) : IReadOnlyInformer<T>
    where T : class, IProjection
{
    private IReadOnlyList<T>? _frozen;

    public ListQuery Query => new(kind);

    public Task HasSynced => Task.CompletedTask;

    public DateTimeOffset? LastSeen => null;

    public DateTimeOffset? CurrentSince => DateTimeOffset.MinValue;

    public string? LatestVersion => null;

    public long? ListedAt => null;

    private IReadOnlyList<T> All => _frozen ?? read();

    public void Freeze() => _frozen = read();

    public void Thaw() => _frozen = null;

    public T? Get(ObjectKey key) => All.FirstOrDefault(item => item.Namespace == key.Namespace && item.Name == key.Name);

    public IReadOnlyList<T> List(string? ns = null) => [.. All.Where(item => ns is null || item.Namespace == ns).OrderBy(item => item.Name, StringComparer.Ordinal)];

    public IReadOnlyList<T> ByIndex(string index, string value) => [];

    public IDisposable Subscribe(Action<InformerChange<T>> callback) => throw new NotSupportedException();

    public ObjectVersion? VersionOf(ObjectKey key) => null;

    public void RequestList()
    {
    }
}
