using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>
/// A private PostgreSQL in a temporary folder, on a free loopback port; autovacuum is off, as the temporary database of a refresh has it. Stopped by its
/// process id. Without the programs nothing starts: the tests are skipped then, except in CI, where the fixture fails.
/// </summary>
public sealed partial class PostgresServer : IAsyncLifetime, IDisposable
{
    public const string Password = "only-for-tests";
    private readonly string _folder = PostgresPrograms.MakeFolder();
    private readonly ConcurrentQueue<string> _log = new();
    private PostgresPrograms? _programs;
    private Process? _process;
    private int _databases;

    public int Port { get; } = FreePort();

    public string Data => Path.Combine(_folder, "data");

    public string Log => string.Join('\n', _log);

    /// <summary>Settings beyond the usual ones, each <c>name=value</c>; set before the server starts.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public DatabaseTarget Target(string database, string user = "postgres") =>
        new() { Host = "127.0.0.1", Port = Port, Database = database, User = user, Password = Password, Tls = TlsMode.None };

    /// <summary>The work on a database of this server, with the real clock.</summary>
    public PostgresWork Work(string database, string user = "postgres", IReadOnlyList<string>? platformRoles = null) => new(
        Target(database, user) with { PlatformRoles = platformRoles ?? [] },
        new ConnectSettings { Timeout = TimeSpan.FromSeconds(20), RetryFor = TimeSpan.FromSeconds(20) },
        TimeProvider.System,
        new Random(1));

    /// <summary>A new database with what a script makes in it.</summary>
    public async Task<string> NewDatabaseAsync(string script = "", string? owner = null)
    {
        var name = $"shop{Interlocked.Increment(ref _databases)}";
        await RunAsync("postgres", $"CREATE DATABASE {name}" + (owner is null ? "" : $" OWNER {owner}"));
        if (script.Length > 0) await RunAsync(name, script, owner ?? "postgres");
        return name;
    }

    /// <summary>Drops what other tests have made: a proof is of the whole server.</summary>
    public async Task DropDatabasesAsync()
    {
        if (_process is null) return;
        foreach (var database in await ColumnAsync("postgres", "SELECT datname FROM pg_database WHERE datname ~ '^shop[0-9]+$'")) await RunAsync("postgres", $"DROP DATABASE {database} WITH (FORCE)");
    }

    public async Task<NpgsqlConnection> OpenAsync(string database, string user = "postgres")
    {
        var settings = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Database = database, Username = user, Password = Password, Pooling = false, IncludeErrorDetail = true, Timeout = 60, CommandTimeout = 120 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task RunAsync(string database, string script, string user = "postgres")
    {
        await using var connection = await OpenAsync(database, user);
        await using var command = new NpgsqlCommand(script, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string database, string query, string user = "postgres")
    {
        await using var connection = await OpenAsync(database, user);
        await using var command = new NpgsqlCommand(query, connection);
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default! : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<IReadOnlyList<string>> ColumnAsync(string database, string query, string user = "postgres")
    {
        await using var connection = await OpenAsync(database, user);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(reader.IsDBNull(0) ? "NULL" : reader.GetValue(0).ToString()!);
        return values;
    }

    public async Task InitializeAsync()
    {
        _programs = PostgresPrograms.Find();
        if (_programs is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") throw new InvalidOperationException(PostgresFactAttribute.Missing);
            return;
        }

        var secret = Path.Combine(Path.GetTempPath(), $"penumbra-pg-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(secret, Password);
        PostgresPrograms.Wait(_programs.Start("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync", "--auth=scram-sha-256", $"--pwfile={secret}"));
        File.Delete(secret);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        string[] settings =
        [
            "autovacuum=off", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_prepared_transactions=10", "wal_level=logical", "jit=off",
            "max_wal_size=8GB", "shared_buffers=64MB", "password_encryption=scram-sha-256", .. Settings,
        ];
        _process = _programs!.Start("postgres", ["-D", Data, "-p", $"{Port}", .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (var attempt = 0; ; attempt++)
        {
            if (_process.HasExited) throw new InvalidOperationException($"postgres ended: {Log}");
            try
            {
                await RunAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>A clean end: a checkpoint, then nothing runs any more.</summary>
    public async Task StopAsync()
    {
        const int Interrupt = 2;
        if (_process is null) return;
        if (!_process.HasExited) Kill(_process.Id, Interrupt).Should().Be(0);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        _process.Dispose();
        _process = null;
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, true);
    }

    public void Dispose() => _process?.Dispose();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
