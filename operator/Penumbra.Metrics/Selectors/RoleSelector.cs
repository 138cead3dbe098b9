using Penumbra.Core.Objectives;

namespace Penumbra.Metrics.Selectors;

/// <summary>A selector, and what the series count that it finds.</summary>
/// <param name="Role">What they count.</param>
/// <param name="Selector">Which series.</param>
internal sealed record RoleSelector(SeriesRole Role, VectorSelector Selector);
