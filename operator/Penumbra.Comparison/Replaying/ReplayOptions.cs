namespace Penumbra.Comparison.Replaying;

/// <summary>What a replay is told.</summary>
public sealed record ReplayOptions
{
    /// <summary>The recording.</summary>
    public required string File { get; init; }

    /// <summary>The comparison server: scheme, host and the port of its report.</summary>
    public required Uri Server { get; init; }

    /// <summary>The shadow's name, as the server knows it.</summary>
    public required string Shadow { get; init; }

    /// <summary>What the server's evidence belongs to: see <see cref="SubjectOf"/>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The key of the server's marks.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The most requests a second.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>What a server's evidence belongs to, in one text.</summary>
    /// <param name="subject">The server's <c>subject</c>.</param>
    /// <param name="since">The server's <c>since</c>; null for none.</param>
    public static string SubjectOf(string subject, DateTimeOffset? since) => ReplayMark.Subject(subject, since);
}
