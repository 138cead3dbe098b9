using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How live fares without the comparison, by one objective.</summary>
public sealed record LiveRecord
{
    /// <summary>The objective.</summary>
    [Length(1, 63)]
    public required string Objective { get; init; }

    /// <summary>Events that live's pods counted.</summary>
    public long Events { get; init; }

    /// <summary>Bad or surely slow ones among them.</summary>
    public long Bad { get; init; }
}
