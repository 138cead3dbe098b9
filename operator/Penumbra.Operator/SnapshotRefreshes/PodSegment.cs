using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>One of the worker's containers in a run's pod: without container steps the only one; else one before each container of the spec, and the pod's own container behind the last.</summary>
/// <param name="Name">The container's name.</param>
/// <param name="Next">The container of the spec that it hands over to; null for the one that comes to the run's end.</param>
public sealed record PodSegment(string Name, SanitizeStep.Container? Next)
{
    /// <summary>The segments of a pod, in order.</summary>
    /// <param name="spec">The refresh.</param>
    /// <param name="mode">What the pod does.</param>
    public static IReadOnlyList<PodSegment> Of(SnapshotRefreshSpec spec, RefreshMode mode)
    {
        var containers = mode == RefreshMode.Refresh ? spec.Sanitize.OfType<SanitizeStep.Container>() : [];
        return
        [
            .. containers.Select((container, index) => new PodSegment(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SanitizeStep.Container.Workers}-{index + 1}"), container)),
            new PodSegment(SanitizeStep.Container.Workers, null),
        ];
    }
}
