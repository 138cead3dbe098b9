using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Who may restore published snapshots.</summary>
public sealed record RefreshShare
{
    /// <summary>Accounts, by their twelve digits. At most 20.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string>? Accounts { get; init; }
}
