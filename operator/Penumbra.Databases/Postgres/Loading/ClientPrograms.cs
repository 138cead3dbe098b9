using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>The client programs of PostgreSQL on this machine: <c>pg_dump</c> and <c>pg_restore</c>, in one folder for each version.</summary>
public sealed partial class ClientPrograms
{
    /// <summary>Environment variable: a folder that is looked into first.</summary>
    public const string FolderVariable = "PENUMBRA_CLIENT_PROGRAMS";

    private static readonly string[] Roots = ["/usr/lib/postgresql", "/usr/libexec", "/usr"];
    private readonly SortedDictionary<int, string> _folders;

    private ClientPrograms(SortedDictionary<int, string> folders) => _folders = folders;

    /// <summary>The versions that are there.</summary>
    public ClientTools Tools => new([.. _folders.Keys]);

    /// <summary>Looks where Debian, Alpine and Red Hat put them, and on the path. Each program is asked for its version.</summary>
    /// <param name="environment">Gives environment variables.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public static async Task<ClientPrograms> FindAsync(Func<string, string?> environment, CancellationToken cancellationToken)
    {
        var folders = new SortedDictionary<int, string>();
        foreach (var folder in Folders(environment).Where(folder => File.Exists(Path.Combine(folder, "pg_dump")) && File.Exists(Path.Combine(folder, "pg_restore"))).Distinct(StringComparer.Ordinal))
        {
            // A folder whose two programs are of two versions is nobody's idea of an installation.
            if (await MajorAsync(folder, "pg_dump", cancellationToken) is { } major && await MajorAsync(folder, "pg_restore", cancellationToken) == major) folders.TryAdd(major, folder);
        }

        return new ClientPrograms(folders);
    }

    /// <summary>The folder of the programs for servers of a major version; null when none fit.</summary>
    public (int Major, string Folder)? For(int server) => Tools.For(server) is { } major ? (major, _folders[major]) : null;

    private static IEnumerable<string> Folders(Func<string, string?> environment)
    {
        if (environment(FolderVariable) is { Length: > 0 } named) yield return named;
        foreach (var root in Roots.Where(Directory.Exists))
        {
            foreach (var below in Directory.GetDirectories(root).Order(StringComparer.Ordinal).Where(below => root == Roots[0] || Versioned().IsMatch(Path.GetFileName(below))))
            {
                yield return Path.Combine(below, "bin");
                yield return below;
            }
        }

        foreach (var folder in (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
    }

    private static async Task<int?> MajorAsync(string folder, string program, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, program), ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            if (process is null) return null;
            var told = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && Number().Match(told) is { Success: true } match ? int.Parse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(postgresql|pgsql-)\d+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Versioned();

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d{1,4})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
