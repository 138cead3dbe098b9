using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Watching;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>The answer to a request: a body, a stream of watch events, or a connection that breaks without an answer.</summary>
public sealed record ApiResponse
{
    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The other headers, in order; names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, empty for a stream.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The events of a watch, else null. Whoever reads it disposes of it.</summary>
    public WatchStream? Stream { get; init; }

    /// <summary>The connection is to be cut instead of answered.</summary>
    public bool Dropped { get; init; }

    internal static ApiResponse Json(int status, JsonNode body) => new() { Status = status, Body = JsonText.Line(body) };

    internal static ApiResponse Text(int status, string text) =>
        new() { Status = status, ContentType = "text/plain; charset=utf-8", Body = System.Text.Encoding.UTF8.GetBytes(text) };

    internal static ApiResponse Of(ClusterResult result)
    {
        var answer = Json(result.Code, result.Body);
        return result.Code == 429 || result.Code == 504 ? answer with { Headers = [new("Retry-After", "1")] } : answer;
    }

    internal ApiResponse WithWarnings(IReadOnlyCollection<string> warnings) => warnings.Count == 0
        ? this
        : this with { Headers = [.. Headers, .. warnings.Select(warning => new KeyValuePair<string, string>("Warning", $"299 - \"{Escape(warning)}\""))] };

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");
}
