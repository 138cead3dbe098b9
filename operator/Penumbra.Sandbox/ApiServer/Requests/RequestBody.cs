using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Protobuf;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>Reads the bodies of requests: JSON, YAML, and for the kinds that kubectl sends so, protocol buffers.</summary>
internal static class RequestBody
{
    /// <summary>The body as JSON; null and a reason when it is malformed.</summary>
    public static JsonNode? Read(ApiRequest request, out string? error)
    {
        var type = MediaType(request);
        if (type == ProtobufReader.MediaType)
        {
            var read = ProtobufReader.Instance.Read(request.Body.Span);
            error = read is null ? "the sandbox does not read this message in the form of protocol buffers" : null;
            return read;
        }

        if (!type.EndsWith("yaml", StringComparison.Ordinal)) return JsonText.Parse(request.Body.Span, out error);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Encoding.UTF8.GetString(request.Body.Span)));
            error = null;
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
        }
        catch (YamlException exception)
        {
            error = exception.Message;
            return null;
        }
    }

    /// <summary>The media type without parameters; JSON when nothing is said.</summary>
    public static string MediaType(ApiRequest request) => request.Header("Content-Type")?.Split(';')[0].Trim() is { Length: > 0 } type ? type : "application/json";

    private static JsonNode? Convert(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var obj = new JsonObject();
                foreach (var (key, value) in mapping.Children) obj[((YamlScalarNode)key).Value ?? ""] = Convert(value);
                return obj;
            case YamlSequenceNode sequence:
                var array = new JsonArray();
                foreach (var item in sequence.Children) array.Add(Convert(item));
                return array;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)) return text;
        if (text is "" or "~" or "null" or "Null" or "NULL") return null;
        if (text is "true" or "True" or "TRUE") return true;
        if (text is "false" or "False" or "FALSE") return false;
        if (long.TryParse(text, out var whole) && (text == "0" || !text.StartsWith('0'))) return whole;
        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && char.IsDigit(text[^1]) ? number : text;
    }
}
