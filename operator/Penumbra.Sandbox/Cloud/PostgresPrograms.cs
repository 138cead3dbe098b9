using System.Diagnostics;

namespace Penumbra.Sandbox.Cloud;

/// <summary>Where PostgreSQL's programs are, and how they are started: as nobody when this process is root, which PostgreSQL refuses.</summary>
/// <param name="Folder">The folder of initdb and postgres.</param>
public sealed record PostgresPrograms(string Folder)
{
    private const string Nobody = "65534";

    /// <summary>PENUMBRA_POSTGRES, else the system's, else what tests/tools/install-postgres.sh unpacked; null when there is none.</summary>
    public static PostgresPrograms? Find()
    {
        if (System.Environment.GetEnvironmentVariable("PENUMBRA_POSTGRES") is { Length: > 0 } named) return File.Exists(Path.Combine(named, "initdb")) ? new PostgresPrograms(named) : null;
        var folders = Below("/usr/lib/postgresql").Concat(Below(Unpacked()));
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))) is { } found ? new PostgresPrograms(found) : null;
    }

    /// <summary>A folder that PostgreSQL may write.</summary>
    public static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-pg-").FullName;
        if (System.Environment.UserName == "root") Wait(Process.Start(new ProcessStartInfo("chown", [$"{Nobody}:{Nobody}", folder]))!);
        return folder;
    }

    /// <summary>What the programs need in their environment to find their libraries.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var libraries = Path.GetFullPath(Path.Combine(Folder, "../../../x86_64-linux-gnu"));
            if (!Folder.StartsWith("/usr/", StringComparison.Ordinal) && Directory.Exists(libraries)) environment["LD_LIBRARY_PATH"] = libraries;
            return environment;
        }
    }

    /// <summary>Starts one of the programs.</summary>
    public Process Start(string program, params string[] arguments)
    {
        // setpriv becomes the program: its process id is PostgreSQL's.
        string[] before = System.Environment.UserName == "root" ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"] : [];
        string[] line = [.. before, Path.Combine(Folder, program), .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end, and gives what it said.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Wait(Process process)
    {
        var said = process.StartInfo.RedirectStandardError ? process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd() : "";
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}: {said}");
        process.Dispose();
        return said;
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [];

    // Where tests/tools/install-postgres.sh unpacks it.
    private static string Unpacked()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Operator.sln"))) return Path.Combine(folder.FullName, ".cache", "tools", "postgres", "usr", "lib", "postgresql");
        }

        return "";
    }
}
