using System.Diagnostics;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Metrics;

namespace Penumbra.Bench.Processes;

/// <summary>A source whose counters grow with every reading, without a bad event until the breach.</summary>
/// <param name="tell">Hears of the first reading that shows the breach.</param>
public sealed class BreachSource(Action<string> tell) : IMetricSources, IMetricSource
{
    private const int EventsPerReading = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Total, long Bad)> _counters = new(StringComparer.Ordinal);
    private int _every;
    private bool _isTold;

    /// <summary>From the next reading on half of the events of every n-th launch are bad.</summary>
    public void Breach(int every)
    {
        lock (_lock) _every = every;
    }

    /// <inheritdoc/>
    public IMetricSource Find(string name) => this;

    /// <inheritdoc/>
    public Problem? Check(Objective objective, string path) => null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken)
    {
        List<Reading> readings;
        lock (_lock)
        {
            readings = [.. requests.Select(Read)];
            tell($"measured {requests.Count}");
            if (_every > 0 && !_isTold)
            {
                _isTold = true;
                tell($"delivered {Stopwatch.GetTimestamp()} {requests.Count}");
            }
        }

        return Task.FromResult<IReadOnlyList<Reading>>(readings);
    }

    private Reading Read(MeasureRequest request)
    {
        var key = $"{request.Namespace}/{request.Launch}";
        var (total, bad) = _counters.GetValueOrDefault(key);
        total += EventsPerReading;
        if (_every > 0 && IsNth(request.Launch, _every)) bad += EventsPerReading / 2;
        _counters[key] = (total, bad);
        return new Reading { At = DateTimeOffset.UtcNow, Series = [new SeriesSample("total", SeriesRole.Total, total), new SeriesSample("bad", SeriesRole.Bad, bad)] };
    }

    /// <summary>Whether a launch of the model cluster is hit.</summary>
    public static bool IsNth(string launch, int every) => int.Parse(launch.AsSpan(launch.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture) % every == 0;
}
