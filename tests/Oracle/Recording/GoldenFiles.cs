using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penumbra.Api.Tests;

namespace Penumbra.Oracle.Tests.Recording;

/// <summary>The files of this project: cases, and the answers of the real server to them.</summary>
public static class GoldenFiles
{
    /// <summary>For one line.</summary>
    public static JsonSerializerOptions Line { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypeInfoResolver.Combine() };

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(),
    };

    public static string Text(string path) => RepositoryFiles.Text($"tests/Oracle/{path}");

    /// <summary>The lines of a file that are neither empty nor comments.</summary>
    public static IReadOnlyList<string> Lines(string path) => [.. Text(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    public static JsonObject Golden(string file) => File.Exists(Path.Combine(RepositoryFiles.Root, $"tests/Oracle/golden/{file}.json")) ? (JsonObject)JsonNode.Parse(Text($"golden/{file}.json"))! : [];

    /// <summary>A node as it stands in a golden file.</summary>
    public static string Shown(JsonNode? node) => node?.ToJsonString(Written) ?? "null";

    /// <summary>Compares the real server's answers with the kept ones, or keeps them with PENUMBRA_GOLDEN=write.</summary>
    public static void Settle(string file, JsonObject answers)
    {
        if (RepositoryFiles.Writes) File.WriteAllText(Path.Combine(RepositoryFiles.Root, $"tests/Oracle/golden/{file}.json"), Shown(answers) + "\n");
        var golden = Golden(file);
        foreach (var (name, answer) in answers) Shown(answer).Should().Be(Shown(golden[name]), "the real server's answer to '{0}' has changed", name);
        golden.Select(pair => pair.Key).Should().Equal(answers.Select(pair => pair.Key));
    }
}
