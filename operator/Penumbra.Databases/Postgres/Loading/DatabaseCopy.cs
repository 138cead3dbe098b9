using System.Text;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// Dumps one database and loads it, through the worker's memory and never over a disk of its own: shapes, rows, what builds on rows, rights, in this order, each without one error or
/// warning. Owners and rights come along; whoever is no superuser gives a thing away only to a role that may make things in its schema, so that is lent for the time.
/// </summary>
/// <param name="programs">The client programs.</param>
/// <param name="from">The verified server.</param>
/// <param name="into">The new one.</param>
/// <param name="connect">How connections are made.</param>
/// <param name="around">Hears of each program before it is started and after it has ended, and once between.</param>
internal sealed class DatabaseCopy((int Major, string Folder) programs, DatabaseTarget from, DatabaseTarget into, ConnectSettings connect, Action<string, bool>? around)
{
    private const int Chunk = 1 << 16;

    // A row of these may be in the way of nobody: subscriptions are gone, tablespaces are the platform's, and what is ours the new database does not need.
    private static readonly string[] Usual = ["--format=custom", "--no-tablespaces", "--no-subscriptions", $"--exclude-schema={SqlNames.Own}"];

    /// <summary>Dumps and loads; what went wrong, or null.</summary>
    /// <param name="database">The database, which stands on both servers.</param>
    /// <param name="session">A session in the new one.</param>
    /// <param name="copied">Hears of the bytes that went through.</param>
    /// <param name="item">Hears of the table that is loaded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string?> RunAsync(string database, Session session, Action<long> copied, Action<string> item, CancellationToken cancellationToken)
    {
        var (before, unread) = await ShapesAsync(database, "pre-data", cancellationToken);
        if (before is null) return unread;
        if (await LoadAsync(database, before, before.Schemas, cancellationToken) is { } schemas) return schemas;
        var lent = await LendAsync(session, cancellationToken);
        if (await LoadAsync(database, before, before.Shapes, cancellationToken) is { } shapes) return shapes;
        if (await RowsAsync(database, copied, item, cancellationToken) is { } rows) return rows;
        var (after, unreadable) = await ShapesAsync(database, "post-data", cancellationToken);
        if (after is null) return unreadable;
        if (await LoadAsync(database, after, after.Shapes, cancellationToken) is { } built) return built;
        foreach (var statement in lent) await session.RunAsync(statement, cancellationToken);
        return await LoadAsync(database, before, before.Rights, cancellationToken) ?? await LoadAsync(database, after, after.Rights, cancellationToken)
            ?? await LoadAsync(database, before, before.Late, cancellationToken) ?? await LoadAsync(database, after, after.Late, cancellationToken);
    }

    // What is said to take it back.
    private static async Task<IReadOnlyList<string>> LendAsync(Session session, CancellationToken cancellationToken)
    {
        if (await session.ValueAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", cancellationToken) is true) return [];
        var pairs = await session.RowsAsync(
            $"""
            SELECT quote_ident(n.nspname), quote_ident(r.rolname) FROM pg_namespace n CROSS JOIN pg_roles r
            WHERE {SqlNames.PeoplesSchema} AND r.rolname !~ '^pg_' AND pg_has_role(current_user, r.oid, 'MEMBER') AND pg_has_role(current_user, n.nspowner, 'MEMBER') AND NOT has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1, 2
            """,
            row => (Schema: row.GetString(0), Role: row.GetString(1)),
            cancellationToken);
        foreach (var (schema, role) in pairs) await session.RunAsync($"GRANT CREATE ON SCHEMA {schema} TO {role}", cancellationToken);
        return [.. pairs.Select(pair => $"REVOKE CREATE ON SCHEMA {pair.Schema} FROM {pair.Role}")];
    }

    private async Task<(Archive? Archive, string? Problem)> ShapesAsync(string database, string section, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        using (var dump = Start("pg_dump", from, [.. Usual, $"--section={section}", ClientRun.In(database)]))
        {
            dump.Input.Close();
            await dump.Output.CopyToAsync(content, cancellationToken);
            if (await dump.EndAsync(cancellationToken) is { } problem) return (null, problem);
        }

        using var list = Start("pg_restore", into, ["--list"]);
        using var reader = new StreamReader(list.Output);
        var reading = reader.ReadToEndAsync(cancellationToken);
        await FeedAsync(list, content.ToArray(), cancellationToken);
        var text = await reading;
        return await list.EndAsync(cancellationToken) is { } unlisted ? (null, unlisted) : (Archive.Of(content.ToArray(), text.Split('\n')), null);
    }

    private async Task<string?> LoadAsync(string database, Archive archive, IReadOnlyList<string> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0) return null;

        // Names alone; the archive itself stays in memory.
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, entries, new UTF8Encoding(false), cancellationToken);
            using var load = Start("pg_restore", into, ["--exit-on-error", "--verbose", "--no-tablespaces", $"--use-list={file}", ClientRun.In(database)]);
            await FeedAsync(load, archive.Content, cancellationToken);
            var problem = await load.EndAsync(cancellationToken);
            around?.Invoke("pg_restore", false);
            return problem;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<string?> RowsAsync(string database, Action<long> copied, Action<string> item, CancellationToken cancellationToken)
    {
        using var dump = Start("pg_dump", from, [.. Usual, "--compress=0", "--section=data", ClientRun.In(database)]);
        using var load = Start("pg_restore", into, ["--exit-on-error", "--verbose", ClientRun.In(database)], item);
        dump.Input.Close();
        var buffer = new byte[Chunk];
        var (open, count) = (true, 0L);
        for (int read; (read = await dump.Output.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (open) open = await WroteAsync(load, buffer.AsMemory(0, read), cancellationToken);
            if (count == 0) around?.Invoke($"pg_dump | pg_restore: amid the rows of {database}", true);
            copied(count += read);
        }

        // A dump that broke off must not look like its end: its own word counts first.
        var dumped = await dump.EndAsync(cancellationToken);
        load.Input.Close();
        var loaded = await load.EndAsync(cancellationToken);
        around?.Invoke("pg_dump | pg_restore", false);
        return dumped ?? loaded ?? (open ? null : "pg_restore ended before the dump did");
    }

    private ClientRun Start(string program, DatabaseTarget target, IReadOnlyList<string> arguments, Action<string>? item = null)
    {
        around?.Invoke($"{program} {arguments[0]} {arguments.FirstOrDefault(argument => argument.StartsWith("--section", StringComparison.Ordinal))}", true);
        return ClientRun.Start(programs, program, target, connect, arguments, item);
    }

    private static async Task FeedAsync(ClientRun run, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (await WroteAsync(run, content, cancellationToken)) run.Input.Close();
    }

    // Who does not read any more has ended, and says why by himself.
    private static async Task<bool> WroteAsync(ClientRun run, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await run.Input.WriteAsync(bytes, cancellationToken);
            await run.Input.FlushAsync(cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
