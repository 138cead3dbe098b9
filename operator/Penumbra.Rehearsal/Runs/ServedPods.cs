using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Draws;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Traffic;
using Penumbra.Rehearsal.Worlds;

namespace Penumbra.Rehearsal.Runs;

/// <summary>The counters of one release's pods. Those that started together count together; where no objective has a warm-up all do.</summary>
internal sealed class ServedPods(IReadOnlyList<Objective> objectives, ITraffic traffic)
{
    private static readonly PodGroup Any = new(DateTimeOffset.MinValue, 1);
    private readonly bool _isApart = objectives.Any(objective => objective.WarmUp > TimeSpan.Zero);
    private readonly SortedDictionary<DateTimeOffset, ServedCounts> _counts = [];

    /// <summary>Serves requests for a while, each pod as many as any other; how many the fault hurt.</summary>
    public long Serve(Generator draw, TimeSpan at, double seconds, double share, double besides, Fault fault, Func<Objective, double?> slowFrom, IReadOnlyList<PodGroup> pods)
    {
        var groups = _isApart && pods.Count > 0 ? pods : [Any];
        double all = groups.Sum(group => group.Pods);
        var hurt = 0L;
        foreach (var group in groups)
        {
            if (!_counts.TryGetValue(group.Started, out var counts)) _counts[group.Started] = counts = new ServedCounts(objectives, traffic);
            hurt += counts.Serve(draw, at, seconds, share * group.Pods / all, besides * group.Pods / all, fault, slowFrom);
        }

        return hurt;
    }

    /// <summary>What a source would answer now.</summary>
    public Reading Read(int index, DateTimeOffset at)
    {
        if (!_isApart) return new Reading { At = at, Series = [.. (_counts.GetValueOrDefault(Any.Started) ?? new ServedCounts(objectives, traffic)).Series(index, "")] };
        return new Reading { At = at, Series = [.. _counts.SelectMany(group => group.Value.Series(index, Name(group.Key)))], Started = _counts.Keys.ToDictionary(Name, started => started) };
    }

    private static string Name(DateTimeOffset started) => started.UtcTicks.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
