using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>Events of one release.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Bad">Those that are surely bad.</param>
/// <param name="MaybeBad">Those that are bad for all that is known: more than <paramref name="Bad"/> only where a histogram's buckets are too coarse to tell.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EventCounts(long Total, long Bad, long MaybeBad)
{
    /// <summary>Adds events.</summary>
    public static EventCounts operator +(EventCounts left, EventCounts right) => new(left.Total + right.Total, left.Bad + right.Bad, left.MaybeBad + right.MaybeBad);

    /// <summary>Adds events.</summary>
    public static EventCounts Add(EventCounts left, EventCounts right) => left + right;

    /// <summary>Whether counters that only rise can have led from an earlier count to this one: neither all events nor the bad nor the good ones among them are fewer.</summary>
    public bool HasComeAfter(EventCounts before) =>
        Total >= before.Total && Bad >= before.Bad && MaybeBad >= before.MaybeBad && Total - Bad >= before.Total - before.Bad && Total - MaybeBad >= before.Total - before.MaybeBad;

    /// <summary>What has come since an earlier count. Never more bad events than events, whatever a source says.</summary>
    public EventCounts Since(EventCounts before)
    {
        var total = Math.Max(0, Total - before.Total);
        var bad = Math.Clamp(Bad - before.Bad, 0, total);
        return new EventCounts(total, bad, Math.Clamp(MaybeBad - before.MaybeBad, bad, total));
    }
}
