using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>What a shadow's status says. Everything but what it belongs to, its clocks and its verdict follows from the cluster and the server.</summary>
public sealed record ShadowStatus
{
    /// <summary>Nothing written yet.</summary>
    public static ShadowStatus Empty { get; } = new();

    /// <summary>The generation of the spec that the rest was decided on.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Where the shadow is; null before the first pass.</summary>
    public ShadowPhase? Phase { get; init; }

    /// <summary>What the evidence belongs to; null before any.</summary>
    public string? Subject { get; init; }

    /// <summary>What the shadow's pods ran.</summary>
    public ComparedImages Images { get; init; } = ComparedImages.None;

    /// <summary>When the evidence began; null before any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What is copied; null when nothing ever was.</summary>
    public MirrorStatus? Mirror { get; init; }

    /// <summary>How far recorded requests have been replayed; null where none are.</summary>
    public ReplayProgress? Replay { get; init; }

    /// <summary>The verdict and what it rests on; null before the server has said anything. Once decided it stays as it was.</summary>
    public ShadowJudgement? Judgement { get; init; }

    /// <summary>When the verdict was decided; null before.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Copies that arrived: compared and not compared.</summary>
    public long Seen { get; init; }

    /// <summary>The share of the copies that should have arrived and did, 1 for all; null while too few were expected, or nobody counts at live.</summary>
    public double? Coverage { get; init; }

    /// <summary>How live fares without the comparison: what it is compared with afterwards, by objective.</summary>
    public ImmutableArray<LiveEvents> Live { get; init; } = [];

    /// <summary>What was not compared, by reason.</summary>
    public ImmutableSortedDictionary<NotCompared, long> NotCompared { get; init; } = ImmutableSortedDictionary<NotCompared, long>.Empty;

    /// <summary>What differs, the most frequent first, at most <see cref="MostDifferences"/>.</summary>
    public ImmutableArray<FoundDifference> Differences { get; init; } = [];

    /// <summary>Fields that differ by themselves and so are not judged, at most <see cref="MostDifferences"/>.</summary>
    public ImmutableArray<string> Noisy { get; init; } = [];

    /// <summary>What every objective comes to.</summary>
    public ImmutableArray<Evaluation> Objectives { get; init; } = [];

    /// <summary>What the shadow uses relative to live; null where nobody asks.</summary>
    public ResourceStatus? Resources { get; init; }

    /// <summary>What the judge of the objectives goes on from after a restart; null where there is nothing, and once decided.</summary>
    public EvidenceStatus? Evidence { get; init; }

    /// <summary>The conditions.</summary>
    public ImmutableArray<Condition> Conditions { get; init; } = [];

    /// <summary>How many differences and noisy fields status shows: the report shows all.</summary>
    public const int MostDifferences = 20;
}
