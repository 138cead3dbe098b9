using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.Telemetry;

/// <summary>What operators of the operator want to know; docs/metrics.md lists every name.</summary>
public sealed class LaunchMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Penumbra.Operator";

    /// <summary>The name of the source of traces.</summary>
    public const string TraceSource = "Penumbra.Operator";

    private static readonly ActivitySource Source = new(TraceSource);

    private readonly ConcurrentDictionary<ObjectKey, LaunchStatus> _launches = new();
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _effects;
    private readonly Counter<long> _late;
    private readonly Histogram<double> _sampleToRoute;

    /// <summary>Makes the instruments.</summary>
    public LaunchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _decisions = meter.CreateCounter<long>("penumbra_launch_decisions_total", null, "Passes by the reason that they were decided for.");
        _effects = meter.CreateCounter<long>("penumbra_launch_effects_total", null, "Effects that decisions asked for.");
        _late = meter.CreateCounter<long>("penumbra_late_readings_total", null, "Answers of a source that were not newer than the one before: they count nothing.");
        _sampleToRoute = meter.CreateHistogram<double>("penumbra_sample_to_route_seconds", "s", "From a reading's arrival to the route's write.");
        meter.CreateObservableGauge("penumbra_launch_weight_percent", () => Each(status => (double)status.Weight.Parts * 100 / Core.Common.Share.Whole), null, "The candidate's share.");
        meter.CreateObservableGauge("penumbra_launch_phase", Phases, null, "1 for the phase that a launch is in.");
        meter.CreateObservableGauge("penumbra_launch_objective_verdict", Verdicts, null, "1 Good, 0 Unknown, -1 Bad.");
        meter.CreateObservableGauge("penumbra_launch_stalled", () => Each(status => status.Conditions.Any(condition => condition is { Type: "Stalled", Status: Core.Common.ConditionStatus.True }) ? 1d : 0d), null, "1 while a person must change something.");
    }

    /// <summary>Begins the trace of a pass; null where nobody listens.</summary>
    public static Activity? Pass(ObjectKey key)
    {
        var activity = Source.StartActivity("pass");
        activity?.SetTag("penumbra.namespace", key.Namespace);
        activity?.SetTag("penumbra.name", key.Name);
        return activity;
    }

    /// <summary>Records a decision.</summary>
    public void Decided(ObjectKey key, LaunchDecision decision, LaunchObserved seen)
    {
        _launches[key] = decision.Status;
        _decisions.Add(1, new KeyValuePair<string, object?>("reason", decision.Reason.ToString()));
        foreach (var effect in decision.Effects) _effects.Add(1, new KeyValuePair<string, object?>("effect", effect.GetType().Name));
        Activity.Current?.SetTag("penumbra.reason", decision.Reason.ToString());
        Activity.Current?.SetTag("penumbra.routes", seen.Routes.Count);
    }

    /// <summary>Records how long it took from a reading to the route that followed from it.</summary>
    public void SampleToRoute(TimeSpan elapsed) => _sampleToRoute.Record(elapsed.TotalSeconds);

    /// <summary>Records that a source answered with what is not newer than its last answer, for a launch or a shadow.</summary>
    public void Late(string source) => _late.Add(1, new KeyValuePair<string, object?>("source", source));

    /// <summary>Forgets a launch.</summary>
    public void Forget(ObjectKey key) => _launches.TryRemove(key, out _);

    private IEnumerable<Measurement<double>> Each(Func<LaunchStatus, double> value) =>
        _launches.OrderBy(pair => pair.Key).Select(pair => new Measurement<double>(value(pair.Value), Tags(pair.Key)));

    private IEnumerable<Measurement<double>> Phases() => _launches.OrderBy(pair => pair.Key).Where(pair => pair.Value.Phase is not null)
        .Select(pair => new Measurement<double>(1, [.. Tags(pair.Key), new("phase", pair.Value.Phase.ToString())]));

    private IEnumerable<Measurement<double>> Verdicts() => _launches.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Objectives.Select(objective => new Measurement<double>(
        objective.Verdict switch { Core.Objectives.Verdict.Good => 1, Core.Objectives.Verdict.Bad => -1, _ => 0 }, [.. Tags(pair.Key), new("objective", objective.Objective)])));

    private static KeyValuePair<string, object?>[] Tags(ObjectKey key) => [new("namespace", key.Namespace), new("name", key.Name)];
}
