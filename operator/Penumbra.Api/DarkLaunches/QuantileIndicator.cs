using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A quantile of a histogram.</summary>
public sealed record QuantileIndicator
{
    /// <summary>The histogram's selector, without _bucket.</summary>
    [Length(1, 1024)]
    public required string Of { get; init; }

    /// <summary>The quantile, such as "0.99".</summary>
    [Length(3, 12), Pattern("^0\\.[0-9]{1,6}$")]
    public required string Q { get; init; }
}
