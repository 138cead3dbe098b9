using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>A field that the shadow answers otherwise.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Difference">The field and how it differs.</param>
/// <param name="Count">In how many comparisons.</param>
public sealed record FoundDifference(string Endpoint, Difference Difference, long Count);
