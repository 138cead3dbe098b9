using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>How the server writes JSON: no escapes that JSON does not need.</summary>
internal static class JsonText
{
    /// <summary>Compact, with characters such as <c>&lt;</c> as they are.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(),
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node as UTF-8 with a final line feed.</summary>
    public static byte[] Line(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions)) node.WriteTo(writer);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>The node parsed from UTF-8, or null and a reason.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, out string? error)
    {
        try
        {
            error = null;
            return JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            error = exception.Message;
            return null;
        }
    }
}
