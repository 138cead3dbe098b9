namespace Penumbra.Core.Common;

/// <summary>Where a traffic write leads.</summary>
public enum TrafficDirection
{
    /// <summary>Towards the candidate.</summary>
    Forward,

    /// <summary>Back to stable: final for the attempt, on whichever object it stands.</summary>
    Back,
}
