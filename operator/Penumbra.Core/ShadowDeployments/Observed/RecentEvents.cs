using System.Collections.Immutable;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>Events of the last while, reading by reading.</summary>
/// <param name="Readings">When they were read, and how many there were since the reading before; the oldest first.</param>
public sealed record RecentEvents(ImmutableList<(DateTimeOffset At, EventCounts Events)> Readings)
{
    /// <summary>None.</summary>
    public static RecentEvents None { get; } = new([]);

    /// <summary>All of them together.</summary>
    public EventCounts Sum => Readings.Aggregate(default(EventCounts), (sum, read) => sum + read.Events);

    /// <summary>With a reading more, and without what is older than <paramref name="span"/> by then.</summary>
    public RecentEvents With(DateTimeOffset at, EventCounts events, TimeSpan span) => new(Readings.RemoveAll(read => at - read.At >= span).Add((at, events)));
}
