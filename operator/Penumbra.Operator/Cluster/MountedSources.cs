using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Api.Json;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Time;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.Cluster;

/// <summary>
/// MetricSources out of a folder of YAML files, such as a mounted ConfigMap, beside those of the cluster: for an operator that looks after one namespace and may list
/// nothing cluster-scoped. Of equal names the folder's counts. A file that cannot be read is told, and what it said last stays.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="cluster">The MetricSources of the cluster; none in one namespace.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where unreadable files are told.</param>
public sealed class MountedSources(string folder, IReadOnlyInformer<CustomView> cluster, TimeProvider time, ILogger logger) : IReadOnlyInformer<CustomView>
{
    /// <summary>How often the folder is looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    private const int LargestFile = 1 << 20;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _read = new();
    private ImmutableSortedDictionary<string, string> _texts = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, ImmutableList<JsonObject>> _documents = ImmutableSortedDictionary.Create<string, ImmutableList<JsonObject>>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, CustomView> _views = ImmutableSortedDictionary.Create<string, CustomView>(StringComparer.Ordinal);
    private ImmutableList<Action<InformerChange<CustomView>>> _callbacks = [];
    private long _generation;

    /// <inheritdoc/>
    public ListQuery Query => cluster.Query;

    /// <inheritdoc/>
    public Task HasSynced => Task.WhenAll(_read.Task, cluster.HasSynced);

    /// <inheritdoc/>
    public DateTimeOffset? LastSeen => cluster.LastSeen;

    /// <inheritdoc/>
    public DateTimeOffset? CurrentSince => cluster.CurrentSince;

    /// <inheritdoc/>
    public string? LatestVersion => cluster.LatestVersion;

    /// <inheritdoc/>
    public long? ListedAt => cluster.ListedAt;

    /// <inheritdoc/>
    public CustomView? Get(ObjectKey key) => _views.GetValueOrDefault(key.Name) ?? cluster.Get(key);

    /// <inheritdoc/>
    public IReadOnlyList<CustomView> List(string? ns = null) =>
        [.. _views.Values.Concat(cluster.List(ns).Where(view => !_views.ContainsKey(view.Name))).OrderBy(view => view.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<CustomView> ByIndex(string index, string value) => cluster.ByIndex(index, value);

    /// <inheritdoc/>
    public ObjectVersion? VersionOf(ObjectKey key) => cluster.VersionOf(key);

    /// <inheritdoc/>
    public void RequestList() => cluster.RequestList();

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<InformerChange<CustomView>> callback)
    {
        lock (_gate) _callbacks = _callbacks.Add(callback);
        foreach (var view in _views.Values) callback(new InformerChange<CustomView>(InformerChangeType.Added, new ObjectKey("", view.Name), null, view));
        return new Subscription(this, callback, cluster.Subscribe(callback));
    }

    /// <summary>Reads the folder now and then every ten seconds, until cancelled: a mounted ConfigMap tells nobody that it changed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Read();
            _read.TrySetResult();
            await time.WaitAsync(Interval, cancellationToken);
        }
    }

    /// <summary>Reads the folder, and tells what changed.</summary>
    public void Read()
    {
        var changes = new List<InformerChange<CustomView>>();
        lock (_gate)
        {
            if (Texts() is not { } texts || texts.SequenceEqual(_texts)) return;
            _documents = texts.ToImmutableSortedDictionary(pair => pair.Key, pair => _texts.GetValueOrDefault(pair.Key) == pair.Value ? _documents[pair.Key] : Documents(pair.Key, pair.Value), StringComparer.Ordinal);
            _texts = texts;
            var (before, after) = (_views, Views());
            _views = after;
            foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
                if (ReferenceEquals(old, now)) continue;
                changes.Add(new(old is null ? InformerChangeType.Added : now is null ? InformerChangeType.Deleted : InformerChangeType.Updated, new ObjectKey("", name), old, now));
            }
        }

        foreach (var change in changes)
        {
            logger.LogInformation("MetricSource {Name} of {Folder}: {Change}", change.Key.Name, folder, change.Type);
            foreach (var callback in _callbacks) callback(change);
        }
    }

    // Null while the folder cannot be read at all: what is known stays.
    private ImmutableSortedDictionary<string, string>? Texts()
    {
        try
        {
            var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json"))
            {
                using var stream = File.OpenRead(file);
                if (stream.Length > LargestFile) continue;
                using var reader = new StreamReader(stream, Encoding.UTF8);
                texts[Path.GetFileName(file)] = reader.ReadToEnd();
            }

            return texts.ToImmutable();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The metric sources in {Folder} cannot be read: {Message}", folder, exception.Message);
            return null;
        }
    }

    private ImmutableList<JsonObject> Documents(string file, string text)
    {
        var (documents, error) = YamlTree.Read(text);
        var wrong = error ?? documents.Select(Wrong).FirstOrDefault(problem => problem is not null);
        if (wrong is null) return [.. documents.OfType<JsonObject>()];
        logger.LogWarning("The metric sources of {File} are not read: it {Problem}", file, wrong);
        return _documents.GetValueOrDefault(file) ?? [];
    }

    // What the API server would refuse before it looks at the spec, and its rule for the spec's kind; the spec itself is checked where it is used.
    private static string? Wrong(JsonNode document)
    {
        if (document is not JsonObject { } item || Text(item["apiVersion"]) != ResourceKinds.MetricSource.ApiVersion || Text(item["kind"]) != ResourceKinds.MetricSource.Kind)
            return $"holds something that is not apiVersion: {ResourceKinds.MetricSource.ApiVersion}, kind: {ResourceKinds.MetricSource.Kind}";
        if (Name(item).Length == 0) return "has a MetricSource without metadata.name";
        return item["spec"] is JsonObject spec && spec["prometheus"] is null != spec["web"] is null ? null : $"has the MetricSource {Name(item)}, of whose spec exactly one of prometheus and web must be set";
    }

    // What did not change stays the same object, so that its connections do too.
    private ImmutableSortedDictionary<string, CustomView> Views()
    {
        var views = ImmutableSortedDictionary.CreateBuilder<string, CustomView>(StringComparer.Ordinal);
        foreach (var (file, document) in _documents.SelectMany(pair => pair.Value.Select(document => (pair.Key, document))))
        {
            var name = Name(document);
            if (views.ContainsKey(name))
            {
                logger.LogWarning("The MetricSource {Name} of {File} is passed over: a file before it has one of that name", name, file);
                continue;
            }

            var spec = new RawJson(Encoding.UTF8.GetBytes(document["spec"]!.ToJsonString()));
            views[name] = _views.GetValueOrDefault(name) is { } known && spec.Equals(known.Spec)
                ? known
                : new CustomView { Metadata = new ObjectMeta { Name = name, Uid = $"file-{name}", Generation = ++_generation }, Spec = spec };
        }

        return views.ToImmutable();
    }

    private static string Name(JsonObject item) => Text((item["metadata"] as JsonObject)?["name"]);

    private static string Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";

    private sealed class Subscription(MountedSources owner, Action<InformerChange<CustomView>> callback, IDisposable inner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._callbacks = owner._callbacks.Remove(callback);
            inner.Dispose();
        }
    }
}
