using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Loading;
using Penumbra.Databases.Postgres.Quiet;
using Penumbra.Databases.Postgres.Residue;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Databases.Postgres.Verifying;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres;

/// <summary>The work on a PostgreSQL server. Each act opens its own connections, holds an advisory lock in every database that it enters, and logs nothing.</summary>
/// <param name="target">The database.</param>
/// <param name="connect">How patient it is with rejected connections.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Where jitter comes from.</param>
/// <param name="programs">The client programs that dump and load; null where nothing is loaded.</param>
public sealed class PostgresWork(DatabaseTarget target, ConnectSettings connect, TimeProvider time, Random random, ClientPrograms? programs = null) : IDatabaseWork
{
    private readonly Sessions _sessions = new(new Connector(target, connect, time, random), time);

    /// <summary>The same, with somebody who hears of each statement before it is sent and after it is done.</summary>
    internal PostgresWork(DatabaseTarget target, ConnectSettings connect, TimeProvider time, Random random, Action<string, bool> around, ClientPrograms? programs = null)
        : this(target, connect, time, random, programs) => _sessions = new(new Connector(target, connect, time, random), time, around);

    /// <inheritdoc/>
    public Task<WorkResult<QuiesceReport>> QuiesceAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => new Quiescing(_sessions, target, time).RunAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkResult<SanitizeReport>> SanitizeAsync(SanitizePlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        GuardAsync(() => _sessions.InAsync<SanitizeReport>(target.Database, session => new Sanitizing(session, plan, time, progress).RunAsync(cancellationToken), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkResult<RewriteReport>> RewriteAsync(IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        GuardAsync(() => new Rewriting(_sessions, target, progress).RunAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkResult<VerifyReport>> VerifyAsync(VerifyPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        GuardAsync(() => new Verification(_sessions, target, plan, time, progress).RunAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkResult<LoadReport>> LoadAsync(LoadPlan plan, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (programs is null) throw new InvalidOperationException("who loads must be given the client programs");
        var source = target with { Host = plan.FromHost, Port = plan.FromPort };
        var from = new Sessions(new Connector(source, connect, time, random), time, _sessions.Around);
        return GuardAsync(() => new Loader(_sessions, from, target, source, plan, connect, programs, time, progress).RunAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WorkResult<Fence>> ReadFenceAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => _sessions.InAsync<Fence>(target.Database, session => FenceReading.ReadAsync(session, target, time, cancellationToken), cancellationToken), cancellationToken);

    private static async Task<WorkResult<T>> GuardAsync<T>(Func<Task<WorkResult<T>>> act, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await act();
        }
        catch (PostgresException exception)
        {
            return SqlErrors.Failure(exception);
        }
        catch (NotSupportedException)
        {
            // What is bound and read here, is supported: a statement of a person's made the server answer in another protocol, such as COPY's.
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, "a statement made the server ask for data, or send some, outside of rows: COPY from or to the client has no data here");
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return new WorkFailure(ErrorKind.Retry, WorkProblem.Unreachable, $"the connection to {exception switch { TimeoutException => "the database timed out", _ => "the database broke" }}");
        }
    }
}
