using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.Measuring;

/// <summary>One of the two sides that are measured.</summary>
/// <param name="Revision">What its readings are marked with.</param>
/// <param name="Workload">The Deployment that its pods' names begin with; empty where <paramref name="Pods"/> are named.</param>
/// <param name="Pods">Its ready pods; null where they are a revision's.</param>
public sealed record MeasuredSide(string Revision, string Workload, IReadOnlyList<PodView>? Pods = null);
