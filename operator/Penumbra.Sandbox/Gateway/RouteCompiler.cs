using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.GatewayApi;
using Penumbra.Sandbox.Controllers.Services;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Gateway;

/// <summary>
/// Makes the routing snapshot of each Gateway port from the cluster. State that must outlive a snapshot (turns, weights' credit) is kept here.
/// </summary>
internal sealed class RouteCompiler(IClusterApi cluster)
{
    /// <summary>The label that names a pod's revision.</summary>
    private const string RevisionLabel = "penumbra.dev/revision";

    private readonly Dictionary<string, RoundRobin> _turns = new(StringComparer.Ordinal);
    private Dictionary<string, SmoothWeights> _weights = new(StringComparer.Ordinal);
    private Dictionary<string, SmoothWeights> _nextWeights = new(StringComparer.Ordinal);
    private Dictionary<string, (double Share, EvenShare Choice)> _shares = new(StringComparer.Ordinal);
    private Dictionary<string, (double Share, EvenShare Choice)> _nextShares = new(StringComparer.Ordinal);

    /// <summary>The entries of every (namespace, Gateway, port), in order of precedence; a port without routes has an empty list.</summary>
    public SortedDictionary<(string Space, string Name, int Port), IReadOnlyList<RouteEntry>> Compile()
    {
        _nextWeights = new Dictionary<string, SmoothWeights>(StringComparer.Ordinal);
        _nextShares = new Dictionary<string, (double, EvenShare)>(StringComparer.Ordinal);
        var listeners = Listener.All(cluster);
        var ports = new SortedDictionary<(string, string, int), List<(RouteEntry Entry, JsonObject Route, int Match)>>();
        foreach (var listener in listeners.Where(listener => listener.Spec.Text("protocol") == "HTTP"))
            ports.TryAdd(Key(listener), []);
        var endpoints = new Dictionary<string, EndpointSet>(StringComparer.Ordinal);
        foreach (var route in cluster.List(BuiltInTypes.HttpRoute))
        {
            var attached = RouteAttachment.Of(cluster, listeners, route).SelectMany(attachment => attachment.Listeners).ToList();
            if (route.IsDeleting() || attached.Count == 0)
                continue;
            var rules = route.Items("spec", "rules").Select((spec, index) => (Spec: spec, Rule: Rule(route, spec, index, endpoints))).ToList();
            foreach (var (listener, hostnames) in attached)
            {
                if (!ports.TryGetValue(Key(listener), out var entries))
                    continue;
                foreach (var hostname in hostnames)
                    entries.AddRange(rules.SelectMany(rule => Entries(hostname, rule.Spec, rule.Rule)
                        .Select((entry, match) => (entry, route, match))));
            }
        }
        _weights = _nextWeights;
        _shares = _nextShares;
        var compiled = new SortedDictionary<(string, string, int), IReadOnlyList<RouteEntry>>();
        foreach (var (key, entries) in ports)
            compiled[key] = Ordered(entries);
        return compiled;
    }

    private static (string, string, int) Key(Listener listener) => (listener.Gateway.Space() ?? "", listener.Gateway.Name(), listener.Port);

    /// <summary>
    /// Host: exact, then the longer wildcard; path: exact, expression, longest prefix; then method, headers, query, age, name, order in the
    /// route.
    /// </summary>
    private static List<RouteEntry> Ordered(List<(RouteEntry Entry, JsonObject Route, int Match)> entries)
        => [.. entries
            .OrderBy(item => item.Entry.Hostname.Length == 0 ? 2 : item.Entry.Hostname.StartsWith('*') ? 1 : 0)
            .ThenByDescending(item => item.Entry.Hostname.Length)
            .ThenBy(item => item.Entry.PathType switch { "Exact" => 0, "RegularExpression" => 1, _ => 2 })
            .ThenByDescending(item => item.Entry.Path.Length)
            .ThenBy(item => item.Entry.Method is null)
            .ThenByDescending(item => item.Entry.Headers.Count)
            .ThenByDescending(item => item.Entry.Query.Count)
            .ThenBy(item => item.Route.Created())
            .ThenBy(item => item.Entry.Rule.Route, StringComparer.Ordinal)
            .ThenBy(item => item.Entry.Rule.Index)
            .ThenBy(item => item.Match)
            .Select(item => item.Entry)];

    private static IEnumerable<RouteEntry> Entries(string hostname, JsonObject spec, RouteRule rule)
    {
        var matches = spec.Items("matches").ToList();
        foreach (var match in matches.Count == 0 ? [[]] : matches)
        {
            var type = match.Text("path", "type") ?? "PathPrefix";
            var path = match.Text("path", "value") ?? "/";
            yield return new RouteEntry
            {
                Hostname = hostname,
                PathType = type,
                Path = type == "PathPrefix" ? path.TrimEnd('/') : path,
                PathPattern = type == "RegularExpression" ? Pattern(path) : null,
                Method = match.Text("method"),
                Headers = Values(match, "headers"),
                Query = Values(match, "queryParams"),
                Rule = rule,
            };
        }
    }

    private static List<ValueMatch> Values(JsonObject match, string field)
        => [.. match.Items(field).Select(item => item.Text("type") == "RegularExpression"
            ? new ValueMatch(item.Text("name") ?? "", null, Pattern(item.Text("value") ?? ""))
            : new ValueMatch(item.Text("name") ?? "", item.Text("value") ?? "", null))];

    /// <summary>Full match without backtracking, as RE2 in real gateways; null when the pattern is not one.</summary>
    private static Regex? Pattern(string text)
    {
        try
        {
            return new Regex($"^(?:{text})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private RouteRule Rule(JsonObject route, JsonObject spec, int index, Dictionary<string, EndpointSet> endpoints)
    {
        var name = $"{route.Space()}/{route.Name()}";
        var refs = spec.Items("backendRefs").ToList();
        var backends = refs.Select((backend, position) => new RouteBackend($"{backend.Text("namespace") ?? route.Space()}/{backend.Text("name")}",
            Resolve(route, backend, endpoints), Filters(route, backend, $"{route.Uid()}/{index}/{position}", endpoints))).ToList();
        var weights = refs.Select(backend => Math.Max(0, backend.Number("weight") ?? 1)).ToList();
        var timeouts = new[] { spec.Text("timeouts", "request"), spec.Text("timeouts", "backendRequest") }
            .Select(text => text is null ? null : PodSettings.ParseDuration(text)).OfType<TimeSpan>().Where(span => span > TimeSpan.Zero).ToList();
        return new RouteRule(name, index, Filters(route, spec, $"{route.Uid()}/{index}", endpoints), backends,
            Kept($"{route.Uid()}/{index}", backends, weights), timeouts.Count == 0 ? null : timeouts.Min());
    }

    private SmoothWeights Kept(string rule, List<RouteBackend> backends, List<long> weights)
    {
        var key = $"{rule}/{string.Join(',', backends.Select(backend => backend.Service))}";
        var kept = _weights.TryGetValue(key, out var old) && old.Weights.SequenceEqual(weights) ? old : new SmoothWeights(weights);
        _nextWeights[key] = kept;
        return kept;
    }

    // A small share would never come to its first copy if every snapshot began to count anew.
    private EvenShare Kept(string filter, double share)
    {
        var kept = _shares.TryGetValue(filter, out var old) && old.Share.Equals(share) ? old.Choice : new EvenShare(share, 0x8000_0000);
        _nextShares[filter] = (share, kept);
        return kept;
    }

    private RouteFilters Filters(JsonObject route, JsonObject holder, string key, Dictionary<string, EndpointSet> endpoints)
    {
        List<HeaderEdits> request = [], response = [];
        List<RouteMirror> mirrors = [];
        RouteRedirect? redirect = null;
        RouteRewrite? rewrite = null;
        foreach (var filter in holder.Items("filters"))
        {
            switch (filter.Text("type"))
            {
                case "RequestHeaderModifier":
                    request.Add(Edits(filter.Map("requestHeaderModifier")));
                    break;
                case "ResponseHeaderModifier":
                    response.Add(Edits(filter.Map("responseHeaderModifier")));
                    break;
                case "RequestMirror" when filter.Map("requestMirror") is { } mirror:
                    mirrors.Add(new RouteMirror(mirror.Map("backendRef") is { } target ? Resolve(route, target, endpoints) : null,
                        Kept($"{key}/{mirror.Text("backendRef", "namespace")}/{mirror.Text("backendRef", "name")}/{mirrors.Count}", Share(mirror))));
                    break;
                case "RequestRedirect" when filter.Map("requestRedirect") is { } to:
                    redirect = new RouteRedirect(to.Text("scheme"), to.Text("hostname"), Path(to), to.Number("port"), to.Count(302, "statusCode"));
                    break;
                case "URLRewrite" when filter.Map("urlRewrite") is { } to:
                    rewrite = new RouteRewrite(to.Text("hostname"), Path(to));
                    break;
                default:
                    break;
            }
        }
        return request.Count + response.Count + mirrors.Count == 0 && redirect is null && rewrite is null ? RouteFilters.None
            : new RouteFilters(request, response, mirrors, redirect, rewrite);
    }

    private static double Share(JsonObject mirror)
    {
        if (mirror.Number("percent") is { } percent)
            return percent / 100.0;
        if (mirror.Number("fraction", "numerator") is { } numerator)
            return (double)numerator / Math.Max(1, mirror.Number("fraction", "denominator") ?? 100);
        return 1;
    }

    private static PathEdit? Path(JsonObject filter) => filter.Map("path") is { } path
        ? new PathEdit(path.Text("replaceFullPath"), path.Text("replacePrefixMatch")) : null;

    private static HeaderEdits Edits(JsonObject? filter)
    {
        (string, string)[] Pairs(string field) => [.. filter.Items(field).Select(item => (item.Text("name") ?? "", item.Text("value") ?? ""))];
        return new HeaderEdits(Pairs("set"), Pairs("add"), filter.Texts("remove"));
    }

    private EndpointSet? Resolve(JsonObject route, JsonObject backend, Dictionary<string, EndpointSet> known)
    {
        if (BackendReferences.Problem(cluster, route, backend) is not null)
            return null;
        var space = backend.Text("namespace") ?? route.Space() ?? "";
        var name = backend.Text("name") ?? "";
        var port = backend.Number("port") ?? 0;
        var key = $"{space}/{name}:{port}";
        if (known.TryGetValue(key, out var set))
            return set;
        if (!_turns.TryGetValue(key, out var turn))
            _turns[key] = turn = new RoundRobin();
        var portName = cluster.Get(BuiltInTypes.Service, space, name).Items("spec", "ports").First(candidate => candidate.Number("port") == port)
            .Text("name") ?? "";
        List<PodEndpoint> ready = [], serving = [];
        foreach (var slice in cluster.List(BuiltInTypes.EndpointSlice, space, $"{EndpointSliceController.ServiceLabel}={name}"))
        {
            if (slice.Items("ports").FirstOrDefault(candidate => (candidate.Text("name") ?? "") == portName).Number("port") is not { } target)
                continue;
            foreach (var endpoint in slice.Items("endpoints"))
            {
                if (endpoint.Texts("addresses") is not [var address, ..])
                    continue;
                var pod = cluster.Get(BuiltInTypes.Pod, space, endpoint.Text("targetRef", "name") ?? "");
                var found = new PodEndpoint($"{address}:{target}", pod?.Label(RevisionLabel) ?? "");
                if (endpoint.At("conditions", "ready") is null || endpoint.Flag("conditions", "ready"))
                    ready.Add(found);
                else if (endpoint.Flag("conditions", "serving"))
                    serving.Add(found);
            }
        }
        return known[key] = new EndpointSet(ready.Count > 0 ? ready : serving, turn);
    }
}
