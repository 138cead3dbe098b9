using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>How many Jobs are kept.</summary>
public sealed record RefreshHistory
{
    /// <summary>Of runs that succeeded. Default 3.</summary>
    [Range(0, 20)]
    public int? Successful { get; init; }

    /// <summary>Of runs that failed. Default 3.</summary>
    [Range(0, 20)]
    public int? Failed { get; init; }
}
