using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penumbra.Kubernetes.Login;

/// <summary>A mapping of a YAML file, together with where it stands.</summary>
internal sealed class YamlMap(YamlMappingNode node, string file)
{
    /// <summary>The file that it is of; relative paths in it are relative to that.</summary>
    public string File => file;

    /// <summary>Reads a file whose root is a mapping, or says why not.</summary>
    public static (YamlMap? Map, string? Error) Read(string file)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = new StreamReader(file);
            stream.Load(reader);
            if (stream.Documents.Count == 0) return (new YamlMap([], file), null);
            return stream.Documents[0].RootNode is YamlMappingNode root
                ? (new YamlMap(root, file), null)
                : (null, $"The kubeconfig {file} is not a mapping; it must begin with apiVersion: v1 and kind: Config.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The kubeconfig {file} cannot be read ({exception.Message.TrimEnd('.')}).");
        }
        catch (YamlException exception)
        {
            return (null, $"The kubeconfig {file} is not YAML at line {exception.Start.Line}; it must be valid YAML.");
        }
    }

    /// <summary>A text, or null when it is missing or empty.</summary>
    public string? Text(string name) => Find(name) is YamlScalarNode { Value: { Length: > 0 } value } && !string.Equals(value, "null", StringComparison.Ordinal) ? value : null;

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A mapping, or null.</summary>
    public YamlMap? Map(string name) => Find(name) is YamlMappingNode inner ? new YamlMap(inner, file) : null;

    /// <summary>The mappings of a list.</summary>
    public IEnumerable<YamlMap> Maps(string name) => Find(name) is YamlSequenceNode list ? list.Children.OfType<YamlMappingNode>().Select(inner => new YamlMap(inner, file)) : [];

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is YamlSequenceNode list ? [.. list.Children.OfType<YamlScalarNode>().Select(text => text.Value ?? "")] : [];

    /// <summary>A value of any shape as JSON, by YAML's core schema: a scalar without quotes may be a number or a flag.</summary>
    public JsonNode? Json(string name) => Find(name) is { } found ? Json(found) : null;

    /// <summary>A path, made absolute by the place of its file.</summary>
    public string? Path(string name) => Text(name) is { } path ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) ?? "/", path) : null;

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create((pair.Key as YamlScalarNode)?.Value ?? "", Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => quoted.Value,
        YamlScalarNode { Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode { Value: null or "" or "null" or "~" } => null,
        YamlScalarNode { Value: var value } when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        YamlScalarNode { Value: var value } when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        YamlScalarNode { Value: var value } => value,
        _ => null,
    };

    private YamlNode? Find(string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;
}
