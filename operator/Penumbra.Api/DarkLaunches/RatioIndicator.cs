using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Selectors of two counters; namespace and revision are added by the operator.</summary>
public sealed record RatioIndicator
{
    /// <summary>Bad events.</summary>
    [Length(1, 1024)]
    public required string Bad { get; init; }

    /// <summary>All events.</summary>
    [Length(1, 1024)]
    public required string Total { get; init; }
}
