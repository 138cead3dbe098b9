using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Measuring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>What the process keeps of one shadow between passes: losing it costs a write or a look, never safety.</summary>
public sealed class ShadowState
{
    /// <summary>The UID that the rest belongs to.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether the last pass found nothing left to do.</summary>
    public bool IsConverged { get; set; }

    /// <summary>Objects that were written and that the caches may not have seen yet.</summary>
    public HashSet<(ResourceKind Kind, ObjectKey Key)> Written { get; } = [];

    /// <summary>ConfigMaps that were found to be this shadow's, or free.</summary>
    public HashSet<string> Claimed { get; } = new(StringComparer.Ordinal);

    /// <summary>When the last pass began, by the monotonic clock; null before the first.</summary>
    public long? PassedAt { get; set; }

    /// <summary>When what was found was last kept, or refused.</summary>
    public DateTimeOffset? KeptAt { get; set; }

    /// <summary>What was last kept, as <see cref="Digest"/> gives it; null before, and where it was refused.</summary>
    public string? Kept { get; set; }

    /// <summary>Why the last attempt to keep it was refused; null when it was not.</summary>
    public string? NotKept { get; set; }

    /// <summary>When the server was last made or confirmed.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>When a route last took the filter, or another share.</summary>
    public DateTimeOffset? MirroredAt { get; set; }

    /// <summary>When a route last lost the filter; before, when the first pass began.</summary>
    public DateTimeOffset? UnmirroredAt { get; set; }

    /// <summary>When the status was last written.</summary>
    public DateTimeOffset? WrittenAt { get; set; }

    /// <summary>What the server said last, as it is kept.</summary>
    public byte[]? Evidence { get; set; }

    /// <summary>The digest of <see cref="Evidence"/>.</summary>
    public string? Digest { get; set; }

    /// <summary>What was measured since the last pass.</summary>
    public ReadingInbox Inbox { get; } = new();

    /// <summary>What the last pass remembered of what was measured.</summary>
    public ShadowMemory Memory { get; set; } = ShadowMemory.Empty;

    /// <summary>The ready pods of both sides, as the last pass saw them.</summary>
    public MeasuredPods Pods { get; set; } = MeasuredPods.None;

    /// <summary>The pod labels of the template, by the template's fingerprint.</summary>
    public (string Fingerprint, IReadOnlyDictionary<string, string> Labels)? Template { get; set; }

    /// <summary>What a rehearsal or a refused write told; it is asked again after a while, or when the spec is edited.</summary>
    public (Problem Problem, long Generation, DateTimeOffset Until)? Refused { get; set; }
}
