using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsText">Whether free text may stand in it: a text type, JSON, XML, hstore, what a text search is made of, or an array of such.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsClosed">Whether its values are from a closed set: boolean or an enum.</param>
internal sealed record ColumnShape(string Name, bool IsText, string Type, bool IsClosed)
{
    /// <summary>Its value in the row <c>t</c> as a text to look for words in. A tsvector's words stand in the order of the text that it was made of, those that the search leaves out aside.</summary>
    public string Words => Type == "tsvector" && !IsArray
        ? $"(SELECT string_agg(u.lexeme, ' ' ORDER BY p.place) FROM unnest(t.{SqlNames.Quote(Name)}) AS u, unnest(coalesce(u.positions, '{{0}}')) AS p (place))"
        : $"t.{SqlNames.Quote(Name)}::text";

    /// <summary>Whether it holds bytes, or names large objects: letters, pictures, compressed data, which have no words that anybody could look for.</summary>
    public bool IsBytes => Type is "bytea" or "oid" or "lo";

    /// <summary>Whether it is an array of its type.</summary>
    public bool IsArray { get; init; }
}
