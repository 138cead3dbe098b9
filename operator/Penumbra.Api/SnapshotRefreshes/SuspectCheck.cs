using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>No column that looks like personal data was left as it was.</summary>
public sealed record SuspectCheck
{
    /// <summary>Columns that look so and are not, as table.column.</summary>
    [Items(0, 256)]
    public IReadOnlyList<string>? Allow { get; init; }
}
