namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>One field that differs.</summary>
/// <param name="Field">Its path: <c>status</c>, <c>header.content-type</c>, <c>body.items[].price</c>. Never a value.</param>
/// <param name="Kind">How it differs.</param>
public readonly record struct Difference(string Field, DifferenceKind Kind) : IComparable<Difference>
{
    /// <inheritdoc/>
    public int CompareTo(Difference other) => string.CompareOrdinal(Field, other.Field) is var order and not 0 ? order : Kind.CompareTo(other.Kind);

    /// <summary>Ordinal by field, then by kind.</summary>
    public static bool operator <(Difference left, Difference right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal by field, then by kind.</summary>
    public static bool operator >(Difference left, Difference right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal by field, then by kind.</summary>
    public static bool operator <=(Difference left, Difference right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal by field, then by kind.</summary>
    public static bool operator >=(Difference left, Difference right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Field} {Kind}";
}
