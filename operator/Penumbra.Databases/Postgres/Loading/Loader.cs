using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Quiet;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// Fills a new server with what a verified one holds. It is tried once in a server: a load that was begun and not marked whole is not gone on with, as whatever else came into the server's files stays there.
/// Whole means loaded without one error or warning, the same by every table's rows and digest, and dumped while the fence of the proof stood.
/// </summary>
/// <param name="into">Enters the new server.</param>
/// <param name="from">Enters the verified one.</param>
/// <param name="target">The new server.</param>
/// <param name="source">The verified one.</param>
/// <param name="plan">What is loaded.</param>
/// <param name="connect">How connections are made.</param>
/// <param name="programs">The client programs.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Hears how far it is.</param>
internal sealed class Loader(
    Sessions into, Sessions from, DatabaseTarget target, DatabaseTarget source, LoadPlan plan, ConnectSettings connect, ClientPrograms programs, TimeProvider time, IProgress<WorkProgress>? progress)
{
    private readonly RoleCopy _roles = new(target);
    private int _version;
    private long _size;
    private long _done;

    public async Task<WorkResult<LoadReport>> RunAsync(CancellationToken cancellationToken)
    {
        var looked = await into.InAsync<LoadState>(LoadMark.Place, async session => new LoadState(await LoadMark.ReadAsync(session, plan, target, cancellationToken), session.Version), cancellationToken);
        if (looked.Value is not { } state) return looked.Failure!;
        if (state.IsWhole is null) return new WorkFailure(ErrorKind.Terminal, WorkProblem.RestoreAnew, "it holds half a load, or something that this refresh did not load");
        var listed = await from.InAsync<SourceState>(
            source.Database,
            async session => new SourceState(session.Version, (await DatabaseList.ListAsync(session, source, cancellationToken)).Open, await session.ValueAsync<long>("SELECT sum(pg_database_size(oid))::bigint FROM pg_database", cancellationToken) ?? 0),
            cancellationToken);
        if (listed.Value is not { } server) return listed.Failure!;
        (_size, _version) = (server.Size, server.Version);
        if (server.Version != state.Version) return Failed(string.Create(CultureInfo.InvariantCulture, $"the new server is PostgreSQL {state.Version}, the verified one {server.Version}"));
        var filled = new List<string>();
        foreach (var name in server.Databases)
        {
            var shape = await from.InAsync<FilledShape>(name, async session => new FilledShape(await DatabaseShape.ReadAsync(session, cancellationToken), await DatabaseShape.IsFilledAsync(session, cancellationToken)), cancellationToken);
            if (shape.Value is not { } found) return shape.Failure!;
            if (found.Shape.IsGiven && !found.IsFilled && name != target.Database) continue;
            filled.Add(name);
            if (state.IsWhole is false && await LoadAsync(found.Shape, filled.Count == 1, cancellationToken) is { } failure) return failure;
        }

        if (state.IsWhole is false && await EndAsync(cancellationToken) is { } unended) return unended;
        return await CompareAsync(filled, state.IsWhole is true, cancellationToken);
    }

    private async Task<WorkFailure?> LoadAsync(DatabaseShape shape, bool isFirst, CancellationToken cancellationToken)
    {
        if (programs.For(_version) is not { } fitting) return Failed("the worker has no pg_dump and pg_restore that fit the server");
        var made = await InBothAsync(LoadMark.Place, async (old, session) =>
        {
            if (isFirst)
            {
                await LoadMark.BeginAsync(session, cancellationToken);
                await _roles.MakeAsync(old, session, cancellationToken);
                await _roles.LendAsync(old, session, cancellationToken);
            }

            if (!shape.IsGiven) await session.RunAsync($"CREATE DATABASE {SqlNames.Quote(shape.Name)} TEMPLATE template0 {shape.Locale} CONNECTION LIMIT {shape.Limit.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
            return null;
        }, cancellationToken);
        if (made is not null) return made;
        var copy = new DatabaseCopy(fitting, source, target, connect, into.Around);
        var done = await into.InAsync<LoadState>(shape.Name, async session =>
        {
            if (shape.IsGiven && (await DatabaseShape.ReadAsync(session, cancellationToken)).Locale != shape.Locale) return Failed($"{shape.Name} has another encoding or collation in the new server, which makes it by itself");
            var (before, table) = (_done, "");
            void Copied(long bytes)
            {
                _done = before + bytes;
                progress?.Report(new WorkProgress("load", table.Length == 0 ? shape.Name : $"{shape.Name}.{table}", Math.Min(_done, _size), _size));
            }

            void Item(string name) => table = name;
            if (await copy.RunAsync(shape.Name, session, Copied, Item, cancellationToken) is { } problem) return Failed($"{shape.Name}: {problem}");
            progress?.Report(new WorkProgress("analyze", shape.Name, Math.Min(_done, _size), _size));
            await session.RunAsync("ANALYZE", cancellationToken);
            if (!shape.IsGiven) await session.RunAsync($"ALTER DATABASE {SqlNames.Quote(shape.Name)} OWNER TO {SqlNames.Quote(shape.Owner)}", cancellationToken);
            foreach (var statement in shape.Rest) await session.RunAsync(statement, cancellationToken);
            return new LoadState(false, session.Version);
        }, cancellationToken);
        return done.Failure;
    }

    private Task<WorkFailure?> EndAsync(CancellationToken cancellationToken) => InBothAsync(LoadMark.Place, async (old, session) =>
    {
        await _roles.EndAsync(old, session, cancellationToken);
        return null;
    }, cancellationToken);

    private async Task<WorkResult<LoadReport>> CompareAsync(IReadOnlyList<string> databases, bool isEarlier, CancellationToken cancellationToken)
    {
        var seed = new MaskKeys(plan.Key.Span).Seed("digests");
        var (tables, rows, difference) = (0, 0L, default(string));
        foreach (var name in databases)
        {
            void Item(string table) => progress?.Report(new WorkProgress("compare", $"{name}.{table}", 0, 0));
            var failed = await InBothAsync(name, async (old, session) =>
            {
                var (verified, loaded) = await BothAsync(ending => Contents.ReadAsync(old, seed, _ => { }, ending), ending => Contents.ReadAsync(session, seed, Item, ending), cancellationToken);
                (tables, rows) = (tables + verified.Count, rows + verified.Values.Sum(entry => entry.Rows));
                difference ??= Contents.Difference(verified, loaded) is { } found ? $"{name}: {found}" : null;
                return null;
            }, cancellationToken);
            if (failed is not null) return failed;
        }

        if (await MovedAsync(cancellationToken) is { } moved) return moved;
        if (difference is not null && isEarlier) return new WorkFailure(ErrorKind.Terminal, WorkProblem.RestoreAnew, $"what an earlier process loaded is not what was verified now: {difference}");
        if (difference is not null) return Failed(difference);
        if (!isEarlier && await InBothAsync(target.Database, async (old, session) =>
        {
            await CheckTables.CarryAsync(old, session, cancellationToken);
            return null;
        }, cancellationToken) is { } uncarried) return uncarried;
        if (!isEarlier)
        {
            var marked = await into.InAsync<LoadState>(LoadMark.Place, async session =>
            {
                await LoadMark.SetAsync(session, plan, cancellationToken);
                return new LoadState(true, session.Version);
            }, cancellationToken);
            if (marked.Failure is { } unmarked) return unmarked;
        }

        return new LoadReport(tables, rows, databases, isEarlier);
    }

    // What was dumped and compared is what was verified, unless somebody wrote since.
    private async Task<WorkFailure?> MovedAsync(CancellationToken cancellationToken)
    {
        var read = await from.InAsync<Fence>(source.Database, session => FenceReading.ReadAsync(session, source, time, cancellationToken), cancellationToken);
        if (read.Failure is { Problem: not WorkProblem.NotQuiet } failure) return failure;
        return read.Value?.Text == plan.Fence ? null : new WorkFailure(ErrorKind.Terminal, WorkProblem.SourceMoved, $"somebody wrote into the verified database before it was loaded whole{(read.Failure is { } loud ? $": {loud.Message}" : "")}");
    }

    private async Task<WorkFailure?> InBothAsync(string database, Func<Session, Session, Task<WorkFailure?>> act, CancellationToken cancellationToken)
    {
        var done = await from.InAsync<LoadState>(database, async old =>
        {
            var inner = await into.InAsync<LoadState>(database, async session => await act(old, session) is { } failure ? failure : new LoadState(true, session.Version), cancellationToken);
            return inner;
        }, cancellationToken);
        return done.Failure;
    }

    // At the same time, as each reads all that its server has. Neither is left behind: who fails ends the other.
    private static async Task<(T First, T Second)> BothAsync<T>(Func<CancellationToken, Task<T>> first, Func<CancellationToken, Task<T>> second, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T>[] both = [first(ending.Token), second(ending.Token)];
        var earlier = await Task.WhenAny(both);
        if (!earlier.IsCompletedSuccessfully)
        {
            await ending.CancelAsync();
            await Task.WhenAll(both).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await earlier;
        }

        await Task.WhenAll(both);
        return (await both[0], await both[1]);
    }

    private static WorkFailure Failed(string sentence) => new(ErrorKind.Terminal, WorkProblem.LoadFailed, sentence);

    private sealed record LoadState(bool? IsWhole, int Version);

    private sealed record SourceState(int Version, IReadOnlyList<string> Databases, long Size);

    private sealed record FilledShape(DatabaseShape Shape, bool IsFilled);
}
