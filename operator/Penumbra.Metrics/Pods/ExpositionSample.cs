using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Pods;

/// <summary>One line of an exposition.</summary>
/// <param name="Name">The metric's index among the names that were asked for.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ExpositionSample(int Name, LabelSet Labels, double Value);
