namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>What deleting a launch leaves behind.</summary>
public enum DeletionPolicy
{
    /// <summary>Stable stays and serves; the candidate goes.</summary>
    Retain,

    /// <summary>Waits for the template's own pods, moves the traffic there, removes every trace.</summary>
    Revert,
}
