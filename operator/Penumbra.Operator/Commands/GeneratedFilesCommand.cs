using System.CommandLine;
using Penumbra.Api.Generation;

namespace Penumbra.Operator.Commands;

/// <summary>Commands that write generated files, or check that those in a folder are fresh: <c>penumbra crds</c> and <c>penumbra docs</c>.</summary>
public static class GeneratedFilesCommand
{
    /// <summary><c>penumbra crds</c>: the definitions of the custom resources.</summary>
    public static Command Crds() => Make("crds", "Write the CustomResourceDefinitions.", "make crds", CustomResources.Files, "---\n");

    /// <summary><c>penumbra docs</c>: the reference pages of the custom resources.</summary>
    public static Command Docs() => Make("docs", "Write the reference pages of the custom resources.", "make crds", CustomResources.Reference, "");

    private static Command Make(string name, string description, string target, Func<IReadOnlyList<(string File, string Content)>> files, string separator)
    {
        var output = new Option<DirectoryInfo?>("--output") { Description = "The folder to write to; default: print." };
        var check = new Option<bool>("--check") { Description = "Write nothing; fail when the folder's files differ." };
        var command = new Command(name, description) { output, check };
        command.SetAction(parsed =>
        {
            var stale = 0;
            foreach (var (file, content) in files())
            {
                if (parsed.GetValue(output) is not { } folder)
                {
                    Console.Write($"{separator}{content}");
                    continue;
                }

                var path = Path.Combine(folder.FullName, file);
                if (File.Exists(path) && File.ReadAllText(path) == content) continue;
                if (!parsed.GetValue(check))
                {
                    File.WriteAllText(path, content);
                    continue;
                }

                Console.Error.WriteLine($"penumbra: {file} differs from the C# types; run `{target}`");
                stale++;
            }

            return stale > 0 ? 1 : 0;
        });
        return command;
    }
}
