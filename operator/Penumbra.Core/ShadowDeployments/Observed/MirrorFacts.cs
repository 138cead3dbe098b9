using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>One object that can copy requests.</summary>
public sealed record MirrorFacts
{
    /// <summary>Which object.</summary>
    public required RouteId Id { get; init; }

    /// <summary>Whether it exists.</summary>
    public bool Exists { get; init; }

    /// <summary>Whether the spec names it; from one that it no longer names our filter is taken away.</summary>
    public bool InSpec { get; init; } = true;

    /// <summary>The share that is copied to our server now, the largest of all rules; null when none is.</summary>
    public Share? Sample { get; init; }

    /// <summary>Whether every rule that leads to live copies that share: an edit by somebody may have made them differ.</summary>
    public bool Uniform { get; init; } = true;

    /// <summary>What people have written into it, as a digest: all of its spec but our filter and what launches make of it. Empty where nobody ever says that it refuses anything.</summary>
    public string Form { get; init; } = "";

    /// <summary>Whether its gateways have accepted the present generation.</summary>
    public RouteAcceptance Acceptance { get; init; } = RouteAcceptance.Accepted;

    /// <summary>What a gateway that refuses it says, bounded; empty otherwise.</summary>
    public string AcceptanceMessage { get; init; } = "";
}
