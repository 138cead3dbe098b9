using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Values;

/// <summary>The values that are kept of one difference.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Difference">The field and how it differs.</param>
/// <param name="Samples">The values, the oldest first.</param>
internal sealed record FieldSamples(string Endpoint, Difference Difference, IReadOnlyList<ValueSample> Samples);
