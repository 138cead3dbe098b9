using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// What a container finds when it logs in as the run's own role: <c>session_replication_role</c> is replica for it as for every other step, so that no trigger copies the values that it replaces. It is
/// a setting of the role in this database, as nobody can tell a foreign program to say it; it goes before anything else is done.
/// </summary>
internal static class ContainerLogins
{
    private const string IsSet = """
        SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole JOIN pg_database d ON d.oid = s.setdatabase
            WHERE r.rolname = current_user AND d.datname = current_database() AND 'session_replication_role=replica' = ANY (s.setconfig))
        """;

    /// <summary>Before a container comes; a failure where the role may not have the setting.</summary>
    public static async Task<WorkFailure?> BeginAsync(Session session, string step, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync($"ALTER ROLE CURRENT_USER IN DATABASE {SqlNames.Quote(session.Database)} SET session_replication_role = 'replica'", cancellationToken);
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
        if (await session.ValueAsync<bool>(IsSet, cancellationToken) is true)
            await session.RunAsync($"ALTER ROLE CURRENT_USER IN DATABASE {SqlNames.Quote(session.Database)} RESET session_replication_role", cancellationToken);
    }
}
