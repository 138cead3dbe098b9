using System.CommandLine;
using System.Reflection;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra version</c>.</summary>
public static class VersionCommand
{
    /// <summary>The version of this build.</summary>
    public static string Version => typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(_ => Console.WriteLine($"penumbra {Version}"));
        return command;
    }
}
