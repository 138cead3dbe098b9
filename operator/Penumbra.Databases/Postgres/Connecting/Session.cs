using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>One backend. Statements go as they are, one at a time, with parameters <c>$1</c>, <c>$2</c> bound; warnings of the server are kept.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const int MostWarnings = 10_000;
    private readonly NpgsqlConnection _connection;
    private readonly Action<string, bool>? _around;
    private readonly List<string> _warnings = [];

    /// <param name="connection">The connection.</param>
    /// <param name="around">Hears of each statement before it is sent (true) and after it is done (false); tests throw there, as a process that dies.</param>
    public Session(NpgsqlConnection connection, Action<string, bool>? around = null)
    {
        _connection = connection;
        _around = around;
        _connection.Notice += (_, notice) =>
        {
            if (notice.Notice.InvariantSeverity != "WARNING" || _warnings.Count >= MostWarnings) return;
            // A function may say anything, a value too.
            _warnings.Add(string.IsNullOrEmpty(notice.Notice.Where) ? notice.Notice.MessageText : "a function of the database gave a warning");
        };
    }

    /// <summary>The version's first number, such as 15.</summary>
    public int Version => _connection.PostgreSqlVersion.Major;

    /// <summary>The database of the connection.</summary>
    public string Database => _connection.Database;

    /// <summary>The process id of the backend.</summary>
    public int Process => _connection.ProcessID;

    /// <summary>The warnings since the last call of this.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        var taken = _warnings.ToList();
        _warnings.Clear();
        return taken;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>The rows that it changed, or -1.</returns>
    public async Task<int> RunAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        _around?.Invoke(sql, true);
        await using var batch = Batch(sql, values);
        var changed = await batch.ExecuteNonQueryAsync(cancellationToken);
        _around?.Invoke(sql, false);
        return changed;
    }

    /// <summary>Gives up a transaction; where the connection broke, the server has done so.</summary>
    public async Task RollBackAsync(CancellationToken cancellationToken)
    {
        if (_connection.State == ConnectionState.Open) await RunAsync("ROLLBACK", cancellationToken);
    }

    /// <summary>Runs a query.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object[] values)
    {
        _around?.Invoke(sql, true);
        var rows = new List<T>();
        await using (var batch = Batch(sql, values))
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        }

        _around?.Invoke(sql, false);
        return rows;
    }

    /// <summary>The first column of a query that gives texts.</summary>
    public Task<IReadOnlyList<string>> TextsAsync(string sql, CancellationToken cancellationToken, params object[] values) =>
        RowsAsync(sql, row => row.GetString(0), cancellationToken, values);

    /// <summary>A query of one value; null for no row and for NULL.</summary>
    public async Task<T?> ValueAsync<T>(string sql, CancellationToken cancellationToken, params object[] values)
        where T : struct
    {
        _around?.Invoke(sql, true);
        await using var batch = Batch(sql, values);
        var answer = await batch.ExecuteScalarAsync(cancellationToken);
        _around?.Invoke(sql, false);
        return answer is T value ? value : null;
    }

    /// <summary>A query of one row whose columns come as PostgreSQL writes them.</summary>
    public async Task<(int Rows, int Columns, string? Text)> TextAsync(string sql, CancellationToken cancellationToken)
    {
        _around?.Invoke(sql, true);
        var (rows, columns, text) = (0, 0, default(string));
        await using (var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = true })
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            columns = reader.FieldCount;
            // Two rows are enough to know that it is not one.
            while (rows < 2 && columns > 0 && await reader.ReadAsync(cancellationToken))
            {
                if (rows++ == 0 && !reader.IsDBNull(0)) text = reader.GetString(0);
            }
        }

        _around?.Invoke(sql, false);
        return (rows, columns, text);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private NpgsqlBatch Batch(string sql, object[] values)
    {
        // A batch sends its texts untouched, where a command looks for semicolons and placeholders of its own.
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return new NpgsqlBatch(_connection) { BatchCommands = { command }, Timeout = 0 };
    }

    private static NpgsqlParameter Parameter(object value) => value switch
    {
        Untyped untyped => new NpgsqlParameter { Value = untyped.Text, NpgsqlDbType = NpgsqlDbType.Unknown },
        uint oid => new NpgsqlParameter { Value = oid, NpgsqlDbType = NpgsqlDbType.Oid },
        _ => new NpgsqlParameter { Value = value },
    };

    /// <summary>A text whose type the server finds out from where it stands, as for a literal.</summary>
    /// <param name="Text">The text.</param>
    internal readonly record struct Untyped(string Text);
}
