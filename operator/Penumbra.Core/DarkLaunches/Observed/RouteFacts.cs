using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>One object that steers users between the releases: a route, or the apex Service under replicaShare.</summary>
public sealed record RouteFacts
{
    private readonly Share? _least;

    /// <summary>Which object.</summary>
    public required RouteId Id { get; init; }

    /// <summary>Its UID; null when it does not exist.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether it exists.</summary>
    public bool Exists => Uid is not null;

    /// <summary>Whether the spec still names it; one that it no longer names is restored and forgotten.</summary>
    public bool InSpec { get; init; } = true;

    /// <summary>Our last write's marker, whoever's launch it was; null when there is none or it cannot be read.</summary>
    public TrafficMarker? Marker { get; init; }

    /// <summary>The candidate's share as the object has it now, the largest of all rules; a rule that cannot be understood counts as it would act.</summary>
    public Share Actual { get; init; }

    /// <summary>The smallest share of all rules that are steered; the same as <see cref="Actual"/> unless somebody changed one of several.</summary>
    public Share Least { get => _least ?? Actual; init => _least = value; }

    /// <summary>Whether everything but the shares is as the spec has it now: false for our own route when the spec was edited since it was steered.</summary>
    public bool Current { get; init; } = true;

    /// <summary>Whether pilots are led to the candidate now.</summary>
    public bool Pilots { get; init; }

    /// <summary>Whether any rule names the candidate: weight, pilots, sticky users, mirror.</summary>
    public bool NamesCandidate { get; init; }

    /// <summary>Whether it is exactly what it is without a launch.</summary>
    public bool AtRest { get; init; }

    /// <summary>Whether its gateways have accepted the present generation.</summary>
    public RouteAcceptance Acceptance { get; init; } = RouteAcceptance.Accepted;

    /// <summary>What a gateway that refuses it says, bounded; empty otherwise.</summary>
    public string AcceptanceMessage { get; init; } = "";

    /// <summary>Who changed it last besides us; null when nobody did.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Whether shares are made by numbers of pods: then other revisions must have none, and sizes follow the share.</summary>
    public bool ByReplicas { get; init; }
}
