using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>How long published snapshots live: deleted when beyond keep or older than maxAge, but never the newest verified one.</summary>
public sealed record RefreshRetention
{
    /// <summary>How many. Default 7.</summary>
    [Range(1, 100)]
    public int? Keep { get; init; }

    /// <summary>How old at most. Default 336h.</summary>
    [Duration]
    public string? MaxAge { get; init; }
}
