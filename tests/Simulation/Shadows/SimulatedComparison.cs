using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Evidence;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Shadows;

/// <summary>
/// What the comparison servers of the world would find and say, worked out from the stored objects alone (routes, Services, pods, ConfigMaps), by the real reader, the real evidence and the real
/// codec. Copies arrive by what the routes' filters say, by arithmetic and not by chance.
/// </summary>
public sealed class SimulatedComparison : IDisposable
{
    private static readonly string[] Watched = ["httproutes", "services", "endpointslices", "pods"];

    private readonly SimulatedCluster _cluster;
    private readonly SortedDictionary<string, ServerProcess> _processes = new(StringComparer.Ordinal);
    private readonly List<ReplayPod> _replays = [];
    private readonly SortedDictionary<string, double> _differ = new(StringComparer.Ordinal);
    private readonly EvidenceLedger _ledger;
    private readonly IDisposable _subscription;
    private List<(ServerProcess Process, bool IsServing, double Copies, double? Differ)> _present = [];
    private List<(ReadyPod Pod, double Rate)> _asked = [];
    private TimeSpan _at;
    private bool _changed = true;

    /// <summary>Follows a world.</summary>
    public SimulatedComparison(SimulatedCluster cluster)
    {
        _cluster = cluster;
        _ledger = new EvidenceLedger(cluster);
        _subscription = cluster.Store.Subscribe(change =>
        {
            if (!Watched.Contains(change.Type.Plural)) return;
            Accrue();
            _changed = true;
        });
    }

    /// <summary>A gateway that copies everything whatever share it is asked for.</summary>
    public bool IgnoresShares { get; private set; }

    /// <summary>A gateway that copies the servers' own requests as well.</summary>
    public bool IsLooping { get; private set; }

    /// <summary>How many requests are recorded, where any are.</summary>
    public long Recorded { get; set; } = 600;

    /// <summary>What stands in the recording, so that one may be told from another of the same name.</summary>
    public string Content { get; set; } = "first";

    /// <summary>Whether a server has all of the recording.</summary>
    public bool IsReplayed(string shadow) => _processes.Values.Any(process => process.Shadow == shadow && process.Replayed.IsFinished);

    /// <summary>The servers that take copies now, those that have a ready pod.</summary>
    public IEnumerable<ServerProcess> Serving => _present.Where(one => one.IsServing).Select(one => one.Process);

    /// <summary>A pod of a Job starts; null for one that is no replay.</summary>
    public ReplayPod? Replay(JsonObject pod, Action changed)
    {
        if (pod["metadata"]!["labels"]?["penumbra.dev/part"]?.GetValue<string>() != "replay") return null;
        Accrue();
        var started = new ReplayPod(pod, Content, changed);
        _replays.Add(started);
        return started;
    }

    /// <summary>A version answers otherwise than live from now on.</summary>
    public void Differ(string version, double share)
    {
        Accrue();
        _differ[version] = share;
        _changed = true;
    }

    /// <summary>How gateways copy from now on: <c>well</c>, <c>everything</c> or <c>loops</c>.</summary>
    public void Copy(string how)
    {
        Accrue();
        (IgnoresShares, IsLooping) = how switch
        {
            "well" => (false, false),
            "everything" => (true, false),
            "loops" => (false, true),
            _ => throw new InvalidDataException($"gateways copy well, everything or loops, not {how}"),
        };
        _changed = true;
    }

    /// <summary>Users ask so much a second from now on, and so much more is copied.</summary>
    public void Load(double rate)
    {
        Accrue();
        _cluster.Users.Accrue();
        _cluster.Users.Rate = rate;
        _changed = true;
    }

    /// <summary>What pods have counted, copies that reached them too.</summary>
    public IReadOnlyList<PodCount> CountedOf(IReadOnlyList<string> uids, bool stale)
    {
        Refresh();
        return _cluster.Users.CountedOf(uids, stale);
    }

    /// <summary>What the server at an address says; null where there is none.</summary>
    public byte[]? Ask(string address)
    {
        Refresh();
        var pod = Pods().FirstOrDefault(pod => pod["status"]?["podIP"]?.GetValue<string>() == address);
        return pod is not null && _processes.TryGetValue(Uid(pod), out var process) ? process.Say(_cluster.Time.Elapsed) : null;
    }

    /// <summary>Counts up to now, and looks again if anything has changed.</summary>
    public void Refresh()
    {
        Accrue();
        if (!_changed) return;
        _changed = false;
        _present = Read();
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    // With what was last read: the change that calls is of this very moment.
    private void Accrue()
    {
        var passed = _cluster.Time.Elapsed - _at;
        if (passed <= TimeSpan.Zero) return;
        _at = _cluster.Time.Elapsed;
        _replays.RemoveAll(replay => replay.Stopped || replay.Crashed);
        foreach (var (process, isServing, copies, differ) in _present)
        {
            process.Pass(_cluster.Time.GetUtcNow(), passed, copies, differ);
            if (IsLooping && copies > 0) process.LoopedAt = _at;
            foreach (var replay in _replays.Where(replay => isServing && replay.Shadow == process.Shadow && replay.Subject == process.Subject).ToList()) Told(replay, process, passed, differ);
            _ledger.Found(process, _at);
        }

        foreach (var (pod, rate) in _asked) _cluster.Users.Copied(pod, rate * passed.TotalSeconds);
    }

    private void Told(ReplayPod replay, ServerProcess process, TimeSpan passed, double? differ)
    {
        if (!process.IsOf(replay.Content))
        {
            replay.Fail();
            return;
        }

        // Its end is said only of the file that was begun.
        if (!process.Replayed.IsFinished) process.Take(_cluster.Time.GetUtcNow(), passed, replay.Rate, Recorded, isWhole: replay.Content == Content, differ);
        if (process.Replayed.IsFinished) replay.Finish();
        else if (process.Replayed.Replayed == Recorded) replay.Fail();
    }

    private List<(ServerProcess Process, bool IsServing, double Copies, double? Differ)> Read()
    {
        var pods = Pods().ToList();
        foreach (var gone in _processes.Keys.Except(pods.Select(Uid)).ToList()) _processes.Remove(gone);
        var present = new List<(ServerProcess Process, bool IsServing, double Copies, double? Differ)>();
        foreach (var pod in pods)
        {
            if (Started(pod) is not { } process) continue;
            var server = $"{process.Shadow}-compare";
            var isServing = pod["metadata"]!["deletionTimestamp"] is null && _cluster.Users.Behind(server).Any(ready => ready.Uid == Uid(pod));
            present.Add((process, isServing, isServing ? Copies(server) : 0, Answers(process.ShadowHost)));
        }

        _asked = [.. present.SelectMany(one => new[] { one.Process.ShadowHost, one.Process.LiveHost }.SelectMany(host => Spread(Behind(host), Math.Min(one.Copies, one.Process.MostCopies)))), .. Direct()];
        return present;
    }

    private IEnumerable<JsonObject> Pods() => _cluster.List(BuiltInTypes.Pod)
        .Where(pod => pod["metadata"]!["labels"]?["penumbra.dev/part"]?.GetValue<string>() == "comparison" && pod["status"]?["phase"]?.GetValue<string>() == "Running");

    // A process reads its files once.
    private ServerProcess? Started(JsonObject pod)
    {
        if (_processes.TryGetValue(Uid(pod), out var known)) return known;
        var shadow = pod["metadata"]!["labels"]!["penumbra.dev/shadow"]!.GetValue<string>();
        if (_cluster.Get("", "configmaps", $"{shadow}-compare")?["data"]?["config.json"]?.GetValue<string>() is not { } file) return null;
        var reading = new ConfigReader(_ => Encoding.UTF8.GetBytes(new string('k', 32))).Read(file);
        if (reading.Config is not { } config)
        {
            _cluster.Violate("server-file", $"the comparison server of {shadow} cannot read its file: {string.Join("; ", reading.Problems)}");
            return null;
        }

        var kept = _cluster.Get("", "configmaps", $"{shadow}-evidence")?["binaryData"]?["evidence"]?.GetValue<string>() is { } bytes ? EvidenceCodec.Decode(Convert.FromBase64String(bytes)) : null;
        var process = _processes[Uid(pod)] = new ServerProcess(shadow, Uid(pod), config, kept);
        _ledger.Started(process, _cluster.Time.Elapsed);
        return process;
    }

    private double Copies(string server)
    {
        var copies = 0.0;
        var rules = _cluster.List(BuiltInTypes.HttpRoute).SelectMany(route => route["spec"]?["rules"]?.AsArray() ?? []).Where(rule => rule?["matches"]?.AsArray().Any(match => match?["headers"] is not null) != true).ToList();
        foreach (var filter in rules.SelectMany(rule => RouteCopies.Of(rule!.AsObject(), server))) copies += _cluster.Users.Rate / rules.Count * (IgnoresShares ? 1 : filter.Share ?? 1);
        return copies;
    }

    // Where nothing is compared the gateway copies straight to the shadow's pods, through a Service of the server's name.
    private IEnumerable<(ReadyPod Pod, double Rate)> Direct() => _cluster.List(BuiltInTypes.Service)
        .Where(service => service["metadata"]!["name"]!.GetValue<string>().EndsWith("-compare", StringComparison.Ordinal) && service["spec"]?["selector"]?["penumbra.dev/part"]?.GetValue<string>() != "comparison")
        .Select(service => service["metadata"]!["name"]!.GetValue<string>())
        .SelectMany(name => Spread(_cluster.Users.Behind(name), Copies(name)));

    private static IEnumerable<(ReadyPod Pod, double Rate)> Spread(IReadOnlyList<ReadyPod> pods, double rate) => rate <= 0 ? [] : pods.Select(pod => (pod, rate / pods.Count));

    // The first version that answers behind the Service stands for all: a shadow runs one.
    private double? Answers(string host) => Behind(host) is [var pod, ..] ? _differ.GetValueOrDefault(pod.Version) : null;

    private IReadOnlyList<ReadyPod> Behind(string host)
    {
        foreach (var service in _cluster.List(BuiltInTypes.Service))
        {
            var name = service["metadata"]!["name"]!.GetValue<string>();
            if (host == service["spec"]?["clusterIP"]?.GetValue<string>() || host == name || host == $"{name}.shop.svc") return _cluster.Users.Behind(name);
        }

        return [];
    }

    private static string Uid(JsonObject pod) => pod["metadata"]!["uid"]!.GetValue<string>();
}
