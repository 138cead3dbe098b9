using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>Counts dead rows by the extension pgstattuple, which is put there for the proof when it is missing, and taken away again.</summary>
internal sealed class TupleCounter
{
    private readonly string _schema;
    private readonly bool _isOurs;

    private TupleCounter(string schema, bool isOurs)
    {
        _schema = schema;
        _isOurs = isOurs;
    }

    /// <summary>Makes the extension available; a failure when it cannot be had, because nothing would be proved.</summary>
    public static async Task<(TupleCounter? Counter, WorkFailure? Failure)> OpenAsync(Session session, CancellationToken cancellationToken)
    {
        if (await FindAsync(session, cancellationToken) is { } there) return (new TupleCounter(there, there == SqlNames.Own), null);
        try
        {
            await session.RunAsync($"CREATE SCHEMA IF NOT EXISTS {SqlNames.Own}", cancellationToken);
            await session.RunAsync($"CREATE EXTENSION pgstattuple SCHEMA {SqlNames.Own}", cancellationToken);
            return (new TupleCounter(SqlNames.Own, true), null);
        }
        catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
        {
            return (null, Rewriting.Left($"{session.Database}: nothing can be proved without the extension pgstattuple: {SqlErrors.Words(exception)}"));
        }
    }

    /// <summary>The dead rows of a relation and of its long values.</summary>
    public async Task<long> DeadAsync(Session session, uint relation, CancellationToken cancellationToken) => await session.ValueAsync<long>(
        $"""
        SELECT (SELECT dead_tuple_count FROM {SqlNames.Quote(_schema)}.pgstattuple(c.oid::regclass))
            + CASE c.reltoastrelid WHEN 0 THEN 0 ELSE (SELECT dead_tuple_count FROM {SqlNames.Quote(_schema)}.pgstattuple(c.reltoastrelid::regclass)) END
        FROM pg_class c WHERE c.oid = $1
        """,
        cancellationToken,
        relation) ?? long.MaxValue;

    /// <summary>Takes away what was put there.</summary>
    public async Task CloseAsync(Session session, string mainDatabase, CancellationToken cancellationToken)
    {
        if (!_isOurs) return;
        await session.RunAsync("DROP EXTENSION pgstattuple", cancellationToken);
        if (session.Database != mainDatabase) await session.RunAsync($"DROP SCHEMA {SqlNames.Own}", cancellationToken);
    }

    private static async Task<string?> FindAsync(Session session, CancellationToken cancellationToken) => await session.TextsAsync(
        "SELECT n.nspname::text FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pgstattuple'", cancellationToken) is [var schema, ..] ? schema : null;
}
