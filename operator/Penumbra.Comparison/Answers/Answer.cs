namespace Penumbra.Comparison.Answers;

/// <summary>A whole answer, decoded.</summary>
internal sealed record Answer
{
    public required int Status { get; init; }

    /// <summary>By lower-case name; several of one name joined.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The lines of <c>Set-Cookie</c>.</summary>
    public IReadOnlyList<string> Cookies { get; init; } = [];

    /// <summary>The body without its content coding; empty when <see cref="IsTooLarge"/>.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether the body is larger than what is read, as sent or decoded.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether it says that it is JSON, or says nothing and looks like it.</summary>
    public bool IsJson => MediaType is { } type ? type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal) : Body is [(byte)'{' or (byte)'[', ..];

    /// <summary>Whether it says that it is text.</summary>
    public bool IsText => MediaType is { } type && (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal) || type is "application/xml" or "application/javascript" or "application/x-www-form-urlencoded" or "application/yaml" or "application/x-ndjson");

    /// <summary>Whether it belongs to a protocol that is not compared.</summary>
    public bool IsOtherProtocol => Status == 101 || MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) == true || MediaType == "text/event-stream";

    private string? MediaType => Headers.GetValueOrDefault("content-type") is { } type ? type.Split(';')[0].Trim().ToLowerInvariant() : null;
}
