using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Protobuf;

/// <summary>
/// Reads the protocol buffers in which kubectl's imperative commands (<c>create namespace</c>, <c>auth can-i</c> …) send objects of built-in kinds: the
/// fields that those commands set. Answers are always JSON, which every client accepts.
/// </summary>
internal sealed class ProtobufReader
{
    /// <summary>The media type of such bodies.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private readonly Dictionary<string, Dictionary<int, (string Name, string Type)>> _messages = [];

    private ProtobufReader(string source)
    {
        foreach (var line in source.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var colon = line.IndexOf(':');
            _messages[line[..colon]] = line[(colon + 1)..].Split(',').Select(field => field.Trim().Split(' ')).ToDictionary(field => int.Parse(field[1]), field => (field[0], field[2]));
        }
    }

    public static ProtobufReader Instance { get; } = Load();

    /// <summary>The object; null when it is malformed or of a kind that is not known here.</summary>
    public JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8)) return null;
        try
        {
            string apiVersion = "", kind = "";
            ReadOnlySpan<byte> raw = default;
            foreach (var (number, content) in Fields(body[4..].ToArray()))
            {
                if (number == 2) raw = content.Bytes;
                if (number != 1) continue;
                foreach (var (part, text) in Fields(content.Bytes))
                {
                    if (part == 1) apiVersion = Encoding.UTF8.GetString(text.Bytes);
                    if (part == 2) kind = Encoding.UTF8.GetString(text.Bytes);
                }
            }

            if (!_messages.ContainsKey(kind)) return null;
            var obj = Message(raw.ToArray(), kind);
            obj["apiVersion"] = apiVersion;
            obj["kind"] = kind;
            return obj;
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static ProtobufReader Load()
    {
        using var stream = typeof(ProtobufReader).Assembly.GetManifestResourceStream("Messages.schema")!;
        using var reader = new StreamReader(stream);
        return new ProtobufReader(reader.ReadToEnd());
    }

    private JsonObject Message(byte[] bytes, string type)
    {
        var obj = new JsonObject();
        foreach (var (number, content) in Fields(bytes))
        {
            if (!_messages[type].TryGetValue(number, out var field)) continue;
            if (field.Type.StartsWith("[]", StringComparison.Ordinal))
            {
                if (obj[field.Name] is not JsonArray list) obj[field.Name] = list = [];
                list.Add(Value(content, field.Type[2..], keepEmpty: true));
            }
            else if (field.Type.StartsWith("{}", StringComparison.Ordinal))
            {
                var entry = Fields(content.Bytes).ToDictionary(pair => pair.Number, pair => pair.Content);
                var key = entry.TryGetValue(1, out var name) ? Encoding.UTF8.GetString(name.Bytes) : "";
                obj.Ensure(field.Name)[key] = entry.TryGetValue(2, out var value) ? Value(value, field.Type[2..], keepEmpty: true) : "";
            }
            else if (Value(content, field.Type, keepEmpty: false) is { } single)
            {
                obj[field.Name] = single;
            }
        }

        return obj;
    }

    private JsonNode? Value(Content content, string type, bool keepEmpty) => type switch
    {
        // An empty text or a zero without a pointer is what Go writes for "not set".
        "string" => content.Bytes.Length > 0 || keepEmpty ? Encoding.UTF8.GetString(content.Bytes) : null,
        "bytes" => Convert.ToBase64String(content.Bytes),
        "int" => content.Number != 0 ? content.Number : null,
        "int!" => content.Number,
        "bool" => content.Number != 0 ? true : null,
        "quantity" => Fields(content.Bytes).Select(field => Encoding.UTF8.GetString(field.Content.Bytes)).FirstOrDefault() ?? "0",
        "intOrString" => IntOrString(content.Bytes),
        _ => Message(content.Bytes, type),
    };

    private static JsonNode? IntOrString(byte[] bytes)
    {
        var fields = Fields(bytes).ToDictionary(field => field.Number, field => field.Content);
        var isText = fields.TryGetValue(1, out var kind) && kind.Number == 1;
        if (isText) return fields.TryGetValue(3, out var text) ? Encoding.UTF8.GetString(text.Bytes) : "";
        return fields.TryGetValue(2, out var number) && number.Number != 0 ? number.Number : null;
    }

    private static List<(int Number, Content Content)> Fields(byte[] bytes)
    {
        var fields = new List<(int Number, Content Content)>();
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes, ref at);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(((int)(tag >> 3), new Content((long)Varint(bytes, ref at), [])));
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    fields.Add(((int)(tag >> 3), new Content(0, bytes.AsSpan(at, length).ToArray())));
                    at += length;
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new ArgumentException("A wire type that protocol buffers do not have.", nameof(bytes));
            }
        }

        return fields;
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }

    private readonly record struct Content(long Number, byte[] Bytes);
}
