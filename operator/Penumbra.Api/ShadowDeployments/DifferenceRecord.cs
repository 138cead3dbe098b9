using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A field that the shadow answers otherwise.</summary>
public sealed record DifferenceRecord
{
    /// <summary>The endpoint.</summary>
    [Length(0, 256)]
    public required string Endpoint { get; init; }

    /// <summary>The field's path, never its value.</summary>
    [Length(0, 256)]
    public required string Field { get; init; }

    /// <summary>How it differs.</summary>
    [Values("Value", "Missing", "Extra", "Type", "Length", "Order", "Unreachable")]
    public required string Kind { get; init; }

    /// <summary>In how many comparisons.</summary>
    public long? Count { get; init; }
}
