using Penumbra.Core.Objectives;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>One selector of one request.</summary>
/// <param name="Request">The request's index.</param>
/// <param name="Role">What it counts; null asks whether the revision is scraped at all.</param>
/// <param name="Selector">The launch's own selector.</param>
/// <param name="Revision">The conditions that confine it to the revision.</param>
/// <param name="Company">Requests of one company share queries.</param>
internal sealed record SelectorUse(int Request, SeriesRole? Role, VectorSelector Selector, IReadOnlyList<LabelMatcher> Revision, string Company);
