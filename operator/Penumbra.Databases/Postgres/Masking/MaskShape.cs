using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>
/// What the values of a kind look like in the whole plan. One shape for all columns of a kind, so that the same input gives the same output in each of
/// them: the narrowest column decides, one unique column asks for uniqueness everywhere, and one that ignores case has it ignored everywhere.
/// </summary>
/// <param name="EmailDigits">Hexadecimal digits of an address.</param>
/// <param name="NameLength">How long a name may be; null for as long as it is.</param>
/// <param name="AreNamesUnique">Whether names carry a suffix.</param>
/// <param name="CaseIgnored">The kinds that have a column to which upper and lower case are the same.</param>
internal sealed record MaskShape(int EmailDigits, int? NameLength, bool AreNamesUnique, IReadOnlyList<MaskKind> CaseIgnored)
{
    /// <summary>Behind every address: a domain that can never exist (RFC 2606).</summary>
    public const string Domain = "@example.invalid";

    /// <summary>The suffix of a unique name: a space and so many hexadecimal digits.</summary>
    public const int SuffixDigits = 16;

    /// <summary>Whether values of a kind that differ by case alone become the same one: a foreign key may tie them.</summary>
    public bool IgnoresCase(MaskKind kind) => CaseIgnored.Contains(kind);

    private const int FewestEmailDigits = 6;
    private const int MostEmailDigits = 20;
    private const int ShortestName = 8;

    /// <summary>The shape for all columns of a plan that there are.</summary>
    public static WorkResult<MaskShape> Of(IReadOnlyList<MaskedColumn> columns)
    {
        var emails = columns.Where(column => column.Rule.As == MaskKind.Email).ToList();
        var names = columns.Where(column => column.Rule.As == MaskKind.Name).ToList();
        // A letter in front, because some programs read an address of digits alone as a number.
        var digits = Math.Min(MostEmailDigits, emails.Min(column => column.MaxLength - Domain.Length - 1) ?? MostEmailDigits);
        var areEmailsUnique = emails.Any(column => column.IsUnique);
        var fewest = areEmailsUnique ? SuffixDigits : FewestEmailDigits;
        if (digits < fewest) return TooNarrow(emails, fewest + Domain.Length + 1, areEmailsUnique);

        var areNamesUnique = names.Any(column => column.IsUnique);
        var length = names.Min(column => column.MaxLength);
        var shortest = areNamesUnique ? ShortestName + 1 + SuffixDigits : ShortestName;
        if (length < shortest) return TooNarrow(names, shortest, areNamesUnique);
        return new MaskShape(digits, length, areNamesUnique, [.. columns.Where(column => column.IgnoresCase).Select(column => column.Rule.As).Distinct()]);
    }

    private static WorkFailure TooNarrow(List<MaskedColumn> columns, int needed, bool isUnique)
    {
        var column = columns.MinBy(column => column.MaxLength ?? int.MaxValue)!;
        return new(ErrorKind.Terminal, WorkProblem.CannotMask, string.Create(
            CultureInfo.InvariantCulture,
            $"{column.Rule.Table}.{column.Rule.Column} holds {column.MaxLength} characters; {column.Rule.As} needs {needed}{(isUnique ? ", because a column of that kind must be unique" : "")}"));
    }
}
