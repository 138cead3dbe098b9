using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>A column that is masked, as it is in the database.</summary>
/// <param name="Table">The table's oid.</param>
/// <param name="Rule">What was asked.</param>
/// <param name="IsInteger">Whether it is smallint, integer or bigint; else it is some text.</param>
/// <param name="Largest">For an integer, the largest value of its type.</param>
/// <param name="MaxLength">How many characters it holds; null for any number.</param>
/// <param name="IsUnique">Whether a unique index depends on it.</param>
/// <param name="IgnoresCase">Whether upper and lower case are the same to it (citext).</param>
/// <param name="IsPartitionKey">Whether rows stand in a partition because of it.</param>
internal sealed record MaskedColumn(uint Table, MaskRule Rule, bool IsInteger, long Largest, int? MaxLength, bool IsUnique, bool IgnoresCase, bool IsPartitionKey)
{
    /// <summary>Whether the same values would collide on their way to new ones: a permutation gives values that other rows still have.</summary>
    public bool NeedsEmptyTable => IsUnique && Rule.As == MaskKind.Digits;
}
