using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What comparing the answers to one request gave.</summary>
public sealed record Comparison
{
    /// <summary>The endpoint, as the report names it: <c>GET /orders/{id}</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where the shadow differs from live, sorted, each once.</summary>
    public ImmutableArray<Difference> Shadow { get; init; } = [];

    /// <summary>Where live differs from itself, sorted, each once; null when it was asked once only.</summary>
    public ImmutableArray<Difference>? Live { get; init; }

    /// <summary>The status of live's first answer; null where it is not known.</summary>
    public int? LiveStatus { get; init; }

    /// <summary>How many fields were looked at.</summary>
    public int Fields { get; init; }
}
