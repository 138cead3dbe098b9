using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Metrics;

/// <summary>A question to a source: one objective of one revision, or of one side of a shadow.</summary>
/// <param name="Namespace">The launch's namespace: a source never looks outside of it.</param>
/// <param name="Launch">The launch's name, or the shadow's.</param>
/// <param name="Workload">The revision's Deployment: its pods' names begin with it. Empty where <paramref name="Pods"/> are named.</param>
/// <param name="Revision">The revision; of a shadow <c>shadow</c> or <c>live</c>.</param>
/// <param name="Indicator">What is measured.</param>
/// <param name="Pods">The ready pods; null where they are the revision's.</param>
public sealed record MeasureRequest(string Namespace, string Launch, string Workload, string Revision, Indicator Indicator, IReadOnlyList<PodView>? Pods = null);
