using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>The ready pods that objectives are measured at.</summary>
/// <param name="Shadow">The shadow's.</param>
/// <param name="Live">Live's.</param>
public sealed record MeasuredPods(IReadOnlyList<PodView> Shadow, IReadOnlyList<PodView> Live)
{
    /// <summary>None.</summary>
    public static MeasuredPods None { get; } = new([], []);
}
