using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>No column that looks like personal data was left as it was.</summary>
public sealed record SuspectCheck
{
    /// <summary>Columns that look so and are not, as table.column; other databases of the server that may be shared as they are, as name/*.</summary>
    [Items(0, 256)]
    public IReadOnlyList<string>? Allow { get; init; }
}
