namespace Penumbra.Comparison.Configuration;

/// <summary>One of the two that are asked.</summary>
public sealed record Side
{
    /// <summary>Where it is: scheme, host and port.</summary>
    public required Uri Url { get; init; }

    /// <summary>A file of PEM certificates that it is trusted by; null for the machine's own.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The name that its certificate must have; null for the host of <see cref="Url"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether it is asked over HTTP/2 without TLS, by prior knowledge. Else HTTP/1.1.</summary>
    public bool Http2 { get; init; }
}
