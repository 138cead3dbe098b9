using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A column that is replaced by made-up values.</summary>
public sealed record MaskItem
{
    /// <summary>The table, with its schema when that is not public.</summary>
    [Length(1, 127)]
    public required string Table { get; init; }

    /// <summary>The column.</summary>
    [Length(1, 63)]
    public required string Column { get; init; }

    /// <summary>What the values look like.</summary>
    [Values("Email", "Name", "Digits")]
    public required string As { get; init; }
}
