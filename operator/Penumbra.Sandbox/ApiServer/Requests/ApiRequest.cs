namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>One request, whatever carried it.</summary>
public sealed record ApiRequest
{
    /// <summary>The HTTP method in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query, decoded segment by segment by the server.</summary>
    public required string Path { get; init; }

    /// <summary>The query without its question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers; names compare without case, a repeated one is joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who the transport says the peer is (its client certificate), or null.</summary>
    public UserIdentity? Peer { get; init; }

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name)
    {
        if (Headers.TryGetValue(name, out var value)) return value;
        foreach (var (key, other) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return other;
        }

        return null;
    }
}
