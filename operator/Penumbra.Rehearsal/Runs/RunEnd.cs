namespace Penumbra.Rehearsal.Runs;

/// <summary>How a rehearsed launch ended.</summary>
public enum RunEnd
{
    /// <summary>The bake is over and the candidate is stable.</summary>
    Promoted,

    /// <summary>Traffic went back to stable.</summary>
    WentBack,

    /// <summary>The shares are held until a person says <c>retry</c>.</summary>
    Paused,

    /// <summary>It still waits at the end of what was followed.</summary>
    Unfinished,
}
