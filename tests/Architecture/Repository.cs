using System.Diagnostics;

namespace Architecture.Tests;

/// <summary>The source files of the repository.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all source files of the programs, with forward slashes, from the root.</summary>
    public static IReadOnlyList<string> OperatorSources { get; } = Files("operator", "*.cs");

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.StartsWith("artifacts/", StringComparison.Ordinal) && !file.StartsWith('.'))
            .Order(StringComparer.Ordinal)];

    /// <summary>What git tracks; in an unpacked archive without git, everything.</summary>
    public static IReadOnlyList<string> Tracked()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "ls-files"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            if (git.ExitCode == 0) return [.. files.Where(Exists)];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git here.
        }

        return Files(".", "*");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Operator.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
