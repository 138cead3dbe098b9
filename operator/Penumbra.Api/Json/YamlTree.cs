using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penumbra.Api.Json;

/// <summary>Manifests of files as JSON trees, by the rules of YAML 1.2's core schema, as Kubernetes reads them.</summary>
public static class YamlTree
{
    private const int Deepest = 64;

    /// <summary>The documents of a text, empty ones left out; or what is wrong with it, with its line.</summary>
    public static (IReadOnlyList<JsonNode> Documents, string? Error) Read(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return ([.. stream.Documents.Select(document => Convert(document.RootNode, 0)).OfType<JsonNode>()], null);
        }
        catch (YamlException exception)
        {
            return ([], string.Create(CultureInfo.InvariantCulture, $"is not YAML at line {exception.Start.Line}"));
        }
        catch (ArgumentException)
        {
            return ([], "has a key twice, or keys that are not text");
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth) => node switch
    {
        _ when depth > Deepest => throw new ArgumentException("too deep", nameof(node)),
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => new KeyValuePair<string, JsonNode?>(
            pair.Key is YamlScalarNode { Value: { } name } ? name : throw new ArgumentException("a key", nameof(node)), Convert(pair.Value, depth + 1)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(item => Convert(item, depth + 1))]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => null,
    };

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)) return text;
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            _ when char.IsAsciiDigit(text[^1]) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }
}
