using System.Text.Json;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>The launches of the cache, each parsed once per version, and found by what they refer to.</summary>
/// <param name="launches">The cache.</param>
public sealed class LaunchCatalog(IReadOnlyInformer<CustomView> launches)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, LaunchEntry> _entries = [];
    private readonly Dictionary<(string Namespace, string Kind, string Name), SortedSet<ObjectKey>> _references = [];

    /// <summary>Begins to follow the cache. Every change is told after the catalog knows of it.</summary>
    public IDisposable Follow(Action<ObjectKey> changed) => launches.Subscribe(change =>
    {
        lock (_lock)
        {
            if (_entries.Remove(change.Key, out var old)) Index(old, remove: true);
            if (change.New is { } view) Index(_entries[change.Key] = Read(view, old), remove: false);
        }

        changed(change.Key);
    });

    /// <summary>A launch, or null.</summary>
    public LaunchEntry? Get(ObjectKey key)
    {
        lock (_lock) return _entries.GetValueOrDefault(key);
    }

    /// <summary>All launches of a namespace that have this template.</summary>
    public IReadOnlyList<LaunchEntry> OfTemplate(string ns, string template) => Referring(ns, "Deployment", template);

    /// <summary>The keys of launches that refer to an object.</summary>
    public IReadOnlyList<ObjectKey> KeysReferring(string ns, string kind, string name)
    {
        lock (_lock) return _references.TryGetValue((ns, kind, name), out var keys) ? [.. keys] : [];
    }

    /// <summary>The keys of launches that measure at a source.</summary>
    public IReadOnlyList<ObjectKey> KeysMeasuring(string source)
    {
        lock (_lock) return [.. _entries.Where(entry => entry.Value.Reading?.Spec.Objectives.Any(objective => objective.Source == source) ?? false).Select(entry => entry.Key).Order()];
    }

    /// <summary>The keys of launches that wait for a shadow.</summary>
    public IReadOnlyList<ObjectKey> KeysRequiring(string ns, string shadow)
    {
        lock (_lock) return [.. _entries.Where(entry => entry.Key.Namespace == ns && entry.Value.Reading?.Spec.RequiredShadow == shadow).Select(entry => entry.Key).Order()];
    }

    /// <summary>Every launch, in order.</summary>
    public IReadOnlyList<LaunchEntry> All()
    {
        lock (_lock) return [.. _entries.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
    }

    private IReadOnlyList<LaunchEntry> Referring(string ns, string kind, string name)
    {
        lock (_lock) return _references.TryGetValue((ns, kind, name), out var keys) ? [.. keys.Select(key => _entries[key])] : [];
    }

    private void Index(LaunchEntry entry, bool remove)
    {
        var key = new ObjectKey(entry.View.Namespace, entry.View.Name);
        foreach (var (kind, name) in References(entry))
        {
            var reference = (key.Namespace, kind, name);
            if (!_references.TryGetValue(reference, out var keys)) _references[reference] = keys = [];
            if (remove) keys.Remove(key);
            else keys.Add(key);
            if (keys.Count == 0) _references.Remove(reference);
        }
    }

    private static IEnumerable<(string Kind, string Name)> References(LaunchEntry entry)
    {
        if (entry.Reading is not { } reading) yield break;
        yield return ("Deployment", reading.Spec.Template);
        yield return ("Service", reading.Spec.Traffic.Service);
        yield return ("Service", reading.Spec.Traffic.CandidateService);
        yield return ("HTTPRoute", entry.View.Name);
        foreach (var route in entry.Fields?.Traffic.GatewayApi?.Routes ?? []) yield return ("HTTPRoute", route.Name);
        foreach (var steered in entry.Status.Traffic.Where(steered => steered.Kind == "HTTPRoute")) yield return ("HTTPRoute", steered.Name);
    }

    // A spec is read once per generation, a status once per version.
    private static LaunchEntry Read(CustomView view, LaunchEntry? old)
    {
        var status = Status(view);
        if (old is not null && old.View.Uid == view.Uid && old.View.Generation == view.Generation && Equals(old.View.Spec, view.Spec))
            return old with { View = view with { Spec = old.View.Spec, Status = null }, Status = status };
        var (fields, problem) = DarkLaunchReader.Parse(view.Spec is { } spec ? spec.Utf8 : "{}"u8);
        return new LaunchEntry(view with { Status = null }, fields, fields is null ? null : DarkLaunchReader.Read(fields), status, problem);
    }

    private static LaunchStatus Status(CustomView view)
    {
        if (view.Status is not { } raw) return LaunchStatus.Empty;
        try
        {
            return StatusMapping.FromWire(JsonSerializer.Deserialize(raw.Utf8, ApiJson.Default.DarkLaunchStatus));
        }
        catch (JsonException)
        {
            // Another version's or somebody's hand: the cluster tells all that matters, and the next write mends it.
            return LaunchStatus.Empty;
        }
    }
}
