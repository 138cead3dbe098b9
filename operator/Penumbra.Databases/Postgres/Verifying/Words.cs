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

    /// <summary>What a phrase is made of: <c>n</c> for letters alone, as a name, <c>d</c> for digits alone, as a number, <c>o</c> for anything else.</summary>
    public static string Kind(string words) => $"CASE WHEN array_to_string({words}, '') !~ '[0-9@_]' THEN 'n' WHEN array_to_string({words}, '') !~ '[^0-9.+-]' THEN 'd' ELSE 'o' END";

    /// <summary>A keyed hash of a text: the first eight bytes.</summary>
    public static string Hash(string text, string key) => $"substr(sha256({key} || convert_to({text}, 'UTF8')), 1, 8)";

    /// <summary>Whether a column's originals are nearly all different. Of one with fewer different values a chance meeting would be taken for a survivor.</summary>
    public static string NearlyUnique(string column) => $"(SELECT count(DISTINCT value) >= 0.9 * count(*) AND count(*) > 0 FROM {Originals} WHERE col = {column})";

    /// <summary>Where the hashes are.</summary>
    public const string Originals = $"{SqlNames.Own}.originals";

    /// <summary>Where the hashes of values as words are.</summary>
    public const string Phrases = $"{SqlNames.Own}.phrases";
}
