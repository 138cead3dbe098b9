using System.CommandLine;
using Penumbra.Api.Generation;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra crds</c>: writes the definitions of the custom resources.</summary>
public static class CrdsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var output = new Option<DirectoryInfo?>("--output") { Description = "The folder to write to; default: print." };
        var check = new Option<bool>("--check") { Description = "Write nothing; fail when the folder's files differ." };
        var command = new Command("crds", "Write the CustomResourceDefinitions.") { output, check };
        command.SetAction(parsed =>
        {
            var stale = 0;
            foreach (var (file, content) in CustomResources.Files())
            {
                if (parsed.GetValue(output) is not { } folder)
                {
                    Console.Write($"---\n{content}");
                    continue;
                }

                var path = Path.Combine(folder.FullName, file);
                var differs = !File.Exists(path) || File.ReadAllText(path) != content;
                if (differs && parsed.GetValue(check))
                {
                    Console.Error.WriteLine($"penumbra: {file} differs from the C# types; run `make crds`");
                    stale++;
                }
                else if (differs)
                {
                    File.WriteAllText(path, content);
                }
            }

            return stale > 0 ? 1 : 0;
        });
        return command;
    }
}
