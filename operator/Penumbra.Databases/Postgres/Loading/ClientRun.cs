using System.Diagnostics;
using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>One run of a client program. Where and as whom it connects stands in its environment, which nobody else may read; the password is never an argument, nor in a file.</summary>
internal sealed class ClientRun : IDisposable
{
    private const string ImagesAuthorities = "/etc/ssl/certs/ca-certificates.crt";
    private readonly Process _process;
    private readonly Task _reading;
    private readonly ProgramWords _words;

    private ClientRun(Process process, ProgramWords words)
    {
        (_process, _words) = (process, words);
        _reading = ReadAsync(process.StandardError, words);
    }

    /// <summary>What it is told.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What it gives.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it said, and what that means.</summary>
    public ProgramWords Words => _words;

    /// <summary>Starts one.</summary>
    /// <param name="programs">The version and the folder of the program.</param>
    /// <param name="program">Its name.</param>
    /// <param name="target">The server.</param>
    /// <param name="connect">How long an attempt to connect may take.</param>
    /// <param name="arguments">What it is to do; the database among it.</param>
    /// <param name="item">Hears what it works on.</param>
    public static ClientRun Start((int Major, string Folder) programs, string program, DatabaseTarget target, ConnectSettings connect, IReadOnlyList<string> arguments, Action<string>? item = null)
    {
        var start = new ProcessStartInfo(Path.Combine(programs.Folder, program), ["--no-password", .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // What a person's shell may say about PostgreSQL does not count here.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment["PGHOST"] = target.Host;
        start.Environment["PGPORT"] = target.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.User;
        start.Environment["PGPASSWORD"] = target.Password;
        start.Environment["PGAPPNAME"] = "penumbra";
        start.Environment["PGCONNECT_TIMEOUT"] = ((int)Math.Clamp(Math.Ceiling(connect.Timeout.TotalSeconds), 2, 1024)).ToString(CultureInfo.InvariantCulture);
        start.Environment["PGSSLMODE"] = target.Tls switch { TlsMode.None => "disable", TlsMode.Encrypted => "require", _ => "verify-full" };

        // "system" is a word of libpq 16 and later.
        if (target.Tls == TlsMode.Verified) start.Environment["PGSSLROOTCERT"] = target.RootCertificates ?? (programs.Major >= 16 ? "system" : ImagesAuthorities);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        return new ClientRun(process, new ProgramWords(program, item));
    }

    /// <summary>The database of a server as an argument, whatever its name holds. What the environment cannot say stands beside it: that a server which fell silent is noticed.</summary>
    public static string In(string database) => string.Create(
        CultureInfo.InvariantCulture,
        $"--dbname=dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}' keepalives=1 keepalives_idle={Silence.AskedAfter} keepalives_interval={Silence.AskedEach}");

    /// <summary>Waits for its end; null when it ended without one error or warning.</summary>
    public async Task<string?> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading;
        return _words.Trouble(_process.ExitCode);
    }

    /// <summary>Ends it, where it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, ProgramWords words)
    {
        while (await reader.ReadLineAsync() is { } line) words.Hear(line);
    }
}
