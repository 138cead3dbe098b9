using System.Text.Json.Nodes;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>The two Services between which a route's users are moved.</summary>
/// <param name="Namespace">Their namespace, which is the route's.</param>
/// <param name="Apex">The apex Service: where users go without a launch.</param>
/// <param name="Candidate">The Service that selects the candidate.</param>
public sealed record SteeredServices(string Namespace, string Apex, string Candidate)
{
    /// <summary>Whether a backendRef names the apex.</summary>
    public bool IsApex(JsonNode? reference) => Names(reference, Namespace, Apex);

    /// <summary>Whether a backendRef names the candidate.</summary>
    public bool IsCandidate(JsonNode? reference) => Names(reference, Namespace, Candidate);

    /// <summary>Whether a rule has a backendRef that names the apex.</summary>
    public bool HasApex(JsonNode? rule) => rule.List("backendRefs").Objects().Any(IsApex);

    /// <summary>Whether a rule has a backendRef that names the candidate.</summary>
    public bool HasCandidate(JsonNode? rule) => rule.List("backendRefs").Objects().Any(IsCandidate);

    /// <summary>A backendRef's weight: 1 unless it says otherwise.</summary>
    public static long WeightOf(JsonNode? reference) => reference.Number("weight") ?? 1;

    /// <summary>Whether a reference of a route names a Service of the route's own namespace.</summary>
    internal static bool Names(JsonNode? reference, string ns, string service) =>
        reference.Text("name") == service
        && reference.Text("group") is null or ""
        && reference.Text("kind") is null or "Service"
        && (reference.Text("namespace") is not { } other || other == ns);
}
