using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>How texts are cut into words, so that a value is found in the middle of a sentence or of JSON, whatever stands around it.</summary>
internal static class Words
{
    /// <summary>The longest value that is looked for, in words.</summary>
    public const int Most = 5;

    /// <summary>The words of a text, in lower case, as an array: letters, digits and <c>@ _ + . -</c>, the latter three not at the ends.</summary>
    public static string Of(string text) =>
        $"""
        regexp_split_to_array(btrim(regexp_replace(regexp_replace(lower({text}), '[^[:alnum:]@_+.-]+', ' ', 'g'), '(^|\s)[.+-]+|[.+-]+(?=\s|$)', ' ', 'g')), '\s+')
        """.Trim();

    /// <summary>A keyed hash of a text: the first eight bytes.</summary>
    public static string Hash(string text, string key) => $"substr(sha256({key} || convert_to({text}, 'UTF8')), 1, 8)";

    /// <summary>Where the hashes are.</summary>
    public const string Originals = $"{SqlNames.Own}.originals";

    /// <summary>Where the hashes of values as words are.</summary>
    public const string Phrases = $"{SqlNames.Own}.phrases";
}
