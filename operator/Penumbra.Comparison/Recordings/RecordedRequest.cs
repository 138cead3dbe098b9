namespace Penumbra.Comparison.Recordings;

/// <summary>A request of a recording, as somebody once sent it.</summary>
public sealed record RecordedRequest
{
    /// <summary>The method, as it was sent.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, as they were sent.</summary>
    public required string Target { get; init; }

    /// <summary>The <c>Host</c> that it was sent to; null when the recording does not say.</summary>
    public string? Host { get; init; }

    /// <summary>The headers, without <c>Host</c> and HTTP/2's own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
