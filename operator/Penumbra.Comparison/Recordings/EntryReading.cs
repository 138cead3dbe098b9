using System.Buffers;
using System.Text;
using System.Text.Json;
using Penumbra.Comparison.Requests;

namespace Penumbra.Comparison.Recordings;

/// <summary>Reads one request of a recording. What is wrong is told without any of what stands there.</summary>
internal static class EntryReading
{
    private const int LongestMethod = 32;
    private const int LongestTarget = 32 * 1024;
    private const int MostHeaders = 200;
    private const int MostHeaderBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A <c>request</c> of a HAR.</summary>
    public static (RecordedRequest? Request, string Problem) Har(byte[] json) => Read(json, root =>
    {
        var url = Text(root, "url") ?? throw new WrongEntry("url is missing");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "ws" or "wss")) throw new WrongEntry("url is no address of http");
        if (address.Scheme[0] == 'w') throw new WrongEntry("url is a WebSocket");
        var headers = new List<KeyValuePair<string, string>>();
        if (root.TryGetProperty("headers", out var list))
        {
            foreach (var header in Items(list, "headers")) headers.Add(new(Text(header, "name") ?? throw new WrongEntry("a header has no name"), Text(header, "value") ?? ""));
        }

        return Make(Text(root, "method"), TargetOf(url), headers, address.Authority, root.TryGetProperty("postData", out var data) ? Posted(data) : []);
    });

    /// <summary>A line of newline-delimited JSON.</summary>
    public static (RecordedRequest? Request, string Problem) Line(byte[] json) => Read(json, root =>
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (root.TryGetProperty("headers", out var map))
        {
            if (map.ValueKind != JsonValueKind.Object) throw new WrongEntry("headers is no mapping");
            foreach (var header in map.EnumerateObject())
            {
                if (header.Value.ValueKind == JsonValueKind.Array) headers.AddRange(header.Value.EnumerateArray().Select(value => new KeyValuePair<string, string>(header.Name, Text(value) ?? throw new WrongEntry("a header is no text"))));
                else headers.Add(new(header.Name, Text(header.Value) ?? throw new WrongEntry("a header is no text")));
            }
        }

        var (text, binary) = (Text(root, "body"), Text(root, "bodyBase64"));
        if (text is not null && binary is not null) throw new WrongEntry("body and bodyBase64 stand side by side");
        return Make(Text(root, "method"), Text(root, "path") ?? throw new WrongEntry("path is missing"), headers, null, binary is not null ? Decoded(binary) : Encoding.UTF8.GetBytes(text ?? ""));
    });

    private static (RecordedRequest? Request, string Problem) Read(byte[] json, Func<JsonElement, RecordedRequest> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? (read(document.RootElement), "") : (null, "it is no JSON object");
        }
        catch (WrongEntry wrong)
        {
            return (null, wrong.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text may hold half of a character.
            return (null, "it is no JSON");
        }
    }

    private static RecordedRequest Make(string? method, string target, List<KeyValuePair<string, string>> headers, string? authority, byte[] body)
    {
        if (method is null) throw new WrongEntry("method is missing");
        if (method.Length is 0 or > LongestMethod || method.AsSpan().ContainsAnyExcept(Token) || method == "CONNECT") throw new WrongEntry("method is none");
        if (target.Length > LongestTarget || !target.StartsWith('/') || target.AsSpan().ContainsAnyExceptInRange('!', '~')) throw new WrongEntry("path is none: it begins with / and is as it was sent, with everything unusual percent-encoded");
        if (headers.Count > MostHeaders || headers.Sum(header => header.Key.Length + (long)header.Value.Length) > MostHeaderBytes) throw new WrongEntry("it has more headers than a server takes");
        string? host = null;
        var kept = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in headers)
        {
            // What HTTP/2 says before its headers stands among them in recordings of browsers.
            if (name.Equals("host", StringComparison.OrdinalIgnoreCase) || name == ":authority") host = value;
            if (name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase)) continue;
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token)) throw new WrongEntry("the name of a header is none");
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value.Any(letter => letter is < ' ' and not '\t' or >= '\x7f')) throw new WrongEntry("a header holds what no header can");
            kept.Add(new(name, value));
        }

        host ??= authority;
        if (host is not null && !RequestHeaders.IsHost(host)) throw new WrongEntry("its host is none");
        return new RecordedRequest { Method = method, Target = target, Host = host, Headers = kept, Body = body };
    }

    // As it stands there: reading it as an address would change how it is encoded. What comes after # was never sent.
    private static string TargetOf(string url)
    {
        var from = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = url.AsSpan(from).IndexOfAny("/?#");
        if (path < 0) return "/";
        var target = url[(from + path)..];
        if (target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment) target = target[..fragment];
        return target.StartsWith('/') ? target : $"/{target}";
    }

    private static byte[] Posted(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Null) return [];
        if (Text(data, "text") is { Length: > 0 } text) return (Text(data, "encoding") ?? Text(data, "_encoding")) == "base64" ? Decoded(text) : Encoding.UTF8.GetBytes(text);
        if (!data.TryGetProperty("params", out var list) || Items(list, "postData.params").ToList() is not { Count: > 0 } fields) return [];
        if (Text(data, "mimeType")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) throw new WrongEntry("its body was not recorded");
        return Encoding.ASCII.GetBytes(string.Join('&', fields.Select(field => $"{Form(Text(field, "name"))}={Form(Text(field, "value"))}")));
    }

    private static string Form(string? text) => Uri.EscapeDataString(text ?? "").Replace("%20", "+", StringComparison.Ordinal);

    private static byte[] Decoded(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new WrongEntry("its body is no base64");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement list, string name)
    {
        if (list.ValueKind == JsonValueKind.Null) return default;
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object)) throw new WrongEntry($"{name} is no list of objects");
        return list.EnumerateArray();
    }

    private static string? Text(JsonElement map, string name)
    {
        if (map.ValueKind != JsonValueKind.Object) throw new WrongEntry("a part of it is no object");
        if (!map.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return Text(value) ?? throw new WrongEntry($"{name} is no text");
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Never leaves this class: what is wrong is a result.
    private sealed class WrongEntry(string message) : Exception(message);
}
