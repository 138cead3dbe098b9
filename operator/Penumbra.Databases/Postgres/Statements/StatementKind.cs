namespace Penumbra.Databases.Postgres.Statements;

/// <summary>How a statement is run.</summary>
internal enum StatementKind
{
    /// <summary>In a transaction, with its mark.</summary>
    Marked,

    /// <summary>VACUUM, REINDEX, ANALYZE: outside of any transaction, its mark after it. Running it twice does no harm.</summary>
    Outside,

    /// <summary>SET, RESET: it shapes the session, so that every run of the file needs it, and it has no mark.</summary>
    Session,
}
