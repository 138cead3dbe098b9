using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>All that is counted at one instant: two of them make a point.</summary>
public sealed record ResourceCounters
{
    /// <summary>The instant.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The copying that it belongs to: with another share, or after a pause, nothing of before counts.</summary>
    public required (Share Sample, DateTimeOffset Since) Copying { get; init; }

    /// <summary>The process of the server that counted; with another one all begins anew.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Copies that arrived.</summary>
    public long Seen { get; init; }

    /// <summary>Requests that the comparison added to live.</summary>
    public long AskedLive { get; init; }

    /// <summary>Requests that the shadow was asked.</summary>
    public long AskedShadow { get; init; }

    /// <summary>What live's pods have used.</summary>
    public required Side Live { get; init; }

    /// <summary>What the shadow's pods have used.</summary>
    public required Side Shadow { get; init; }

    /// <summary>What was used between two instants; null where they cannot be compared: a pod came, went or started anew, or the copying did.</summary>
    public static ResourcePoint? Between(ResourceCounters before, ResourceCounters after)
    {
        if (before.Copying != after.Copying || before.Instance != after.Instance || !IsSame(before.Live, after.Live) || !IsSame(before.Shadow, after.Shadow)) return null;
        var (seen, live, shadow) = (after.Seen - before.Seen, after.AskedLive - before.AskedLive, after.AskedShadow - before.AskedShadow);
        if (seen < 0 || live < 0 || shadow < 0 || after.At <= before.At) return null;
        var each = Share.Whole / (double)after.Copying.Sample.Parts;
        return new ResourcePoint
        {
            Seconds = (after.At - before.At).TotalSeconds,
            LiveCpu = Used(before.Live, after.Live),
            ShadowCpu = Used(before.Shadow, after.Shadow),
            LiveRequests = (seen * each) + live,
            LiveVariance = seen * each * (each - 1),
            ShadowRequests = shadow,
            LiveMemory = Memory(after.Live),
            ShadowMemory = Memory(after.Shadow),
            LiveReplicas = after.Live.Replicas,
            ShadowReplicas = after.Shadow.Replicas,
        };
    }

    // A counter that fell began at zero again: what was used before its end is lost, and what a start takes is no request's.
    private static bool IsSame(Side before, Side after) =>
        before.Replicas == after.Replicas && before.Cpu.Count == after.Cpu.Count && before.Cpu.All(series => after.Cpu.TryGetValue(series.Key, out var value) && value >= series.Value);

    private static double? Used(Side before, Side after) => after.Cpu.IsEmpty ? null : after.Cpu.Values.Sum() - before.Cpu.Values.Sum();

    private static double? Memory(Side side) => side.Memory is { } bytes && side.Replicas > 0 ? bytes / side.Replicas : null;

    /// <summary>One side.</summary>
    /// <param name="Cpu">CPU seconds by series.</param>
    /// <param name="Memory">Bytes of all pods together; null where the source lacks it.</param>
    /// <param name="Replicas">How many pods.</param>
    public sealed record Side(ImmutableSortedDictionary<string, double> Cpu, double? Memory, int Replicas)
    {
        /// <summary>The side in a reading.</summary>
        public static Side Of(Reading reading, int replicas) => new(
            reading.Series.Where(series => series.Role == SeriesRole.Cpu).ToImmutableSortedDictionary(series => series.Series, series => series.Value, StringComparer.Ordinal),
            reading.Series.Any(series => series.Role == SeriesRole.Memory) ? reading.Series.Where(series => series.Role == SeriesRole.Memory).Sum(series => series.Value) : null,
            replicas);
    }
}
