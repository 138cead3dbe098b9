namespace Penumbra.Databases.Postgres.Statements;

/// <summary>One statement of a file.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">As it is sent: without its semicolon, <c>$name</c> replaced by <c>$1</c>, <c>$2</c>.</param>
/// <param name="Parameters">The names, in the order of their numbers.</param>
/// <param name="Kind">How it is run.</param>
internal sealed record SqlStatement(StatementPlace Place, string Text, IReadOnlyList<string> Parameters, StatementKind Kind);
