using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Protobuf;
using Penumbra.Sandbox.Embedded;
using YamlDotNet.Core;

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
            error = null;
            return YamlJson.Read(Encoding.UTF8.GetString(request.Body.Span)) is [var first, ..] ? first : null;
        }
        catch (YamlException exception)
        {
            error = exception.Message;
            return null;
        }
    }

    /// <summary>The media type without parameters; JSON when nothing is said.</summary>
    public static string MediaType(ApiRequest request) => request.Header("Content-Type")?.Split(';')[0].Trim() is { Length: > 0 } type ? type : "application/json";
}
