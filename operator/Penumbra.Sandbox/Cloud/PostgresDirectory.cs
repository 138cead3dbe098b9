using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Penumbra.Sandbox.Cloud;

/// <summary>One data directory of PostgreSQL, and the server on it while it runs: what lies on a disk of the imitated cloud.</summary>
/// <param name="programs">PostgreSQL's programs.</param>
/// <param name="folder">A folder that PostgreSQL may write; the directory is <c>data</c> in it.</param>
public sealed class PostgresDirectory(PostgresPrograms programs, string folder)
{
    /// <summary>The platform's own role, who alone comes in by the socket.</summary>
    public const string Platform = "rdsadmin";

    // In the log of a server without a locale, as Initialise makes them.
    private const string Ready = "database system is ready to accept connections";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Settings =
    [
        "autovacuum=off", "listen_addresses=127.0.0.1", "fsync=off", "jit=off", "max_logical_replication_workers=0", "shared_buffers=64MB", "max_wal_size=4GB", "password_encryption=scram-sha-256",
    ];

    private Process? _server;

    /// <summary>The data directory.</summary>
    public string Data => Path.Combine(folder, "data");

    /// <summary>The loopback port of the server, chosen at its start.</summary>
    public int Port { get; private set; }

    /// <summary>Makes an empty one.</summary>
    public void Initialise() =>
        PostgresPrograms.Wait(programs.Start("initdb", "-D", Data, "-U", Platform, "-E", "UTF8", "--no-locale", "--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256"));

    /// <summary>Copies another one, whose server does not run.</summary>
    public void CopyFrom(PostgresDirectory other)
    {
        using var copy = Process.Start("cp", ["-a", other.Data, Data]);
        copy.WaitForExit();
        if (copy.ExitCode != 0) throw new InvalidOperationException($"{other.Data} could not be copied");
    }

    /// <summary>Starts the server, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void Start()
    {
        if (Port == 0) Port = FreePort();
        string[] all = [.. Settings, $"unix_socket_directories={folder}"];
        _server = programs.Start("postgres", ["-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), .. all.SelectMany(setting => new[] { "-c", setting })]);
        var log = new List<string>();
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.Add(line.Data ?? "");
            if (line.Data is null) ready.TrySetResult(false);
            else if (line.Data.Contains(Ready, StringComparison.Ordinal)) ready.TrySetResult(true);
        };
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        if (ready.Task.Wait(Patience) && ready.Task.Result) return;
        lock (log) throw new InvalidOperationException($"postgres does not start: {string.Join(' ', log)}");
    }

    /// <summary>Ends the server cleanly, if it runs: everything is on the disk then.</summary>
    public void Stop()
    {
        if (_server is not { } server) return;
        using (var interrupt = Process.Start("kill", ["-INT", server.Id.ToString(CultureInfo.InvariantCulture)])) interrupt.WaitForExit();
        if (!server.WaitForExit(Patience)) server.Kill();
        server.Dispose();
        _server = null;
    }

    /// <summary>Runs SQL as the platform's role.</summary>
    /// <exception cref="InvalidOperationException">The server refused it.</exception>
    public void Run(string database, string sql)
    {
        var file = Path.Combine(folder, "script.sql");
        File.WriteAllText(file, sql);
        PostgresPrograms.Wait(Psql(database, "-f", file));
        File.Delete(file);
    }

    /// <summary>Ends the server and removes everything.</summary>
    public void Remove()
    {
        Stop();
        Directory.Delete(folder, recursive: true);
    }

    private Process Psql(string database, params string[] arguments) => programs.Start(
        "psql", ["-h", folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Platform, "-d", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", .. arguments]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
