using System.Collections.Immutable;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>What comparing two answers gave.</summary>
/// <param name="Differences">Where they differ, sorted, each once.</param>
/// <param name="Fields">How many fields were looked at.</param>
/// <param name="Shapes">The first shape of each difference.</param>
/// <param name="Values">The first values of each difference in a field that is allowed.</param>
internal sealed record Found(ImmutableArray<Difference> Differences, int Fields, IReadOnlyDictionary<Difference, Shape> Shapes, IReadOnlyDictionary<Difference, ValuePair> Values);
