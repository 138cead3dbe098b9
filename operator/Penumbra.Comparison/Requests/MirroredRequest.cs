namespace Penumbra.Comparison.Requests;

/// <summary>A copied request, as both sides are asked it: without credentials, marks and what belongs to a connection.</summary>
internal sealed record MirroredRequest
{
    /// <summary>As the report names it: <c>GET /orders/{id}</c>.</summary>
    public required string Endpoint { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query, as they were sent.</summary>
    public required string Target { get; init; }

    /// <summary>The <c>Host</c> to ask with; null for the side's own.</summary>
    public string? Host { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public byte[] Body { get; init; } = [];
}
