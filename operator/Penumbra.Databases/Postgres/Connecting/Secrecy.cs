using Npgsql;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>
/// Keeps what is bound (parameters of Secrets, keys of masks) out of the server's own log: a server that logs statements logs their parameters beside them. A log that cannot be silenced and
/// would tell is refused.
/// </summary>
internal static class Secrecy
{
    private const string Talkative = """
        SELECT name || ' = ' || setting FROM pg_settings
        WHERE ((name = 'log_statement' AND setting IN ('mod', 'all')) OR (name IN ('log_min_duration_statement', 'log_min_duration_sample') AND setting <> '-1')
            OR (name = 'log_transaction_sample_rate' AND setting::numeric > 0))
          AND (SELECT setting <> '0' FROM pg_settings WHERE name = 'log_parameter_max_length') IS NOT FALSE
        ORDER BY name COLLATE "C"
        """;

    /// <summary>For the session, until it resets its settings.</summary>
    public static async Task<WorkFailure?> KeepAsync(Session session, CancellationToken cancellationToken)
    {
        await TryAsync(session, "SET log_parameter_max_length_on_error = 0", cancellationToken);
        if (await TryAsync(session, "SET log_parameter_max_length = 0", cancellationToken)) return null;
        var told = await session.TextsAsync(Talkative, cancellationToken);
        return told.Count == 0 ? null : new WorkFailure(
            ErrorKind.Terminal, WorkProblem.CannotQuiesce, $"the server's log would tell parameters and keys ({string.Join(", ", told)}): set log_parameter_max_length to 0 in the parameter group of the temporary database");
    }

    // Refused to who is no superuser, and unknown before PostgreSQL 13.
    private static async Task<bool> TryAsync(Session session, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync(statement, cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is "42501" or "42704")
        {
            return false;
        }
    }
}
