using Penumbra.Api.Attributes;
using Penumbra.Api.Common;
using Penumbra.Api.DarkLaunches;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What a shadow is.</summary>
public sealed record ShadowDeploymentStatus
{
    /// <summary>The generation of the spec that the rest was decided on.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Preparing: server and shadow start. Replaying: recorded requests are compared. Comparing: live ones are. Decided: there is a verdict, and nothing is copied any more.</summary>
    [Values("Preparing", "Replaying", "Comparing", "Decided")]
    public string? Phase { get; init; }

    /// <summary>SameOrBetter, Worse, or Inconclusive while not enough is known.</summary>
    [Values("SameOrBetter", "Worse", "Inconclusive")]
    public string? Verdict { get; init; }

    /// <summary>What the verdict rests on, or what it lacks, in one word.</summary>
    [Length(0, 63)]
    public string? Why { get; init; }

    /// <summary>The same in a sentence, for people.</summary>
    [Length(0, 1024)]
    public string? Message { get; init; }

    /// <summary>When a verdict can be expected, as things go.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>When the verdict was decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the evidence belongs to: live's images, the shadow's, and the settings.</summary>
    [Length(0, 4096)]
    public string? Subject { get; init; }

    /// <summary>What the shadow's pods ran.</summary>
    public ComparedImagesRecord? Images { get; init; }

    /// <summary>When the evidence began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What is copied now, and the clock of the trial share.</summary>
    public MirrorRecord? Mirror { get; init; }

    /// <summary>How far recorded requests have been replayed.</summary>
    public ReplayRecord? Replay { get; init; }

    /// <summary>Copies that arrived.</summary>
    public long? Seen { get; init; }

    /// <summary>Copies that arrived, of those that should have by what live's own pods counted: the first objective that counts stands for the requests. A gateway copies no body over its own limit.</summary>
    [Length(0, 16)]
    public string? Coverage { get; init; }

    /// <summary>How live fares without the comparison, within the last hour: what it is compared with while it is asked, too.</summary>
    [Items(0, 32), ListMap("objective")]
    public IReadOnlyList<LiveRecord>? Live { get; init; }

    /// <summary>Copies that were compared.</summary>
    public long? Compared { get; init; }

    /// <summary>Copies that were not, by reason.</summary>
    [Items(0, 32)]
    public IReadOnlyDictionary<string, long>? NotCompared { get; init; }

    /// <summary>How often the shadow differs, and what follows from it.</summary>
    public MismatchRecord? Mismatch { get; init; }

    /// <summary>How long the shadow takes relative to live.</summary>
    public LatencyRecord? Latency { get; init; }

    /// <summary>What the shadow uses relative to live, where spec.resources asks.</summary>
    public ResourcesRecord? Resources { get; init; }

    /// <summary>What is not judged: what the shadow uses where that cannot be compared, and fields that differ by themselves.</summary>
    [Items(0, 22)]
    public IReadOnlyList<NotJudgedRecord>? NotJudged { get; init; }

    /// <summary>Endpoint by endpoint, bad ones first.</summary>
    [Items(0, 32), ListMap("endpoint")]
    public IReadOnlyList<EndpointRecord>? Endpoints { get; init; }

    /// <summary>What differs, the most frequent first; the report has all. Never a value.</summary>
    [Items(0, 20)]
    public IReadOnlyList<DifferenceRecord>? Differences { get; init; }

    /// <summary>What the judge says of every objective.</summary>
    [Items(0, 32), ListMap("name")]
    public IReadOnlyList<ObjectiveState>? Objectives { get; init; }

    /// <summary>The state of the objectives' judge: numbers for the operator, not for people.</summary>
    public EvidenceState? Evidence { get; init; }

    /// <summary>Ready, Reconciling and Stalled as kstatus reads them; MirrorLoop, SampleNotHonoured, RouteRefused, LiveAnswersDiffer, LiveUnderStrain, LoadNotMatched, EvidenceNotKept, ShadowDown.</summary>
    [Items(0, 16), ListMap("type")]
    public IReadOnlyList<StatusCondition>? Conditions { get; init; }
}
