using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Gateway;

/// <summary>One pod that takes requests.</summary>
/// <param name="Authority"><c>address:port</c>.</param>
/// <param name="Revision">The pod's revision label, or empty.</param>
internal sealed record PodEndpoint(string Authority, string Revision);

/// <summary>The pods behind one port of a Service, taken in turn.</summary>
/// <param name="Pods">Ready ones; while there are none, those that still serve though they are ending.</param>
/// <param name="Turn">Shared by all snapshots, so that a change of routes does not begin again at the first pod.</param>
internal sealed record EndpointSet(IReadOnlyList<PodEndpoint> Pods, RoundRobin Turn)
{
    /// <summary>The next pod, another one than <paramref name="except"/> where there is one; null when there are no pods.</summary>
    public PodEndpoint? Next(PodEndpoint? except = null)
    {
        if (Pods.Count == 0)
            return null;
        var pod = Pods[Turn.Next(Pods.Count)];
        return except is not null && pod.Authority == except.Authority ? Pods[Turn.Next(Pods.Count)] : pod;
    }
}

/// <summary>A counter that goes round.</summary>
internal sealed class RoundRobin
{
    private int _position = -1;

    public int Next(int count) => (int)((uint)Interlocked.Increment(ref _position) % (uint)count);
}

/// <summary>A backend of a rule.</summary>
/// <param name="Service">The Service as <c>namespace/name</c>.</param>
/// <param name="Endpoints">Its pods, or null when the reference does not resolve (500).</param>
/// <param name="Filters">Filters of this backend only.</param>
internal sealed record RouteBackend(string Service, EndpointSet? Endpoints, RouteFilters Filters);

/// <summary>A rule of an HTTPRoute, ready to serve.</summary>
internal sealed record RouteRule(string Route, int Index, RouteFilters Filters, IReadOnlyList<RouteBackend> Backends, SmoothWeights Weights,
    TimeSpan? Timeout);

/// <summary>Where a mirror sends copies, and of which share of requests.</summary>
internal sealed record RouteMirror(EndpointSet? Endpoints, EvenShare Share);

/// <summary>Edits of headers: set, then add, then remove.</summary>
internal sealed record HeaderEdits(IReadOnlyList<(string Name, string Value)> Set, IReadOnlyList<(string Name, string Value)> Add,
    IReadOnlyList<string> Remove)
{
    public void Apply(IHeaderDictionary headers)
    {
        foreach (var (name, value) in Set)
            headers[name] = value;
        foreach (var (name, value) in Add)
            headers.Append(name, value);
        foreach (var name in Remove)
            headers.Remove(name);
    }
}

/// <summary>A change of the path: whole, or of the matched prefix.</summary>
internal sealed record PathEdit(string? Full, string? Prefix);

/// <summary>A redirect; what is null stays as the request has it.</summary>
internal sealed record RouteRedirect(string? Scheme, string? Hostname, PathEdit? Path, long? Port, int Code);

/// <summary>A rewrite of host and path.</summary>
internal sealed record RouteRewrite(string? Hostname, PathEdit? Path);

/// <summary>The filters of a rule or a backend.</summary>
internal sealed record RouteFilters(IReadOnlyList<HeaderEdits> Request, IReadOnlyList<HeaderEdits> Response, IReadOnlyList<RouteMirror> Mirrors,
    RouteRedirect? Redirect,
    RouteRewrite? Rewrite)
{
    public static readonly RouteFilters None = new([], [], [], null, null);
}

/// <summary>Compares a value exactly or, with a full match, by a regular expression. A bad expression matches nothing.</summary>
internal sealed record ValueMatch(string Name, string? Exact, Regex? Pattern)
{
    public bool Matches(string? value)
        => value is not null && (Exact is not null ? string.Equals(Exact, value, StringComparison.Ordinal) : Pattern?.IsMatch(value) == true);
}

/// <summary>One match of a rule under one hostname: the unit of precedence.</summary>
internal sealed record RouteEntry
{
    public required string Hostname { get; init; }

    public required string PathType { get; init; }

    public required string Path { get; init; }

    public Regex? PathPattern { get; init; }

    public string? Method { get; init; }

    public IReadOnlyList<ValueMatch> Headers { get; init; } = [];

    public IReadOnlyList<ValueMatch> Query { get; init; } = [];

    public required RouteRule Rule { get; init; }
}
