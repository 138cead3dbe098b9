using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>No row has kept its value.</summary>
public sealed record SurvivorCheck
{
    /// <summary>Columns as table.column or schema.table.column.</summary>
    [Items(1, 256)]
    public required IReadOnlyList<string> Columns { get; init; }
}
