using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Api.Tests;

/// <summary>The committed files that tests compare with, found by walking up to the solution.</summary>
public static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Whether golden files are written instead of compared.</summary>
    public static bool Writes => Environment.GetEnvironmentVariable("PENUMBRA_GOLDEN") == "write";

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static JsonObject Yaml(string path) => (JsonObject)YamlJson.Read(Text(path)).Single();

    /// <summary>The documents of one kind in a file of several.</summary>
    public static IReadOnlyList<JsonObject> Yaml(string path, string kind) => [.. YamlJson.Read(Text(path)).OfType<JsonObject>().Where(document => document["kind"]?.GetValue<string>() == kind)];

    /// <summary>Compares a generated file with the committed one, or writes it.</summary>
    public static void Golden(string path, string content)
    {
        var file = Path.Combine(Root, path);
        if (Writes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }

        File.Exists(file).Should().BeTrue("{0} is generated and committed; write it with PENUMBRA_GOLDEN=write", path);
        File.ReadAllText(file).Should().Be(content, "{0} is generated; write it anew with PENUMBRA_GOLDEN=write", path);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Operator.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
