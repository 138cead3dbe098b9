using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Configuration;

/// <summary>All that a comparison server is told.</summary>
public sealed record ComparisonConfig
{
    /// <summary>Names the shadow, in marks, metrics and the report.</summary>
    public required string Name { get; init; }

    /// <summary>What users are served by.</summary>
    public required Side Live { get; init; }

    /// <summary>What is compared with it.</summary>
    public required Side Shadow { get; init; }

    /// <summary>The <c>Host</c> that both are asked with; null for the mirrored request's own.</summary>
    public string? HostHeader { get; init; }

    /// <summary>The key of the marks.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>What is compared with what, such as two image digests: evidence belongs to it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When the evidence began; null for the server's own start. With it <see cref="Subject"/> is all that evidence belongs to.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A file of evidence that the server goes on from if it is of the same subject and beginning; null for none.</summary>
    public string? EvidenceFile { get; init; }

    /// <summary>The share of live's requests that is copied, so that copies tell how many there are; null where nobody says.</summary>
    public double? Sample { get; init; }

    /// <summary>Whether nothing comes but what is replayed: when that has ended, no time is waited for.</summary>
    public bool IsReplayAlone { get; init; }

    /// <summary>Where the server listens.</summary>
    public ListenRules Listen { get; init; } = new();

    /// <summary>Which requests are asked, and how.</summary>
    public RequestRules Requests { get; init; } = new();

    /// <summary>How answers are compared.</summary>
    public CompareRules Compare { get; init; } = new();

    /// <summary>Who says which callers may read values; null where none are kept.</summary>
    public AccessRules? Access { get; init; }

    /// <summary>What the shadow is judged by.</summary>
    public VerdictRules Verdict { get; init; } = new();
}
