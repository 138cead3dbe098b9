using System.Collections.Frozen;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Differing;

/// <summary>The rules of a comparison, by path.</summary>
internal sealed class FieldRules(CompareRules rules)
{
    public FrozenSet<string> Ignored { get; } = rules.Ignored.ToFrozenSet(StringComparer.Ordinal);

    public FrozenSet<string> Orderless { get; } = rules.Orderless.ToFrozenSet(StringComparer.Ordinal);

    public FrozenDictionary<string, Tolerance> Tolerated { get; } = rules.Tolerated.DistinctBy(tolerance => tolerance.Field).ToFrozenDictionary(tolerance => tolerance.Field, StringComparer.Ordinal);
}
