using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Bench.Reports;

/// <summary>Writes results.md and results.json.</summary>
public static class Results
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(BenchOptions options, IReadOnlyList<Section> sections, IReadOnlyList<string> arguments)
    {
        var machine = Machine.Describe(arguments);
        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "results.md"), ResultsMarkdown.Page(sections, machine));
        var json = new JsonObject
        {
            ["machine"] = new JsonObject(machine.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value))),
            ["figures"] = new JsonObject(sections.Select(section => new KeyValuePair<string, JsonNode?>(
                section.Name, new JsonObject { ["title"] = section.Title, ["against"] = section.Against, ["values"] = section.Data.DeepClone() }))),
        };
        File.WriteAllText(Path.Combine(options.Output, "results.json"), json.ToJsonString(Indented) + "\n");
    }
}
