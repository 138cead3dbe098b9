namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>What a revision is now.</summary>
public enum RevisionState
{
    /// <summary>It serves.</summary>
    Stable,

    /// <summary>It is being launched.</summary>
    Candidate,

    /// <summary>It is kept, at no replicas once its traffic is gone.</summary>
    Kept,
}
