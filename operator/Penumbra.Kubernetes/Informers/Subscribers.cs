using Microsoft.Extensions.Logging;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Whom an informer tells, in the order in which they came.</summary>
internal sealed class Subscribers<T>(ILogger logger)
    where T : class, IProjection
{
    private readonly Lock _lock = new();
    private Subscription[] _all = [];

    public IDisposable Add(Action<InformerChange<T>> callback, IEnumerable<T> present)
    {
        var subscription = new Subscription(this, callback);
        lock (_lock) _all = [.. _all, subscription];
        foreach (var item in present) Tell(subscription, new(InformerChangeType.Added, ObjectStore<T>.KeyOf(item), null, item));
        return subscription;
    }

    public void Tell(IEnumerable<InformerChange<T>> changes)
    {
        foreach (var change in changes)
        {
            foreach (var subscription in _all) Tell(subscription, change);
        }
    }

    private void Tell(Subscription subscription, InformerChange<T> change)
    {
        try
        {
            subscription.Callback(change);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "A subscriber of {Projection} failed on {Change} of {Key}", typeof(T).Name, change.Type, change.Key);
        }
    }

    private sealed class Subscription(Subscribers<T> owner, Action<InformerChange<T>> callback) : IDisposable
    {
        public Action<InformerChange<T>> Callback => callback;

        public void Dispose()
        {
            lock (owner._lock) owner._all = [.. owner._all.Where(other => other != this)];
        }
    }
}
