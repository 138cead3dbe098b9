using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics;
using Penumbra.Metrics.Pods;

namespace Penumbra.Operator.Measuring;

/// <summary>Tells with a reading when its pods started, for objectives with a warm-up.</summary>
/// <param name="pods">The launches' pods, with the index <see cref="PodsSource.ByLaunch"/>.</param>
public sealed class PodStarts(IReadOnlyInformer<PodView> pods)
{
    /// <summary>The reading with its pods' starts; no answer where none of its series is of a pod that exists, as then nobody can tell what to leave out.</summary>
    /// <param name="objective">What is measured.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="reading">What the source said.</param>
    public Reading Tell(Objective objective, MeasureRequest request, Reading reading)
    {
        if (objective.WarmUp <= TimeSpan.Zero || reading.Error is not null || reading.Series.Count == 0) return reading;

        // The source pods names them by UID, others by the label pod.
        var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var pod in request.Pods ?? pods.ByIndex(PodsSource.ByLaunch, $"{request.Namespace}/{request.Launch}"))
        {
            if (pod.Status.StartedAt is not { } at) continue;
            started[pod.Uid] = at;
            started[pod.Name] = at;
        }

        return reading.Series.Any(sample => started.ContainsKey(sample.Pod))
            ? reading with { Started = started }
            : Reading.NoAnswer(reading.At, "warmUp needs series that name their pods, and none of these has the label pod with the name of a pod that runs: have Prometheus keep that label, or leave warmUp out");
    }
}
