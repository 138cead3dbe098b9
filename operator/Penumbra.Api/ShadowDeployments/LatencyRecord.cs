using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How long the shadow takes relative to live: 1.1 is ten percent longer.</summary>
public sealed record LatencyRecord
{
    /// <summary>At the median.</summary>
    [Length(0, 16)]
    public string? RatioP50 { get; init; }

    /// <summary>At the 99th percentile.</summary>
    [Length(0, 16)]
    public string? RatioP99 { get; init; }

    /// <summary>Answers of both sides that it rests on.</summary>
    public long? Pairs { get; init; }
}
