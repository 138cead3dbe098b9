namespace Penumbra.Core.SnapshotRefreshes.Effects;

/// <summary>Why a process of a run ends before the run does.</summary>
public enum ProcessEnd
{
    /// <summary>A container of the same pod comes next; another process goes on behind it.</summary>
    HandedOver,

    /// <summary>A container has to work in this database that this pod has run already, in another one: only a pod that begins anew can.</summary>
    AnotherPod,
}
