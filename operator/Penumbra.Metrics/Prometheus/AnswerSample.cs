using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>One value of an answer.</summary>
/// <param name="Name">The metric's name, or empty.</param>
/// <param name="Labels">The labels, without name and tag.</param>
/// <param name="Tag">The tag that the query added, or empty.</param>
/// <param name="Value">The value.</param>
internal readonly record struct AnswerSample(string Name, LabelSet Labels, string Tag, double Value);
