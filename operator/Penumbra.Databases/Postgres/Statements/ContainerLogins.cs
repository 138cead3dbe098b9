using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// What a container finds when it logs in as the run's own role, as every other step does: <c>session_replication_role</c> is replica, so that no trigger copies the values that it replaces, and
/// <c>row_security</c> is off, so that no policy hides rows from it. They are settings of the role in this database, as nobody can tell a foreign program to say them; they go before anything else is done.
/// </summary>
internal static class ContainerLogins
{
    private static readonly (string Name, string Value)[] Settings = [("session_replication_role", "replica"), ("row_security", "off")];

    private const string Set = """
        SELECT setting FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS setting
        WHERE r.rolname = current_user AND d.datname = current_database()
        """;

    /// <summary>Before a container comes; a failure where the role may not have a setting.</summary>
    public static async Task<WorkFailure?> BeginAsync(Session session, string step, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (name, value) in Settings) await session.RunAsync($"ALTER ROLE CURRENT_USER IN DATABASE {SqlNames.Quote(session.Database)} SET {name} = '{value}'", cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState == "42501")
        {
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, $"container {step}: the role may not be given session_replication_role = replica, so that triggers would copy old values elsewhere");
        }
    }

    /// <summary>After it, and after one that never came to its end.</summary>
    public static async Task EndAsync(Session session, CancellationToken cancellationToken)
    {
        var set = await session.TextsAsync(Set, cancellationToken);
        foreach (var (name, _) in Settings.Where(setting => set.Contains($"{setting.Name}={setting.Value}")))
            await session.RunAsync($"ALTER ROLE CURRENT_USER IN DATABASE {SqlNames.Quote(session.Database)} RESET {name}", cancellationToken);
    }
}
