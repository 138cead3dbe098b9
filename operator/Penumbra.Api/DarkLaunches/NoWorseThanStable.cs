using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A comparison with stable.</summary>
public sealed record NoWorseThanStable
{
    /// <summary>By how much it may be worse, such as "10%".</summary>
    [Length(2, 12)]
    public required string By { get; init; }

    /// <summary>Which direction is worse.</summary>
    [Values("Lower", "Higher")]
    public required string Worse { get; init; }
}
