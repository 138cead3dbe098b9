namespace Penumbra.Core.Objectives;

/// <summary>
/// What a new pod serves first is left out where an objective says so: caches are empty and code is not compiled yet. It ends at an instant that Kubernetes tells, so that every process decides the
/// same. Between two samples nobody can tell what came before it: a pod's events count from its first sample after it.
/// </summary>
public static class WarmUp
{
    /// <summary>From when on a pod's samples are marks that later ones count from.</summary>
    /// <param name="objective">Whose warm-up.</param>
    /// <param name="reading">Tells when pods started.</param>
    /// <param name="pod">The pod, as the samples name it.</param>
    /// <param name="isWarm">Whether it was over before: of a pod that is gone nobody knows the start any more.</param>
    /// <param name="firstSeen">When its first sample was taken that this process saw: it had started by then, whatever a clock says. The end of time where nobody knows.</param>
    public static DateTimeOffset EndOf(Objective objective, Reading reading, string pod, bool isWarm, DateTimeOffset firstSeen)
    {
        if (objective.WarmUp <= TimeSpan.Zero) return DateTimeOffset.MinValue;
        var isKnown = reading.Started.TryGetValue(pod, out var started);
        if (!isKnown && isWarm) return DateTimeOffset.MinValue;
        var from = isKnown && started < firstSeen ? started : firstSeen;
        return from < DateTimeOffset.MaxValue - objective.WarmUp ? from + objective.WarmUp : DateTimeOffset.MaxValue;
    }
}
