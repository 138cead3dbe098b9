namespace Penumbra.Databases.Postgres.Statements;

/// <summary>How a statement is run, by its first words, and which cannot be run here.</summary>
internal static class StatementRules
{
    /// <summary>Why COPY with the client is refused.</summary>
    public const string ClientCopy = "COPY from or to the client has no data here";

    /// <summary>The kind, and a sentence when it is refused.</summary>
    /// <param name="words">Its first words, in lower case.</param>
    /// <param name="namesClient">Whether stdin or stdout stands in it.</param>
    public static (StatementKind Kind, string? Refusal) Judge(IReadOnlyList<string> words, bool namesClient) => words switch
    {
        ["vacuum" or "reindex" or "analyze" or "analyse", ..] => (StatementKind.Outside, null),
        ["set", ..] when words.Contains("session_replication_role") => (StatementKind.Session, "session_replication_role stays replica, so that no trigger copies old values elsewhere"),
        ["set", ..] when words.Contains("row_security") => (StatementKind.Session, "row_security stays off, so that no policy hides rows from masks and checks"),
        ["set", "role", ..] or ["set", "session", "authorization", ..] => (StatementKind.Session, "the role stays what it is"),
        ["set", "transaction" or "constraints" or "local", ..] => (StatementKind.Marked, null),
        ["set" or "reset", ..] => (StatementKind.Session, null),
        ["begin" or "start" or "commit" or "end" or "rollback" or "abort" or "savepoint" or "release", ..] or ["prepare", "transaction", ..] =>
            (StatementKind.Marked, "every statement has a transaction of its own, together with its mark; it cannot begin or end one"),
        ["create", "temp" or "temporary", ..] or ["create", "local" or "global", "temp" or "temporary", ..] =>
            (StatementKind.Marked, "a temporary table is lost when a run is interrupted; make a plain table and drop it at the end"),
        ["declare" or "fetch" or "move" or "close" or "prepare" or "execute" or "deallocate" or "listen" or "discard", ..] =>
            (StatementKind.Marked, "it leaves something in the session, which is lost when a run is interrupted"),
        ["copy", ..] when namesClient => (StatementKind.Marked, ClientCopy),
        _ => (StatementKind.Marked, null),
    };
}
