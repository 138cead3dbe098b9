using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// A block that is not whole yet. When it ends is decided by the clock and by how many events there are, never by how many are bad: or one could stop at a lucky moment.
/// </summary>
/// <param name="Start">When it began: the time of the sample before its first one.</param>
/// <param name="Limit">N: before the sample that would take the candidate's events over this the block ends.</param>
/// <param name="Candidate">The candidate's events so far.</param>
/// <param name="Stable">Stable's events so far.</param>
/// <param name="StableKnown">How far stable's events are known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenBlock(DateTimeOffset Start, long Limit, EventCounts Candidate, EventCounts Stable, StableKnown StableKnown = StableKnown.Whole)
{
    /// <summary>The least limit.</summary>
    public const long LeastLimit = 20;

    /// <summary>An empty block.</summary>
    /// <param name="start">When it begins.</param>
    /// <param name="expected">How many of the candidate's events a block has at the rate of the one before: twice as many are awaited at most.</param>
    public static OpenBlock After(DateTimeOffset start, double expected) => new(start, Math.Max(LeastLimit, (long)Math.Ceiling(2 * expected)), default, default);

    /// <summary>Whether the block has to end before this sample.</summary>
    public bool EndsBefore(Observation next) => Candidate.Total > 0 && Candidate.Total + next.Candidate.Total > Limit;

    /// <summary>With a sample's events.</summary>
    public OpenBlock With(Observation next) => this with
    {
        Candidate = Candidate + next.Candidate,
        Stable = Stable + next.Stable,
        StableKnown = StableKnown == StableKnown.Lost ? StableKnown.Lost : next.StableKnown,
    };
}
