using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.Telemetry;

/// <summary>What shadows are measured by, from their statuses, with a comparison server and without. What a server counts itself, endpoint by endpoint, it serves itself.</summary>
public sealed class ShadowMetrics
{
    private readonly ConcurrentDictionary<ObjectKey, ShadowStatus> _shadows = new();

    /// <summary>Makes the instruments.</summary>
    public ShadowMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(LaunchMetrics.MeterName);
        meter.CreateObservableGauge("penumbra_shadow_phase", Phases, null, "1 for the phase that a shadow is in.");
        meter.CreateObservableGauge("penumbra_shadow_verdict", () => Each(Verdict), null, "1 SameOrBetter, 0 Inconclusive, -1 Worse.");
        meter.CreateObservableGauge("penumbra_shadow_coverage_ratio", () => Each(status => status.Coverage), null, "Copies that arrived, of those that should have.");
        meter.CreateObservableGauge("penumbra_shadow_objective_verdict", Objectives, null, "1 Good, 0 Unknown, -1 Bad.");
        meter.CreateObservableGauge("penumbra_shadow_stalled", () => Each(status => Is(status, "Stalled")), null, "1 while a person must change something.");
        meter.CreateObservableGauge("penumbra_shadow_live_under_strain", () => Each(status => Is(status, nameof(Reason.LiveUnderStrain))), null, "1 while nothing is copied because live suffers.");
    }

    /// <summary>Records what a pass came to.</summary>
    public void Seen(ObjectKey key, ShadowStatus status) => _shadows[key] = status;

    /// <summary>Forgets a shadow.</summary>
    public void Forget(ObjectKey key) => _shadows.TryRemove(key, out _);

    private IEnumerable<Measurement<double>> Phases() => _shadows.OrderBy(pair => pair.Key).Where(pair => pair.Value.Phase is not null)
        .Select(pair => new Measurement<double>(1, [.. Tags(pair.Key), new("phase", pair.Value.Phase.ToString())]));

    private IEnumerable<Measurement<double>> Objectives() => _shadows.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Objectives.Select(objective => new Measurement<double>(
        objective.Verdict switch { Core.Objectives.Verdict.Good => 1, Core.Objectives.Verdict.Bad => -1, _ => 0 }, [.. Tags(pair.Key), new("objective", objective.Objective)])));

    private IEnumerable<Measurement<double>> Each(Func<ShadowStatus, double?> value)
    {
        foreach (var (key, status) in _shadows.OrderBy(pair => pair.Key))
        {
            if (value(status) is { } known) yield return new Measurement<double>(known, Tags(key));
        }
    }

    private static double? Verdict(ShadowStatus status) => status.Judgement?.Verdict switch { null => null, ShadowVerdict.SameOrBetter => 1, ShadowVerdict.Worse => -1, _ => 0 };

    private static double? Is(ShadowStatus status, string condition) => status.Conditions.Any(known => known.Type == condition && known.Status == ConditionStatus.True) ? 1 : 0;

    private static KeyValuePair<string, object?>[] Tags(ObjectKey key) => [new("namespace", key.Namespace), new("name", key.Name)];
}
