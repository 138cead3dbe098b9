using System.Collections.Immutable;

namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>How long a step took in the last runs, newest first.</summary>
/// <param name="Step">The step.</param>
/// <param name="Times">At most seven times.</param>
public sealed record UsualTimes(RefreshStep Step, ImmutableList<TimeSpan> Times)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 7;

    /// <summary>The middle one; null without any.</summary>
    public TimeSpan? Middle => Times.Count == 0 ? null : Times.Order().ElementAt(Times.Count / 2);
}
