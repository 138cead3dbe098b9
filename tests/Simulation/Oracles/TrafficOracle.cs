using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// The invariants of the design, checked at every write of the operator against the stored objects: integer weights that sum to 100, 1,000 or
/// 100,000; no share to a revision that is not ready; Back is final for its attempt; a step lasts its hold; a share rises only while the
/// truth is not bad, and not in a pause, and when the objectives have their samples; the apex follows after the bake; identity changes only when no rule names the candidate, nor has for the propagation delay.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class TrafficOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly int[] Wholes = [100, 1_000, 100_000];

    private readonly SortedDictionary<string, TimeSpan> _readyAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _back = [];
    private readonly SortedDictionary<string, (Share Share, TimeSpan At, long Generation, long Answered)> _raised = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject?> _routes = new(StringComparer.Ordinal);
    private TimeSpan _namedAt = TimeSpan.MinValue;
    private TimeSpan? _badSince;
    private TimeSpan? _silentSince;
    private TimeSpan? _pausedSince;
    private JsonObject? _selector;
    private readonly SortedSet<string> _ready = new(StringComparer.Ordinal);
    private int _seen = -1;
    private bool _named;
    private bool _bad;

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call)
    {
        Look();
        if (call.Plural == "httproutes") _routes[call.Name] = Cluster.Get("gateway.networking.k8s.io", "httproutes", call.Name);
        if (call.Plural == "services") _selector = Cluster.Get("", "services", call.Name);
    }

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || response.Status >= 300) return;
        if (call is { Plural: "httproutes", Request.Method: not "DELETE" }) Route(call);
        if (call is { Plural: "services", Request.Method: not "DELETE" } && call.Name.EndsWith("-candidate", StringComparison.Ordinal)) Identity(call.Name);
        if (call is { Plural: "services", Request.Method: not "DELETE" } && !call.Name.EndsWith("-candidate", StringComparison.Ordinal)) Moved(call);
    }

    /// <inheritdoc/>
    public override void Tick() => Look();

    // What is ready now is ready now: only changes need a look.
    private void Look()
    {
        var now = Cluster.Time.Elapsed;
        _silentSince = Cluster.SourceMode == SourceMode.Ok ? null : _silentSince ?? now;
        _pausedSince = Cluster.Launch()?["spec"]?["paused"]?.GetValue<bool>() == true ? _pausedSince ?? now : null;
        if (_seen != Cluster.Users.Changes)
        {
            _seen = Cluster.Users.Changes;
            foreach (var key in _ready) _readyAt[key] = now;
            if (_named) _namedAt = now;
            _ready.Clear();
            _named = Cluster.Users.Rules.Any(rule => rule.Any(backend => backend.Service.EndsWith("-candidate", StringComparison.Ordinal)));
            foreach (var service in Cluster.List(BuiltInTypes.Service))
            {
                var name = service["metadata"]!["name"]!.GetValue<string>();
                foreach (var pod in Cluster.Users.Behind(name)) _ready.Add($"{name}/{pod.Revision}");
            }

            _bad = Cluster.Users.Behind("checkout-candidate").Any(pod => pod.ErrorShare >= 0.1);
        }

        foreach (var key in _ready) _readyAt[key] = now;
        if (_named) _namedAt = now;
        _badSince = _bad ? _badSince ?? now : null;
    }

    private void Route(ApiCall call)
    {
        if (Cluster.Get("gateway.networking.k8s.io", "httproutes", call.Name) is not { } route) return;
        var before = Weights(_routes.GetValueOrDefault(call.Name));
        var after = Weights(route);
        if (!after.IsWhole) Cluster.Violate("weights", $"the weights of {call.Name} are {after.Text}");
        var marker = TrafficMarker.Parse(route["metadata"]!["annotations"]?["penumbra.dev/traffic.checkout"]?.GetValue<string>());
        var attempt = marker is null ? null : $"{marker.LaunchUid}/{marker.Attempt}/{marker.Revision}";

        // A hand may have raised it just before: what is written on top says that it is meant so.
        var isTakenOn = after.Candidate == before.Candidate && attempt is not null && _raised.TryGetValue(attempt, out var raised) && raised.Share < after.Candidate;
        if (after.Candidate > before.Candidate || isTakenOn) Raised(call, marker, attempt, after.Candidate);
        if (after.Candidate < before.Candidate) Lowered(call);
        if (attempt is null) return;
        if (marker!.Direction == TrafficDirection.Back) _back.Add(attempt);
        else if (_back.Contains(attempt)) Cluster.Violate("back-is-final", $"{call} says Forward again in attempt {attempt}");
    }

    private void Raised(ApiCall call, TrafficMarker? marker, string? attempt, Share share)
    {
        var now = Cluster.Time.Elapsed;
        var slack = Fresh + Cluster.Faults.Select(fault => fault.Staleness).DefaultIfEmpty(TimeSpan.Zero).Max();
        if (marker is null || attempt is null)
        {
            Cluster.Violate("marked-writes", $"{call} raises the candidate's share and carries no marker");
            return;
        }

        if (_back.Contains(attempt)) Cluster.Violate("back-is-final", $"{call} raises the share to {share} % after Back in attempt {attempt}");
        var ready = _readyAt.Where(pair => pair.Key.EndsWith($"-candidate/{marker.Revision}", StringComparison.Ordinal)).Select(pair => pair.Value).DefaultIfEmpty(TimeSpan.MinValue).Max();
        if (ready == TimeSpan.MinValue || now - ready > slack) Cluster.Violate("ready-before-share", $"{call} gives {share} % to revision {marker.Revision}, which is not ready");
        var launch = Cluster.Launch();
        var generation = launch?["metadata"]?["generation"]?.GetValue<long>() ?? 0;
        var free = IsHurried(launch);

        // What somebody took away and is given back is no step further.
        if (_raised.TryGetValue(attempt, out var last) && share > last.Share && last.Generation == generation && !free && Hold(launch, last.Share) is { } hold && now - last.At < hold - TimeSpan.FromMilliseconds(50))
            Cluster.Violate("hold", $"{call}: {share} % came {(now - last.At).TotalSeconds:0.###} s after {last.Share} %, whose hold is {hold.TotalSeconds} s");
        if (_pausedSince is { } paused && now - paused > slack && !free) Cluster.Violate("paused", $"{call} raises the share to {share} % in a pause that began at {paused}");
        if (last.Share > Share.None && share > last.Share && last.Generation == generation && !free) Sampled(call, launch, attempt, marker.Revision);
        _raised[attempt] = (share, now, generation, last.Share > Share.None ? last.Answered : Cluster.Users.AnsweredBy(marker.Revision));
        var patience = TimeSpan.FromSeconds(25) + slack;
        var enforced = launch?["spec"]?["objectives"]?.AsArray().Any(objective => objective?["mode"]?.GetValue<string>() is null or "Enforce") == true;
        if (!enforced || free) return;

        // Before the first user a source that answers has nothing to count, and nothing to hold anybody with.
        // Nor does it take back what was counted in this step before it had nothing more to say.
        var uncounted = Cluster.SourceMode == SourceMode.Empty && (last.Share == Share.None || launch?["status"]?["objectives"]?.AsArray().All(objective => objective?["verdict"]?.GetValue<string>() == nameof(Verdict.Good)) == true);
        if (_silentSince is { } silent && now - silent > patience && share > Share.None && !uncounted) Cluster.Violate("unknown-never-advances", $"{call} raises the share to {share} % although the source has been silent since {silent}");
        if (_badSince is { } bad && now - bad > patience && last.Share > Share.None) Cluster.Violate("bad-never-advances", $"{call} raises the share to {share} % although the candidate has been bad since {bad}");
    }

    private void Lowered(ApiCall call)
    {
        var launch = Cluster.Launch();
        if (launch is null || launch["spec"]?["replicas"]?.GetValue<int>() == 0 || Cluster.Users.Behind("checkout").Count > 0 || Cluster.Users.Behind("checkout-candidate").Count == 0) return;
        var ready = _readyAt.Where(pair => pair.Key.StartsWith("checkout/", StringComparison.Ordinal)).Select(pair => pair.Value).DefaultIfEmpty(TimeSpan.MinValue).Max();
        var slack = Fresh + Cluster.Faults.Select(fault => fault.Staleness).DefaultIfEmpty(TimeSpan.Zero).Max();
        if (ready == TimeSpan.MinValue || Cluster.Time.Elapsed - ready > slack) Cluster.Violate("back-to-somebody", $"{call} leads users back to a stable revision without ready pods");
    }

    private void Identity(string name)
    {
        var now = Cluster.Get("", "services", name)?["spec"]?["selector"];
        var was = _selector?["spec"]?["selector"];
        if (was is null || JsonNode.DeepEquals(now, was)) return;
        var delay = Core.Common.Span.Parse(Cluster.Launch()?["spec"]?["traffic"]?["propagationDelay"]?.GetValue<string>()) ?? TimeSpan.FromSeconds(3);
        if (_namedAt != TimeSpan.MinValue && Cluster.Time.Elapsed - _namedAt < delay - TimeSpan.FromMilliseconds(200))
            Cluster.Violate("identity", $"{name} selects another revision although a rule named it {(Cluster.Time.Elapsed - _namedAt).TotalSeconds:0.###} s ago");
    }

    // The apex follows the candidate when everybody has been on it for the bake's time, and there are as many events as the objectives ask for.
    private void Moved(ApiCall call)
    {
        var revision = Cluster.Get("", "services", call.Name)?["spec"]?["selector"]?["penumbra.dev/revision"]?.GetValue<string>();
        if (revision is null || revision == _selector?["spec"]?["selector"]?["penumbra.dev/revision"]?.GetValue<string>()) return;
        var launch = Cluster.Launch();
        var (attempt, last) = _raised.Where(pair => pair.Key.EndsWith($"/{revision}", StringComparison.Ordinal) && pair.Key.StartsWith($"{launch?["metadata"]!["uid"]}/", StringComparison.Ordinal)).OrderByDescending(pair => pair.Value.At).FirstOrDefault();
        if (attempt is null || launch is null || launch["metadata"]!["deletionTimestamp"] is not null) return;
        if (_back.Contains(attempt)) Cluster.Violate("back-is-final", $"{call} makes {revision} stable after Back in attempt {attempt}");
        if (IsHurried(launch) || last.Generation != launch["metadata"]!["generation"]!.GetValue<long>()) return;
        var bake = Core.Common.Span.Parse(launch["spec"]?["bakeTime"]?.GetValue<string>()) ?? TimeSpan.FromMinutes(10);
        if (last.Share != Share.All) Cluster.Violate("bake", $"{call} makes {revision} stable, which {last.Share} % of the users are on");
        else if (Cluster.Time.Elapsed - last.At < bake - TimeSpan.FromMilliseconds(50)) Cluster.Violate("bake", $"{call} makes {revision} stable {(Cluster.Time.Elapsed - last.At).TotalSeconds:0.###} s after everybody came to it, whose bake is {bake.TotalSeconds} s");
        Sampled(call, launch, attempt, revision);
    }

    private void Sampled(ApiCall call, JsonObject? launch, string attempt, string revision)
    {
        var answered = Cluster.Users.AnsweredBy(revision) - _raised[attempt].Answered;
        foreach (var objective in (launch?["spec"]?["objectives"]?.AsArray() ?? []).OfType<JsonObject>())
        {
            if (objective["mode"]?.GetValue<string>() is not (null or "Enforce") || objective["indicator"]?["query"] is not null) continue;
            if (objective["minSamples"]?.GetValue<long>() is { } least && answered < least) Cluster.Violate("samples", $"{call} goes on when {answered} requests are answered in attempt {attempt}; objective {objective["name"]} asks for {least}");
        }
    }

    // A word of somebody's, or nobody at all behind stable: then no step is too short.
    private bool IsHurried(JsonObject? launch) => launch?["spec"]?["pinnedRevision"] is not null || Cluster.Users.Behind("checkout").Count == 0
        || (launch?["metadata"]?["annotations"] is JsonObject annotations && annotations.Any(pair => pair.Key is "penumbra.dev/promote" or "penumbra.dev/retry"));

    private static TimeSpan? Hold(JsonObject? launch, Share share)
    {
        foreach (var step in launch?["spec"]?["steps"]?.AsArray() ?? [])
        {
            if (step?["weight"] is { } weight && Share.Parse(weight.ToString()) != share) continue;
            if (step?["weight"] is null && share != Share.None) continue;
            return Core.Common.Span.Parse(step?["hold"]?.GetValue<string>() ?? "0s");
        }

        return null;
    }

    private static (Share Candidate, bool IsWhole, string Text) Weights(JsonObject? route)
    {
        var (candidate, whole, text) = (Share.None, true, "");
        foreach (var rule in route?["spec"]?["rules"]?.AsArray() ?? [])
        {
            if (rule?["matches"]?.AsArray().Any(match => match?["headers"] is not null) == true) continue;
            var backends = rule?["backendRefs"]?.AsArray() ?? [];
            var named = backends.FirstOrDefault(backend => backend!["name"]!.GetValue<string>().EndsWith("-candidate", StringComparison.Ordinal));
            if (named is null) continue;
            var sum = backends.Sum(backend => backend!["weight"]?.GetValue<int>() ?? 1);
            var weight = named["weight"]?.GetValue<int>() ?? 1;
            whole &= Wholes.Contains(sum) && weight >= 0 && weight <= sum;
            text = string.Create(CultureInfo.InvariantCulture, $"{weight} of {sum}");
            var share = Share.Of(weight, sum);
            if (share > candidate) candidate = share;
        }

        return (candidate, whole, text);
    }
}
