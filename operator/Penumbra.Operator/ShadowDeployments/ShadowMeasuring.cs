using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics;
using Penumbra.Operator.Measuring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What is measured of a shadow, and what cannot be.</summary>
/// <param name="sources">The metric sources.</param>
public sealed class ShadowMeasuring(IMetricSources sources)
{
    /// <summary>What the sampler is asked for.</summary>
    public static MeasuredSubject Of(ShadowEntry entry, MeasuredPods pods) => new(
        entry.View.Uid, entry.Spec!.Objectives.Count > 0 ? ShadowObjectives.Interval : ResourceQuestion.Interval,
        entry.Spec.Resources is { } asked ? [.. entry.Spec.Objectives, ResourceQuestion.Of(asked)] : entry.Spec.Objectives, new MeasuredSide(ShadowObjectives.Shadow, "", pods.Shadow), new MeasuredSide(ShadowObjectives.Live, "", pods.Live));

    /// <summary>Objectives that cannot be measured here, by their fields.</summary>
    /// <param name="entry">The shadow, readable.</param>
    /// <param name="live">The Service whose traffic is copied.</param>
    /// <param name="shadow">The Service to compare with; null where it is not made yet.</param>
    public IEnumerable<Problem> Problems(ShadowEntry entry, ServiceView live, ServiceView? shadow)
    {
        if (entry.Spec!.Resources is { } asked && sources.Check(ResourceQuestion.Of(asked), "spec.resources") is { } unusable) yield return unusable;
        foreach (var objective in entry.Spec.Objectives)
        {
            var path = $"spec.objectives[{entry.Fields?.Objectives?.ToList().FindIndex(written => written.Name == objective.Name) ?? 0}]";
            if (sources.Check(objective, path) is { } problem) yield return problem;

            // A free query may know by itself where to look; counters are counted pod by pod.
            if (objective.Indicator is Indicator.Query) continue;
            if (shadow is not null && IsElsewhere(shadow)) yield return new Problem(Reason.InvalidSpec, $"{path}.indicator", $"Service {shadow.Name} leads to what runs elsewhere: it has no pods to measure; use a query that says where, or leave the objective out");
            else if (IsElsewhere(live) && objective.Bound is Bound.NoWorseThanStable)
                yield return new Problem(Reason.InvalidSpec, $"{path}.noWorseThanStable", $"Service {live.Name} leads to what runs elsewhere: live has no pods to compare with; use target or max");
        }
    }

    /// <summary>The Service that has no pods to measure here; null where both have.</summary>
    /// <param name="live">The Service whose traffic is copied.</param>
    /// <param name="shadow">The Service to compare with; null where it is not made yet.</param>
    public static string? Elsewhere(ServiceView live, ServiceView? shadow) => shadow is not null && IsElsewhere(shadow) ? shadow.Name : IsElsewhere(live) ? live.Name : null;

    /// <summary>Whether a Service without a selector leads out of the cluster: what runs there nobody here can say.</summary>
    public static bool IsElsewhere(ServiceView service) => service.Spec.Selector.Count == 0;
}
