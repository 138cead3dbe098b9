using System.Collections.Immutable;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Differing;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Serving;

/// <summary>All that a server knows at one moment. It holds paths and counts, and no value of any request or answer.</summary>
public sealed record ComparisonSnapshot
{
    /// <summary>What the server was told.</summary>
    public required ComparisonConfig Config { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was found.</summary>
    public required ShadowEvidence Evidence { get; init; }

    /// <summary>How far recorded requests have been replayed.</summary>
    public ReplayProgress Replay { get; init; }

    /// <summary>The verdict; it may be a few seconds older than the evidence.</summary>
    public required ShadowJudgement Judgement { get; init; }

    /// <summary>A few shapes of each difference, by endpoint.</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<Difference, ImmutableArray<Shape>>> Shapes { get; init; }

    /// <summary>Copies that arrived.</summary>
    public required long Seen { get; init; }

    /// <summary>Requests that were added to live.</summary>
    public required long AskedLive { get; init; }

    /// <summary>Copies that are being compared.</summary>
    public required int InFlight { get; init; }

    /// <summary>Whether the server's own requests are mirrored to it again.</summary>
    public required bool IsLooping { get; init; }

    /// <summary>Compared requests of all endpoints.</summary>
    public long Compared => Evidence.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared);
}
