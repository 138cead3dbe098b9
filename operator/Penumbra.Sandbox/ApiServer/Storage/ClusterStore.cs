using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Admission;
using Penumbra.Sandbox.ApiServer.Apply;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Selection;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>
/// The storage of the sandbox's cluster with everything that a real API server does at a write: defaults, validation, versions, generations,
/// finalizers, owners of fields. The HTTP side and the sandbox's controllers use the same instance. Deterministic: the clock and the UIDs
/// are given, and the order of writes is the only other input.
/// </summary>
public sealed class ClusterStore : IClusterApi
{
    private readonly Lock _gate = new();
    private readonly Queue<ClusterChange> _pending = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly ObjectWrites _writes;
    private readonly ObjectDeletions _deletions;
    private bool _dispatching;

    /// <summary>A store with the namespaces and roles that every cluster has.</summary>
    /// <param name="time">The clock of the cluster.</param>
    /// <param name="uids">Where UIDs and generated names come from.</param>
    /// <param name="historySize">How many commits a watch may be behind before it is answered with 410.</param>
    public ClusterStore(TimeProvider time, UidGenerator uids, int historySize = 10_000)
    {
        Time = time;
        Uids = uids;
        Schemas = BuiltInSchemas.Load();
        Ownership = new FieldOwnership(Schemas);
        Storage = new ObjectStorage(historySize);
        Registry = new ResourceRegistry(BuiltInResources.Load(Schemas));
        _deletions = new ObjectDeletions(this);
        _writes = new ObjectWrites(this, new AdmissionRules(this), _deletions);
        foreach (var (type, obj) in BootstrapObjects.All()) Create(type, obj);
        Storage.Compact();
    }

    private ClusterStore(ClusterStore original, TimeProvider time, UidGenerator uids)
    {
        Time = time;
        Uids = uids;
        Schemas = original.Schemas;
        Ownership = original.Ownership;
        ServiceBlock = original.ServiceBlock;
        Storage = original.Storage.Fork();
        Registry = original.Registry.Fork();
        _deletions = new ObjectDeletions(this);
        _writes = new ObjectWrites(this, new AdmissionRules(this), _deletions);
    }

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <summary>The first two numbers of the addresses that Services get.</summary>
    public string ServiceBlock { get; init; } = "10.96";

    /// <summary>The version of the last commit.</summary>
    public long Version => Locked(() => Storage.Version);

    internal UidGenerator Uids { get; }

    internal BuiltInSchemas Schemas { get; }

    internal FieldOwnership Ownership { get; }

    internal ObjectStorage Storage { get; }

    internal ResourceRegistry Registry { get; }

    internal string Now => JsonAccess.Stamp(Time.GetUtcNow());

    /// <summary>
    /// Another cluster that begins with the objects of this one, on a clock of its own: for simulations that begin at the same state many times.
    /// The two share their schemas, which are read-only but parsed when first needed: use both on the same thread.
    /// </summary>
    public ClusterStore Fork(TimeProvider time, UidGenerator uids) => Locked(() => new ClusterStore(this, time, uids));

    /// <inheritdoc/>
    public ResourceType? FindType(string group, string plural) => Locked(() => Registry.Find(group, plural)?.Type);

    /// <inheritdoc/>
    public JsonObject? Get(ResourceType type, string? ns, string name) => Locked(() =>
        Registry.Find(type) is { } resource && Storage.Get(resource.Table, ObjectStorage.Key(type.Namespaced ? ns : "", name)) is { } stored
            ? ObjectForms.Show(resource, type.Version, stored)
            : null);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The selector is malformed.</exception>
    public IReadOnlyList<JsonObject> List(ResourceType type, string? ns = null, string? labelSelector = null)
    {
        var selector = LabelSelector.Parse(labelSelector, out var error) ?? throw new ArgumentException(error, nameof(labelSelector));
        return Locked<IReadOnlyList<JsonObject>>(() => Registry.Find(type) is { } resource
            ? [.. Storage.Rows(resource.Table, ns).Select(row => row.Value).Where(selector.Matches).Select(row => ObjectForms.Show(resource, type.Version, row))]
            : []);
    }

    /// <inheritdoc/>
    public ClusterResult Create(ResourceType type, JsonObject obj) =>
        With(type, (resource, version) => Create(resource, obj.Copy(), new WriteOptions(version) { Manager = "kube-controller-manager" }));

    /// <inheritdoc/>
    /// <remarks>A Namespace's <c>spec.finalizers</c> may be changed too, as its <c>/finalize</c> subresource allows.</remarks>
    public ClusterResult Update(ResourceType type, JsonObject obj) =>
        Replace(type, obj, type == BuiltInTypes.Namespace ? "finalize" : null);

    /// <inheritdoc/>
    public ClusterResult UpdateStatus(ResourceType type, JsonObject obj) => Replace(type, obj, "status");

    /// <inheritdoc/>
    /// <remarks>A pod that is already being deleted goes at once (grace period 0): this is how the sandbox's kubelet finishes it.</remarks>
    public ClusterResult Delete(ResourceType type, string? ns, string name, string propagation = "Background", string? uid = null) =>
        With(type, (resource, version) =>
        {
            var stored = Storage.Get(resource.Table, ObjectStorage.Key(type.Namespaced ? ns : "", name));
            long? grace = type == BuiltInTypes.Pod && stored.Obj("metadata").Str("deletionTimestamp") is not null ? 0 : null;
            return Delete(resource, version, ns, name, new DeleteOptions { Propagation = propagation, Uid = uid, GracePeriodSeconds = grace });
        });

    /// <inheritdoc/>
    /// <remarks>A change of an Event is shown twice, once in each of its groups.</remarks>
    public IDisposable Subscribe(Action<ClusterChange> observer) => Locked(() =>
    {
        var subscription = new Subscription(this, observer, Storage.Version);
        _subscriptions.Add(subscription);
        return subscription;
    });

    /// <summary>Forgets the history: watches and lists that go on from an older version are answered with 410.</summary>
    public void Compact() => Locked(() =>
    {
        Storage.Compact();
        return true;
    });

    internal ClusterResult Create(ServedResource resource, JsonObject obj, WriteOptions options) => Committing(() => _writes.Create(resource, obj, options));

    internal ClusterResult Update(ServedResource resource, string? ns, string name, WriteOptions options, Func<JsonObject, ChangeOutcome> change) =>
        Committing(() => _writes.Update(resource, ns, name, options, change));

    internal ClusterResult Delete(ServedResource resource, ServedVersion version, string? ns, string name, DeleteOptions options) =>
        Committing(() => _deletions.Delete(resource, version, ns, name, options));

    /// <summary>Runs under the lock; for reads.</summary>
    internal T Locked<T>(Func<T> work)
    {
        lock (_gate) return work();
    }

    /// <summary>Notes a commit for the observers. Under the lock.</summary>
    internal void Publish(ServedResource resource, HistoryEntry entry)
    {
        if (resource.Table == "/events")
        {
            _pending.Enqueue(new ClusterChange(entry.Verb, BuiltInTypes.CoreEvent, entry.Object, entry.Previous));
            var previous = entry.Previous is null ? null : EventForms.ToEvents(entry.Previous);
            _pending.Enqueue(new ClusterChange(entry.Verb, BuiltInTypes.Event, EventForms.ToEvents(entry.Object), previous));
            return;
        }

        _pending.Enqueue(new ClusterChange(entry.Verb, resource.Type, entry.Object, entry.Previous));
    }

    private ClusterResult Committing(Func<ClusterResult> work)
    {
        var result = Locked(work);
        Dispatch();
        return result;
    }

    // An observer may write in turn: its change waits here until every observer has seen the one before it.
    private void Dispatch()
    {
        while (true)
        {
            ClusterChange change;
            Subscription[] subscriptions;
            lock (_gate)
            {
                if (_dispatching || !_pending.TryDequeue(out change!)) return;
                _dispatching = true;
                subscriptions = [.. _subscriptions];
            }

            try
            {
                var version = change.Object.ObjectVersion();
                foreach (var subscription in subscriptions) subscription.See(change, version);
            }
            finally
            {
                lock (_gate) _dispatching = false;
            }
        }
    }

    private ClusterResult Replace(ResourceType type, JsonObject obj, string? subresource) => With(type, (resource, version) =>
        Update(resource, obj.ObjectNamespace(), obj.ObjectName(), new WriteOptions(version) { Manager = "kube-controller-manager", Subresource = subresource }, _ => obj.Copy()));

    private ClusterResult With(ResourceType type, Func<ServedResource, ServedVersion, ClusterResult> work) =>
        Locked(() => Registry.Find(type)) is { } resource && resource.Version(type.Version) is { } version ? work(resource, version) : Failures.NoSuchPath();

    private sealed class Subscription(ClusterStore store, Action<ClusterChange> observer, long since) : IDisposable
    {
        private bool _ended;

        public void See(ClusterChange change, long version)
        {
            if (!_ended && version > since) observer(change);
        }

        public void Dispose()
        {
            _ended = true;
            lock (store._gate) store._subscriptions.Remove(this);
        }
    }
}
