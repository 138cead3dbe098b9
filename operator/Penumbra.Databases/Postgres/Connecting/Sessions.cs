using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>Enters databases, one at a time, each under the advisory lock that says that a worker is in it.</summary>
/// <param name="connector">Opens connections.</param>
/// <param name="time">The clock.</param>
/// <param name="around">Hears of each statement; see <see cref="Session"/>.</param>
internal sealed class Sessions(Connector connector, TimeProvider time, Action<string, bool>? around = null)
{
    // "penumbra" in ASCII: the same for every worker.
    private const long Lock = 0x70656E756D627261;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Who hears of each statement; null for nobody.</summary>
    public Action<string, bool>? Around => around;

    /// <summary>Does something in a database, alone among workers.</summary>
    public async Task<WorkResult<T>> InAsync<T>(string database, Func<Session, Task<WorkResult<T>>> act, CancellationToken cancellationToken)
        where T : class
    {
        var opened = await OpenAsync(database, cancellationToken);
        if (opened.Value is not { } session) return opened.Failure!;
        await using (session)
        {
            var refused = await LockAsync(session, cancellationToken) ?? await Secrecy.KeepAsync(session, cancellationToken);
            return refused is not null ? refused : await act(session);
        }
    }

    /// <summary>Enters without the lock: for Quiesce, which ends whoever holds it.</summary>
    public async Task<WorkResult<Session>> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var opened = await connector.OpenAsync(database, cancellationToken);
        return opened.Value is { } connection ? new Session(connection, around) : opened.Failure!;
    }

    /// <summary>Takes the lock; a failure when another worker has it.</summary>
    public async Task<WorkFailure?> LockAsync(Session session, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + LockPatience;
        while (await session.ValueAsync<bool>("SELECT pg_try_advisory_lock($1)", cancellationToken, Lock) is not true)
        {
            if (time.GetUtcNow() >= until) return new WorkFailure(ErrorKind.Conflict, WorkProblem.LockHeld, $"another worker is in the database {session.Database}");
            await Task.Delay(LockInterval, time, cancellationToken);
        }

        return null;
    }
}
