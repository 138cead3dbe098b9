using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Shadows;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// The invariants of shadows, checked at every write of the operator against the stored objects: nobody is copied to a server that is not there, and none goes while routes copy to it or have until
/// now; nothing is copied while anything forbids it, and never more than is asked for; a filter carries a share, is on rules that lead to live alone, and leaves the rest of the route as it is; a minute at the trial share comes first;
/// a verdict stays.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class ShadowOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private const double Rounding = 1e-9;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The operator counts in whole seconds.
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(58.5);
    private static readonly TimeSpan Propagation = TimeSpan.FromSeconds(4.9);

    private readonly SortedDictionary<string, TimeSpan> _readyAt = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TimeSpan> _editedAt = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _generations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TimeSpan> _copiedAt = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (double Share, TimeSpan Since)> _copied = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Why, TimeSpan Since)> _forbidden = new(StringComparer.Ordinal);
    private readonly Dictionary<(OperatorProcess Process, string Plural), (TimeSpan Since, int Count)> _byTime = [];
    private JsonObject? _before;
    private TimeSpan? _aliveSince;
    private long _seen = -1;

    private TimeSpan Slack => Fresh + Cluster.Faults.Select(fault => fault.Staleness).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call)
    {
        Look();
        _before = call.Plural switch
        {
            "httproutes" => Cluster.Get("gateway.networking.k8s.io", "httproutes", call.Name),
            "shadowdeployments" => Cluster.Shadow(call.Name),
            _ => null,
        };
        if (call is { Plural: "deployments" or "services", Request.Method: "DELETE" } && call.Name.EndsWith("-compare", StringComparison.Ordinal)) Removed(call);
    }

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || response.Status >= 300) return;
        if (call is { Plural: "httproutes", Request.Method: not "DELETE" } && _before is not null && Cluster.Get("gateway.networking.k8s.io", "httproutes", call.Name) is { } route)
        {
            foreach (var shadow in Shadows()) Route(call, shadow, _before, route);
        }

        if (call is { Plural: "shadowdeployments", Subresource: "status" } && _before is not null && Cluster.Shadow(call.Name) is { } after) Status(call, _before, after);
        if (ShadowClock.IsOfTime(call, _before, Cluster)) ByTime(call);
        Look();
    }

    /// <inheritdoc/>
    public override void Tick()
    {
        Look();
        var now = Cluster.Time.Elapsed;
        _aliveSince = Cluster.Processes.Any(process => process.IsAlive) ? _aliveSince ?? now : null;
        if (_aliveSince is not { } alive) return;
        foreach (var (name, (share, since)) in _copied)
        {
            var edited = _editedAt.GetValueOrDefault(name);
            var from = new[] { alive, since, edited }.Max();
            if (share > Asked(name) + Rounding && now - from > Patience + Slack + Cluster.Blindness) Cluster.Violate("share-is-asked", $"{share:P2} are still copied for {name}, which asks for {Asked(name):P2} since {edited}");
        }

        foreach (var (name, (why, since)) in _forbidden)
        {
            var job = Cluster.Get("batch", "jobs", $"{name}-replay") is { } known && known["metadata"]!["deletionTimestamp"] is null ? known : null;
            if (!_copied.ContainsKey(name) && job is null) continue;

            // A replay that began later did so as the reason was gone, which may not have been written down yet.
            var from = new[] { alive, since, job is null || _copied.ContainsKey(name) ? since : Made(job) }.Max();
            if (now - from > Patience + Slack + Cluster.Blindness)
            {
                Cluster.Violate("copying-ends", $"requests are still copied or replayed for {name}, which is {why} since {since}");
                _copied.Remove(name);
            }
        }
    }

    private static TimeSpan Made(JsonObject made) => DateTimeOffset.Parse(made["metadata"]!["creationTimestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture) - SimulatedTime.Start;

    // What a moment looks like changes only with the stored objects.
    private void Look()
    {
        var now = Cluster.Time.Elapsed;
        if (_seen != Cluster.Store.Version)
        {
            _seen = Cluster.Store.Version;
            foreach (var shadow in Shadows())
            {
                var name = Name(shadow);
                var generation = shadow["metadata"]!["generation"]!.GetValue<long>();

                // What forbids it may have been away between two looks.
                if (_generations.TryGetValue(name, out var before) && before != generation)
                {
                    _editedAt[name] = now;
                    _forbidden.Remove(name);
                }

                _generations[name] = generation;
                if (Cluster.Users.Behind(Server(name)).Count > 0) _readyAt[name] = TimeSpan.MaxValue;
                else if (_readyAt.TryGetValue(name, out var last) && last == TimeSpan.MaxValue) _readyAt[name] = now;
                if (Forbids(shadow) is not { } why) _forbidden.Remove(name);
                else if (!_forbidden.TryGetValue(name, out var known) || known.Why != why) _forbidden[name] = (why, now);
            }

            foreach (var name in _copied.Keys.Union(Shadows().Select(Name)).ToList()) Copied(name, now);
        }

        foreach (var name in _copied.Keys) _copiedAt[name] = now;
    }

    private void Copied(string name, TimeSpan now)
    {
        var share = Cluster.List(BuiltInTypes.HttpRoute).SelectMany(route => RouteCopies.OfRoute(route, Server(name))).Select(copy => copy.Share ?? 1).DefaultIfEmpty(0).Max();
        if (share == 0)
        {
            _copied.Remove(name);
            return;
        }

        // Said here once more, and not asked of the rules: they are what is tried.
        var asked = (int)Math.Round(Asked(name) * Share.Whole);
        var trial = Math.Max(1, Math.Min(Share.Percent(1).Parts, asked / 10)) / (double)Share.Whole;
        if (_copied.TryGetValue(name, out var last) && Math.Abs(last.Share - share) < Rounding) return;
        if (share > trial + Rounding && (last.Share == 0 || last.Share > trial + Rounding || now - last.Since < Trial))
            Cluster.Violate("trial-first", $"{share:P2} are copied for {name} after {last.Share:P2} since {last.Since}: the trial share is {trial:P2}, for a minute");
        _copied[name] = (share, now);
    }

    private void Route(ApiCall call, JsonObject shadow, JsonObject before, JsonObject after)
    {
        var (name, now) = (Name(shadow), Cluster.Time.Elapsed);
        var (had, has) = (RouteCopies.OfRoute(before, Server(name)).ToList(), RouteCopies.OfRoute(after, Server(name)).ToList());
        if (had.Count == has.Count && had.Zip(has).All(pair => pair.First.Share == pair.Second.Share)) return;

        // A launch that steers the same route copies rules as they are.
        if (Marker(before) != Marker(after)) return;
        if (!JsonNode.DeepEquals(RouteCopies.Without(before, Server(name)), RouteCopies.Without(after, Server(name))))
            Cluster.Violate("route-as-it-was", $"{call} changes more of {call.Name} than the copies of {name}");
        if (has.Count == 0) return;
        var live = shadow["spec"]!["live"]!["service"]!.GetValue<string>();
        foreach (var (rule, share) in has)
        {
            if (share > Asked(name) + Rounding && now - _editedAt.GetValueOrDefault(name) > Slack) Cluster.Violate("share-is-asked", $"{call} copies {share:P2} for {name}, which asks for {Asked(name):P2}");
            if (share is null) Cluster.Violate("share-is-said", $"{call} copies every request for {name}: its filter names no share");
            if (rule["backendRefs"]?.AsArray().Any(backend => backend!["name"]!.GetValue<string>() == live && (backend["weight"]?.GetValue<int>() ?? 1) > 0) != true)
                Cluster.Violate("live-alone", $"{call} copies for {name} from a rule that does not lead to {live}");
        }

        var ready = _readyAt.GetValueOrDefault(name, TimeSpan.MinValue);
        if (had.Count == 0 && ready != TimeSpan.MaxValue && (ready == TimeSpan.MinValue || now - ready > Slack)) Cluster.Violate("server-before-copies", $"{call} copies for {name}, whose server has no ready pod");
        if (had.Count == 0 && shadow["spec"]?["replay"] is not null && !Cluster.Comparison.IsReplayed(name)) Cluster.Violate("replay-first", $"{call} copies for {name}, whose recording is not replayed to its end");
        if (_forbidden.TryGetValue(name, out var why) && now - why.Since > Slack) Cluster.Violate("nothing-forbidden", $"{call} copies for {name}, which is {why.Why} since {why.Since}");
    }

    private void Removed(ApiCall call)
    {
        // That of another life is refused by the server, and does no harm.
        var asked = call.Request.Body.IsEmpty ? null : JsonNode.Parse(call.Request.Body.Span)?["preconditions"]?["uid"]?.ToString();
        if (asked is not null && Cluster.Get(call.Group, call.Plural, call.Name)?["metadata"]?["uid"]?.ToString() != asked) return;
        var name = call.Name[..^"-compare".Length];
        if (Cluster.Get("", "namespaces", "shop")?["metadata"]?["deletionTimestamp"] is not null) return;
        if (_copied.ContainsKey(name)) Cluster.Violate("copies-before-server", $"{call} while routes copy to it");
        else if (_copiedAt.TryGetValue(name, out var at) && Cluster.Time.Elapsed - at < Propagation) Cluster.Violate("copies-before-server", $"{call} {(Cluster.Time.Elapsed - at).TotalSeconds:0.###} s after a route copied to it");
    }

    private void Status(ApiCall call, JsonObject before, JsonObject after)
    {
        var (was, now) = (before["status"], after["status"]);
        if (was?["decidedAt"] is null || was["subject"]?.ToString() != now?["subject"]?.ToString() || was["since"]?.ToString() != now?["since"]?.ToString()) return;
        foreach (var field in (string[])["decidedAt", "verdict", "why"])
        {
            if (was[field]?.ToString() != now?[field]?.ToString()) Cluster.Violate("verdict-stays", $"{call} changes {field} from {was[field]} to {now?[field]}");
        }
    }

    // Counts twice a minute, what was found once; a few more where the server starts anew or there is a verdict.
    private void ByTime(ApiCall call)
    {
        var (since, count) = _byTime.GetValueOrDefault((call.Process, call.Plural), (Cluster.Time.Elapsed, 0));
        _byTime[(call.Process, call.Plural)] = (since, ++count);
        var interval = TimeSpan.FromSeconds(call.Plural == "configmaps" ? 60 : 30);
        if (count > 4 + ((Cluster.Time.Elapsed - since) / interval)) Cluster.Violate("few-by-time", $"{call} is the {count}th in {(Cluster.Time.Elapsed - since).TotalSeconds:0} s of {call.Process.Identity}");
    }

    private string? Forbids(JsonObject shadow)
    {
        if (shadow["metadata"]!["deletionTimestamp"] is not null) return "going";
        if (shadow["spec"]?["suspend"]?.GetValue<bool>() == true) return "suspended";
        if (shadow["status"]?["phase"]?.GetValue<string>() == "Decided") return "decided";
        if (shadow["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == "Stalled" && condition["status"]?.GetValue<string>() == "True") == true) return "stalled";
        var live = shadow["spec"]?["live"]?["service"]?.GetValue<string>();
        return Cluster.List(Cluster.Store.FindType("penumbra.dev", "darklaunches")!).Any(launch =>
            launch["spec"]?["targetRef"]?["name"]?.GetValue<string>() == live && launch["status"]?["phase"]?.GetValue<string>() is "Launching" or "Baking" or "Promoting" or "RollingBack") ? "held by a launch" : null;
    }

    private double Asked(string name) => (Share.Parse(Cluster.Shadow(name)?["spec"]?["sample"]?.ToString() ?? "10") ?? Share.Percent(10)).Parts / (double)Share.Whole;

    private IReadOnlyList<JsonObject> Shadows() => Cluster.List(Cluster.Store.FindType("penumbra.dev", "shadowdeployments")!);

    private static string Name(JsonObject shadow) => shadow["metadata"]!["name"]!.GetValue<string>();

    private static string Server(string shadow) => $"{shadow}-compare";

    private static string? Marker(JsonObject route) => route["metadata"]!["annotations"]?["penumbra.dev/traffic.checkout"]?.GetValue<string>();
}
