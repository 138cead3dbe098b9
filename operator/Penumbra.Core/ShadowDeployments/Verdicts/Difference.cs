namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>One field that differs.</summary>
/// <param name="Field">Its path: <c>status</c>, <c>header.content-type</c>, <c>body.items[].price</c>. Never a value.</param>
/// <param name="Kind">How it differs.</param>
public readonly record struct Difference(string Field, DifferenceKind Kind) : IComparable<Difference>
{
    /// <summary>The field of the status: of another class it is a <see cref="DifferenceKind.Type"/>, of the same one a <see cref="DifferenceKind.Value"/>.</summary>
    public const string Status = "status";

    /// <summary>
    /// Whether a live that does the same now and then could excuse it. What is no answer at all, or one of another class (a failure, a refusal), is never excused: live's own are weighed against it pair by pair.
    /// </summary>
    public bool IsExcusable => Kind != DifferenceKind.Unreachable && !(Kind == DifferenceKind.Type && Field == Status);

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
