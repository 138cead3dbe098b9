using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penumbra.Api.Generation;

/// <summary>Writes JSON as YAML, in the order of its keys: the files in crds/ are read by people.</summary>
public static class YamlText
{
    /// <summary>JSON without escapes that only a browser needs.</summary>
    internal static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One YAML document.</summary>
    public static string Write(JsonNode node)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(Node(node))).Save(writer, assignAnchors: false);
        var text = writer.ToString();
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private static YamlNode Node(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.Select(pair => new KeyValuePair<YamlNode, YamlNode>(Scalar(pair.Key), Node(pair.Value)))) { Style = map.Count == 0 ? YamlDotNet.Core.Events.MappingStyle.Flow : YamlDotNet.Core.Events.MappingStyle.Block },
        JsonArray list => new YamlSequenceNode(list.Select(Node)) { Style = list.Count == 0 ? YamlDotNet.Core.Events.SequenceStyle.Flow : YamlDotNet.Core.Events.SequenceStyle.Block },
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>()),
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(node.ToJsonString()),
    };

    // A string that another reader would take for something else is quoted.
    private static YamlScalarNode Scalar(string text) => new(text)
    {
        Style = text.Length == 0 || text.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "~" or "y" or "n" || text.Contains(": ", StringComparison.Ordinal)
            || text.Contains(" #", StringComparison.Ordinal) || double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) || text[0] is '*' or '&' or '!' or '%' or '@' or '`' or '[' or '{' or '\'' or '"' or '|' or '>' or '?' or '-' or '#' or '^'
            ? ScalarStyle.DoubleQuoted
            : ScalarStyle.Plain,
    };
}
