using Penumbra.Core.Objectives;

namespace Penumbra.Metrics;

/// <summary>A question to a source: one objective of one revision.</summary>
/// <param name="Namespace">The launch's namespace: a source never looks outside of it.</param>
/// <param name="Launch">The launch's name.</param>
/// <param name="Workload">The revision's Deployment: its pods' names begin with it.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Indicator">What is measured.</param>
public sealed record MeasureRequest(string Namespace, string Launch, string Workload, string Revision, Indicator Indicator);
