namespace Penumbra.Core.Common;

/// <summary>
/// What is applied together arrives one after another, and through watches in any order: for a moment nobody is called to mend what is only on its way.
/// Whoever waits by kstatus fails at once on Stalled, and waits on while Reconciling holds.
/// </summary>
public static class Arrival
{
    /// <summary>How long after an object was created it may lack what it names.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Until when what is missing is waited for; null when nothing is, or when it has had its time.</summary>
    /// <param name="problems">All that is wrong: the rest may follow from what is missing, and is told with it.</param>
    /// <param name="createdAt">When the object that names it was created; null when nobody says.</param>
    /// <param name="now">The moment. A clock that is set back beyond the creation waits for nothing: it could be hours.</param>
    public static DateTimeOffset? Until(IReadOnlyList<Problem> problems, DateTimeOffset? createdAt, DateTimeOffset now) =>
        createdAt is { } created && (now - created).Duration() < Patience && problems.Any(IsMissing) ? created + Patience : null;

    private static bool IsMissing(Problem problem) => problem.Reason
        is Reason.TemplateNotFound or Reason.RouteNotFound or Reason.ServiceNotFound or Reason.SourceNotFound or Reason.RefreshTemplateNotFound or Reason.ServiceAccountNotFound;
}
