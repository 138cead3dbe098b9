namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>How an attempt at a revision ended.</summary>
public enum RevisionOutcome
{
    /// <summary>It became stable.</summary>
    Promoted,

    /// <summary>It was rolled back: it stays so until retry.</summary>
    RolledBack,

    /// <summary>Another revision took its place before it was judged.</summary>
    Superseded,
}
