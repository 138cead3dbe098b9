using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.Telemetry;

/// <summary>What refreshes are measured by, from their statuses: a step that takes longer every week is a visible curve.</summary>
public sealed class RefreshMetrics
{
    private readonly ConcurrentDictionary<ObjectKey, (SnapshotRefreshStatus Run, SnapshotRefreshStatus Own)> _refreshes = new();

    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes them.</param>
    /// <param name="time">The clock: a step that has not ended is measured up to now.</param>
    public RefreshMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(LaunchMetrics.MeterName);
        meter.CreateObservableGauge("penumbra_refresh_step_seconds", Steps, "s", "How long each step of the last run took, or has taken so far.");
        meter.CreateObservableGauge("penumbra_refresh_step_slow", Slow, null, "1 while a step takes longer than usual.");
        meter.CreateObservableGauge("penumbra_refresh_last_success_timestamp_seconds", () => Each(pair => pair.Run.LastSuccess?.ToUnixTimeMilliseconds() / 1000d), "s", "When a run last succeeded.");
        meter.CreateObservableGauge("penumbra_refresh_failed", () => Each(pair => pair.Own.Phase is "Failed" or "Stalled" ? 1 : 0), null, "1 while the last run failed or a person must change something.");
        meter.CreateObservableGauge("penumbra_refresh_running", () => Each(pair => pair.Own.Phase is "Running" ? 1 : 0), null, "1 while a run is under way.");
    }

    /// <summary>Records what a pass saw.</summary>
    /// <param name="key">The refresh.</param>
    /// <param name="run">The status with the worker's part.</param>
    /// <param name="own">The operator's part.</param>
    public void Seen(ObjectKey key, SnapshotRefreshStatus run, SnapshotRefreshStatus own) => _refreshes[key] = (run, own);

    /// <summary>Forgets a refresh.</summary>
    public void Forget(ObjectKey key) => _refreshes.TryRemove(key, out _);

    private IEnumerable<Measurement<double>> Steps() => _refreshes.OrderBy(pair => pair.Key).SelectMany(pair => (pair.Value.Run.Run?.Steps ?? [])
        .Where(step => Took(step, pair.Value.Own) is not null).Select(step => new Measurement<double>(Took(step, pair.Value.Own)!.Value.TotalSeconds, [.. Tags(pair.Key), new("step", step.Name)])));

    // Of a run that nobody ended, nothing lasts any more.
    private TimeSpan? Took(RunStepRecord step, SnapshotRefreshStatus own) =>
        Span.Parse(step.Took) ?? (step is { State: "Waiting", Since: { } since } && own.Phase == "Running" && _time.GetUtcNow() is var now && now > since ? now - since : null);

    private IEnumerable<Measurement<double>> Slow() => _refreshes.OrderBy(pair => pair.Key).SelectMany(pair => (pair.Value.Run.Run?.Steps ?? []).Where(step => step.State == "Waiting")
        .Select(step => new Measurement<double>(step.Note is { Length: > 0 } ? 1 : 0, [.. Tags(pair.Key), new("step", step.Name)])));

    private IEnumerable<Measurement<double>> Each(Func<(SnapshotRefreshStatus Run, SnapshotRefreshStatus Own), double?> value) =>
        _refreshes.OrderBy(pair => pair.Key).Where(pair => value(pair.Value) is not null).Select(pair => new Measurement<double>(value(pair.Value)!.Value, Tags(pair.Key)));

    private static KeyValuePair<string, object?>[] Tags(ObjectKey key) => [new("namespace", key.Namespace), new("name", key.Name)];
}
