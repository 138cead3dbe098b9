using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Rehearsal.Traffic;

/// <summary>What was recorded of a service, played again: from its beginning with the first step, and over and over where the launch is longer.</summary>
public sealed class RecordedTraffic : ITraffic
{
    private readonly IReadOnlyList<RecordedInterval> _intervals;
    private readonly TimeSpan[] _ends;
    private readonly int[] _streams;
    private readonly ITraffic _elsewhere;

    /// <summary>Makes it.</summary>
    /// <param name="intervals">What was recorded, oldest first; at least one.</param>
    /// <param name="streams">By objective: the counter of requests it goes by, from 0 without gaps.</param>
    /// <param name="elsewhere">What holds for objectives that nothing was recorded of, made with the recorded requests.</param>
    public RecordedTraffic(IReadOnlyList<RecordedInterval> intervals, IReadOnlyList<int> streams, ITraffic elsewhere)
    {
        _intervals = intervals;
        _streams = [.. streams];
        _elsewhere = elsewhere;
        _ends = new TimeSpan[intervals.Count];
        var end = TimeSpan.Zero;
        for (var index = 0; index < intervals.Count; index++) _ends[index] = end += intervals[index].Length;
        Streams = Math.Max(1, _streams.DefaultIfEmpty(0).Max() + 1);
        Words = string.Create(CultureInfo.InvariantCulture, $"{Average(0):0.##} recorded requests per second (on average over {Span.Format(TimeSpan.FromSeconds(Math.Round(Length.TotalSeconds)))})");
    }

    /// <summary>How long the recording is.</summary>
    public TimeSpan Length => _ends[^1];

    /// <inheritdoc/>
    public string Words { get; }

    /// <inheritdoc/>
    public int Streams { get; }

    /// <inheritdoc/>
    public int StreamOf(int objective) => _streams[objective];

    /// <inheritdoc/>
    public double PerSecond(int stream, TimeSpan at)
    {
        var interval = _intervals[IndexAt(at)];
        return Of(interval, stream) is { } record ? record.Requests / interval.Length.TotalSeconds : 0;
    }

    /// <inheritdoc/>
    public double Average(int stream) => _intervals.Sum(interval => Of(interval, stream)?.Requests ?? 0) / Length.TotalSeconds;

    /// <inheritdoc/>
    public double BadShare(int objective, TimeSpan at) => _intervals[IndexAt(at)].Objectives[objective] is { } record
        ? record.Requests > 0 ? Math.Clamp(record.Bad / record.Requests, 0, 1) : 0
        : _elsewhere.BadShare(objective, at);

    /// <inheritdoc/>
    public LatencyShape? Latency(int objective, TimeSpan at) => _intervals[IndexAt(at)].Objectives[objective]?.Latency ?? _elsewhere.Latency(objective, at);

    private ObjectiveRecord? Of(RecordedInterval interval, int stream)
    {
        for (var objective = 0; objective < _streams.Length; objective++)
        {
            if (_streams[objective] == stream && interval.Objectives[objective] is { } record) return record;
        }

        return null;
    }

    private int IndexAt(TimeSpan at)
    {
        var inside = at < TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks(at.Ticks % Length.Ticks);
        var found = Array.BinarySearch(_ends, inside);
        return Math.Min(found >= 0 ? found + 1 : ~found, _ends.Length - 1);
    }
}
