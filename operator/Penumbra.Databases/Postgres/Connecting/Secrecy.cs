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

    // A plan is shown with the values that it was made for, whatever lengths of parameters are set; pgaudit has a setting of its own. Extensions that are not loaded have no settings in the view, but what is set for pgaudit is known by its name.
    private const string TalkativeExtensions = """
        SELECT name || ' = ' || setting, 'auto_explain.log_min_duration to -1' FROM pg_settings WHERE name = 'auto_explain.log_min_duration' AND setting <> '-1'
        UNION ALL
        SELECT 'pgaudit.log_parameter = ' || word, 'pgaudit.log_parameter to off' FROM current_setting('pgaudit.log_parameter', true) word WHERE lower(word) IN ('on', 'true', 'yes', '1')
        ORDER BY 1
        """;

    /// <summary>For the session, until it resets its settings.</summary>
    public static async Task<WorkFailure?> KeepAsync(Session session, CancellationToken cancellationToken)
    {
        await TryAsync(session, "SET log_parameter_max_length_on_error = 0", cancellationToken);
        if (!await TryAsync(session, "SET log_parameter_max_length = 0", cancellationToken))
        {
            var told = await session.TextsAsync(Talkative, cancellationToken);
            if (told.Count > 0) return Would(told, "set log_parameter_max_length to 0 in the parameter group of the temporary database");
        }

        var loud = await ExtensionsAsync(session, cancellationToken);
        if (loud.Count == 0) return null;
        if (await session.TextsAsync("SHOW is_superuser", cancellationToken) is ["on"])
        {
            foreach (var (_, remedy) in loud) await TryAsync(session, $"SET {remedy}", cancellationToken);
            loud = await ExtensionsAsync(session, cancellationToken);
        }

        return loud.Count == 0 ? null : Would(loud.Select(one => one.Setting), $"in the parameter group of the temporary database, set {string.Join(" and ", loud.Select(one => one.Remedy))}");
    }

    private static Task<IReadOnlyList<(string Setting, string Remedy)>> ExtensionsAsync(Session session, CancellationToken cancellationToken) =>
        session.RowsAsync(TalkativeExtensions, row => (row.GetString(0), row.GetString(1)), cancellationToken);

    private static WorkFailure Would(IEnumerable<string> told, string remedy) =>
        new(ErrorKind.Terminal, WorkProblem.CannotQuiesce, $"the server's log would tell parameters and keys ({string.Join(", ", told)}): {remedy}");

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
