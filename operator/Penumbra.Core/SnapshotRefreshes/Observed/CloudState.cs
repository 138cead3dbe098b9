namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>What a status means for a run. The cloud's list is open-ended: what is not known is neither ready nor dead.</summary>
public enum CloudState
{
    /// <summary>On its way, or a status that nobody has heard of: keep waiting.</summary>
    Busy,

    /// <summary>It can be used.</summary>
    Ready,

    /// <summary>It never becomes ready.</summary>
    Dead,

    /// <summary>It is on its way out.</summary>
    Leaving,
}
