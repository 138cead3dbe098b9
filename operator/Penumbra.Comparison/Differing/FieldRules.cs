using System.Collections.Frozen;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Differing;

/// <summary>The rules of a comparison, by path.</summary>
internal sealed class FieldRules(CompareRules rules)
{
    public FrozenSet<string> Ignored { get; } = rules.Ignored.ToFrozenSet(StringComparer.Ordinal);

    public FrozenSet<string> Orderless { get; } = rules.Orderless.ToFrozenSet(StringComparer.Ordinal);

    // Checked here as well: whoever makes rules without a file must not show a credential either.
    public FrozenSet<string> Allowed { get; } = rules.Allowed.Where(field => AllowedField.Problem(field, []) is null).ToFrozenSet(StringComparer.Ordinal);

    public FrozenDictionary<string, Tolerance> Tolerated { get; } = rules.Tolerated.DistinctBy(tolerance => tolerance.Field).ToFrozenDictionary(tolerance => tolerance.Field, StringComparer.Ordinal);
}
