namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>Where a launch is. Paused and Stalled are conditions: they hide no phase.</summary>
public enum LaunchPhase
{
    /// <summary>The first revision takes over from the template's own pods.</summary>
    Adopting,

    /// <summary>Everybody is on stable, and nothing is to be launched.</summary>
    Healthy,

    /// <summary>The candidate climbs its steps.</summary>
    Launching,

    /// <summary>Everybody is on the candidate; going back is one write.</summary>
    Baking,

    /// <summary>The apex moves to the candidate.</summary>
    Promoting,

    /// <summary>Traffic goes back to stable.</summary>
    RollingBack,

    /// <summary>Everybody is on stable; the template's revision was rolled back.</summary>
    RolledBack,
}
