using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>The expressions that masked values come from, and the parameters that they are bound to. NULL and the empty text stay what they are.</summary>
internal sealed class MaskExpressions(MaskShape shape, MaskKeys keys)
{
    private readonly List<object> _values = [];

    /// <summary>The parameters of all expressions so far.</summary>
    public IReadOnlyList<object> Values => _values;

    /// <summary>Binds a value; its number.</summary>
    public string Bind(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>The expression for a column of the row <c>t</c>.</summary>
    public string Of(MaskedColumn column)
    {
        var value = $"t.{SqlNames.Quote(column.Rule.Column)}";
        return column switch
        {
            { Rule.As: MaskKind.Email } => Unless(value, $"'u' || left({Hex(Read(value, MaskKind.Email), "email")}, {shape.EmailDigits}) || '{MaskShape.Domain}'"),
            { Rule.As: MaskKind.Name } => Unless(value, Name(value)),
            { IsInteger: true } => $"{MaskFunctions.Integer}({value}, {Bind(keys.For("digits"))}, {Bind(keys.Turn())})::{Type(column.Largest)}",
            _ => $"{MaskFunctions.Digits}({value}::text, {Bind(keys.For("digits"))}, {Bind(keys.Turn())})",
        };
    }

    private string Name(string value)
    {
        var (given, family) = (Bind(MadeUpNames.Given), Bind(MadeUpNames.Family));
        string Pick(string names, int at, int skip) => string.Create(CultureInfo.InvariantCulture, $"({names}::text[])[((get_byte(h.v, {at}) + {skip}) & 63) + 1]");
        string Full(int skip) => $"{Pick(given, 0, 0)} || ' ' || {Pick(family, 1, skip)}";
        var length = shape.NameLength;
        var read = Read(value, MaskKind.Name);
        if (shape.AreNamesUnique)
        {
            var suffix = $"' ' || encode(substr(h.v, 3, {MaskShape.SuffixDigits / 2}), 'hex')";
            var name = length is { } most ? $"left({Full(0)}, {most - MaskShape.SuffixDigits - 1})" : Full(0);
            return $"(SELECT {name} || {suffix} FROM (SELECT {Hash(read, "name")} AS v OFFSET 0) h)";
        }

        // A real person may have a made-up person's name: it gets the next family name then, because nothing may stay what it was.
        var (first, next) = length is { } limit ? ($"left({Full(0)}, {limit})", $"left({Full(1)}, {limit})") : (Full(0), Full(1));
        return $"(SELECT CASE WHEN {Read(first, MaskKind.Name)} = {read} THEN {next} ELSE {first} END FROM (SELECT {Hash(read, "name")} AS v OFFSET 0) h)";
    }

    // As citext itself compares: by the database's collation, whatever the column's.
    private string Read(string value, MaskKind kind) => shape.IgnoresCase(kind) ? $"lower(({value})::text COLLATE \"default\")" : $"({value})::text";

    private string Hex(string text, string purpose) => $"encode({Hash(text, purpose)}, 'hex')";

    // HMAC-SHA-256 by PostgreSQL's own function: no extension is needed.
    private string Hash(string text, string purpose)
    {
        var (inner, outer) = keys.Pads(purpose);
        return $"sha256({Bind(outer)} || sha256({Bind(inner)} || convert_to({text}, 'UTF8')))";
    }

    private static string Unless(string value, string masked) => $"CASE WHEN {value} IS NULL OR {value}::text = '' THEN {value}::text ELSE {masked} END";

    private static string Type(long largest) => largest switch { short.MaxValue => "smallint", int.MaxValue => "integer", _ => "bigint" };
}
