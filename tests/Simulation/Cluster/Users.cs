using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Simulation.Cluster;

/// <summary>
/// The users: what they get is worked out from the stored objects alone (route, Service, slices, pods), by nobody's word, at every change.
/// One namespace, one host; rules with header matches are the pilots' and have no part of the crowd.
/// </summary>
public sealed class Users : IDisposable
{
    // What a pod takes that does nothing: a share of a core. Requests come on top.
    private const double Idle = 0.02;

    private static readonly string[] Watched = ["httproutes", "services", "endpointslices", "pods"];
    private static readonly (double Cpu, double Memory) Usual = (0.005, 100_000_000);

    private readonly ClusterStore _store;
    private readonly string _namespace;
    private readonly SortedDictionary<string, (double Total, double Bad, double Slow)> _counters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _answered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _failed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _slowed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadyPod> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Errors, double Slow)> _spoiled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Cpu, double Memory)> _spending = new(StringComparer.Ordinal);
    private readonly IDisposable _subscription;
    private IReadOnlyList<IReadOnlyList<Backend>> _rules = [];
    private SortedDictionary<string, (double Total, double Bad, double Slow)> _before = new(StringComparer.Ordinal);
    private bool _changed = true;
    private TimeSpan _lost;
    private DateTimeOffset _at = SimulatedTime.Start;

    /// <summary>Follows a store.</summary>
    public Users(ClusterStore store, string ns)
    {
        _store = store;
        _namespace = ns;
        _subscription = store.Subscribe(change =>
        {
            if (!Watched.Contains(change.Type.Plural)) return;
            Accrue();
            _changed = true;
            Changes++;
        });
    }

    /// <summary>Requests of the crowd per second.</summary>
    public double Rate { get; set; } = 200;

    /// <summary>Rises with each change that users could feel.</summary>
    public int Changes { get; private set; }

    /// <summary>For how long, in all, everybody would have been without an answer: shares times time.</summary>
    public TimeSpan Lost
    {
        get
        {
            // Nobody answers although nothing changes: that counts as well.
            Accrue();
            return _lost;
        }
    }

    /// <summary>How many requests failed because of the release that answered them.</summary>
    public double Failed { get; private set; }

    /// <summary>The rules of the crowd as they are now.</summary>
    public IReadOnlyList<IReadOnlyList<Backend>> Rules
    {
        get
        {
            if (!_changed) return _rules;
            _changed = false;
            return _rules = Read();
        }
    }

    /// <summary>The pods of a version answer differently from now on: a memory leak, a full disk, a dependency that is down.</summary>
    public void Spoil(string version, double errors, double slow)
    {
        Accrue();
        _spoiled[version] = (errors, slow);
        _known.Clear();
        _changed = true;
        Changes++;
    }

    /// <summary>What a version uses, from the beginning on: CPU seconds for a request, and bytes of memory.</summary>
    public void Spend(string version, double cpu, double memory) => _spending[version] = (cpu, memory);

    /// <summary>The share of the crowd that each version gets; under <c>""</c> what nobody answers.</summary>
    public SortedDictionary<string, double> Shares()
    {
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var rule in Rules)
        {
            var whole = rule.Sum(backend => backend.Weight);
            if (whole == 0) Add(shares, "", 1.0 / Rules.Count);
            foreach (var backend in rule.Where(backend => backend.Weight > 0))
            {
                var share = (double)backend.Weight / whole / Rules.Count;
                if (backend.Pods.Count == 0) Add(shares, "", share);
                foreach (var pod in backend.Pods) Add(shares, pod.Version, share / backend.Pods.Count);
            }
        }

        return shares;
    }

    /// <summary>What the pods of a revision have counted.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="launch">The launch.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="stale">The answer of the last time instead.</param>
    public IReadOnlyList<PodCount> Counted(string ns, string launch, string revision, bool stale) => Counted(Pods().Where(pod => pod.Revision == revision), stale);

    /// <summary>What pods have counted that somebody names, as the operator does of a shadow and of live.</summary>
    /// <param name="uids">Their UIDs.</param>
    /// <param name="stale">The answer of the last time instead.</param>
    public IReadOnlyList<PodCount> CountedOf(IReadOnlyList<string> uids, bool stale) => Counted(Pods().Where(pod => uids.Contains(pod.Uid)), stale);

    /// <summary>How many requests the pods of a revision have answered, those that are gone too.</summary>
    public long AnsweredBy(string revision)
    {
        Accrue();
        return (long)Math.Ceiling(_answered.GetValueOrDefault(revision));
    }

    /// <summary>What the pods of a revision have answered up to now, those that are gone too: how many requests in all, how many of them failed, and how many took too long.</summary>
    public (long Total, long Failed, long Slow) CountedOf(string revision) =>
        (AnsweredBy(revision), (long)Math.Ceiling(_failed.GetValueOrDefault(revision)), (long)Math.Ceiling(_slowed.GetValueOrDefault(revision)));

    /// <summary>Requests that nobody waits for have arrived at a pod: copies. It counts them as any other.</summary>
    public void Copied(ReadyPod pod, double requests) => Count(pod, requests, pod.ErrorShare);

    private List<PodCount> Counted(IEnumerable<ReadyPod> pods, bool stale)
    {
        Accrue();
        var counters = stale ? _before : _counters;
        var ready = pods.ToList();
        var counted = ready.Select(pod => Counted(pod, counters.GetValueOrDefault(pod.Uid))).ToList();
        if (!stale) _before = new SortedDictionary<string, (double Total, double Bad, double Slow)>(_counters, StringComparer.Ordinal);
        return counted;
    }

    private PodCount Counted(ReadyPod pod, (double Total, double Bad, double Slow) count)
    {
        var (cpu, memory) = _spending.GetValueOrDefault(pod.Version, Usual);
        return new PodCount(pod.Uid, (long)count.Total, (long)count.Bad, (long)count.Slow, (Idle * (_at - SimulatedTime.Start).TotalSeconds) + (cpu * count.Total), memory);
    }

    /// <summary>Counts up to now.</summary>
    public void Accrue()
    {
        var now = _store.Time.GetUtcNow();
        var from = _at;
        var seconds = (now - from).TotalSeconds;
        if (seconds <= 0) return;
        _at = now;
        foreach (var rule in Rules)
        {
            var whole = rule.Sum(backend => backend.Weight);
            foreach (var backend in rule.Where(backend => backend.Weight > 0))
            {
                var requests = Rate * seconds * backend.Weight / whole / Rules.Count;
                if (backend.Pods.Count == 0) _lost += TimeSpan.FromSeconds(requests / Rate);
                foreach (var pod in backend.Pods)
                {
                    var part = requests / backend.Pods.Count;
                    var failing = pod.Errors(from, now);
                    Count(pod, part, failing);
                    Failed += part * failing;
                }
            }
        }
    }

    /// <summary>The pods that are ready behind a Service.</summary>
    public IReadOnlyList<ReadyPod> Behind(string service)
    {
        var pods = new List<ReadyPod>();
        foreach (var slice in _store.List(BuiltInTypes.EndpointSlice, _namespace))
        {
            if (slice["metadata"]?["labels"]?["kubernetes.io/service-name"]?.GetValue<string>() != service) continue;
            foreach (var endpoint in slice["endpoints"]?.AsArray() ?? [])
            {
                if (endpoint?["conditions"]?["ready"]?.GetValue<bool>() != true) continue;
                if (endpoint["targetRef"] is null) pods.Add(Elsewhere(endpoint["addresses"]![0]!.GetValue<string>()));
                if (endpoint["targetRef"]?["name"]?.GetValue<string>() is { } name && Pod(name) is { } pod) pods.Add(pod);
            }
        }

        return pods;
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void Count(ReadyPod pod, double requests, double failing)
    {
        Add(_answered, pod.Revision, requests);
        Add(_failed, pod.Revision, requests * failing);
        Add(_slowed, pod.Revision, requests * pod.SlowShare);
        var (total, bad, slow) = _counters.GetValueOrDefault(pod.Uid);
        _counters[pod.Uid] = (total + requests, bad + requests * failing, slow + requests * pod.SlowShare);
    }

    private static void Add(SortedDictionary<string, double> shares, string version, double share) => shares[version] = shares.GetValueOrDefault(version) + share;

    private IEnumerable<ReadyPod> Pods() => _store.List(BuiltInTypes.Pod, _namespace)
        .Where(pod => pod["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == "Ready" && condition["status"]?.GetValue<string>() == "True") == true)
        .Select(Read);

    private ReadyPod? Pod(string name) => _store.Get(BuiltInTypes.Pod, _namespace, name) is { } pod ? Read(pod) : null;

    // Where no pod of the cluster answers, such as a legacy system on a machine of its own.
    private static ReadyPod Elsewhere(string address) => new(address, "", "elsewhere", 0, 0);

    // What a pod is changes only when the story says so: read once.
    private ReadyPod Read(JsonObject pod)
    {
        var uid = pod["metadata"]!["uid"]!.GetValue<string>();
        if (_known.TryGetValue(uid, out var known)) return known;
        var container = pod["spec"]!["containers"]![0]!;
        var variables = (container["env"]?.AsArray() ?? []).ToDictionary(variable => variable!["name"]!.GetValue<string>(), variable => variable!["value"]?.GetValue<string>() ?? "", StringComparer.Ordinal);
        double Share(string name) => variables.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0;
        var version = container["image"]!.GetValue<string>().Split(':')[^1];
        var (errors, slow) = _spoiled.TryGetValue(version, out var spoiled) ? spoiled : (Share("ERROR_SHARE"), Share("SLOW_SHARE"));
        return _known[uid] = new ReadyPod(uid, pod["metadata"]!["labels"]?["penumbra.dev/revision"]?.GetValue<string>() ?? "", version, errors, slow) { ColdErrorShare = Share("COLD_ERROR_SHARE"), ColdUntil = ColdUntil(pod, variables.GetValueOrDefault("COLD_FOR")) };
    }

    private static DateTimeOffset ColdUntil(JsonObject pod, string? cold) =>
        cold is not null && Span.Parse(cold) is { } span && pod["status"]?["containerStatuses"]?[0]?["state"]?["running"]?["startedAt"]?.GetValue<string>() is { } started
            ? DateTimeOffset.Parse(started, CultureInfo.InvariantCulture) + span : DateTimeOffset.MinValue;

    private List<IReadOnlyList<Backend>> Read()
    {
        var rules = new List<IReadOnlyList<Backend>>();
        foreach (var route in _store.List(BuiltInTypes.HttpRoute, _namespace))
        {
            foreach (var rule in route["spec"]?["rules"]?.AsArray() ?? [])
            {
                if (rule?["matches"]?.AsArray().Any(match => match?["headers"] is not null) == true) continue;
                rules.Add([.. (rule?["backendRefs"]?.AsArray() ?? []).Select(Read!)]);
            }
        }

        return rules;
    }

    private Backend Read(JsonNode reference)
    {
        var service = reference["name"]!.GetValue<string>();
        return new Backend(service, reference["weight"]?.GetValue<int>() ?? 1, Behind(service));
    }
}
