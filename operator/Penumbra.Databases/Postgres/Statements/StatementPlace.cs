using System.Globalization;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>Where a statement stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line of its first word, from 1.</param>
/// <param name="Number">The statement's number in the file, from 1.</param>
internal readonly record struct StatementPlace(string File, int Line, int Number)
{
    /// <summary>The place for people, at one of the statement's lines.</summary>
    public string At(int line) => string.Create(CultureInfo.InvariantCulture, $"{File}, line {line}, statement {Number}");
}
