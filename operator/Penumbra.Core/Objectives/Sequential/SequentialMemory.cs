namespace Penumbra.Core.Objectives.Sequential;

/// <summary>An objective's evidence, and what has come in since.</summary>
public sealed record SequentialMemory
{
    /// <summary>The evidence.</summary>
    public required SequentialEvidence Evidence { get; init; }

    /// <summary>What has been counted of the candidate.</summary>
    public PodCounter Candidate { get; init; } = PodCounter.Empty;

    /// <summary>What has been counted of stable.</summary>
    public PodCounter Stable { get; init; } = PodCounter.Empty;

    /// <summary>The candidate's events that are not in the evidence yet, and when they were read; null when there are none.</summary>
    public (DateTimeOffset At, EventCounts Events)? Pending { get; init; }

    /// <summary>Stable's events that are not in the evidence yet.</summary>
    public EventCounts PendingStable { get; init; }

    /// <summary>Whether some of stable's events are lost that came beside those of the candidate.</summary>
    public bool IsStableLost { get; init; }

    /// <summary>For a histogram that is compared with stable's: what stable has counted in the last hour, until its bound is frozen.</summary>
    public ObjectiveMemory? Record { get; init; }

    /// <summary>Why stable's bound is not known, in a sentence; null when it is, or is not asked.</summary>
    public (UnknownWhy Why, string Note)? Unfrozen { get; init; }

    /// <summary>Before the first reading.</summary>
    public static SequentialMemory Begin(SequentialRules rules) => new() { Evidence = SequentialEvidence.Begin(rules) };

    /// <summary>Takes a reading of the candidate in.</summary>
    public SequentialMemory WithCandidate(Objective objective, Reading reading)
    {
        if (LimitOf(objective) is not { } limit || Candidate.Absorb(objective, limit, reading, newPodsBeganAtZero: true) is not { } read) return this;
        var before = Pending?.Events ?? default;
        return this with { Candidate = read.Next, Pending = (reading.At, before + read.Events) };
    }

    /// <summary>Takes a reading of stable in.</summary>
    public SequentialMemory WithStable(Objective objective, SequentialRules rules, Reading reading)
    {
        var next = objective is { Bound: Bound.NoWorseThanStable, Indicator: Indicator.Quantile quantile } ? Freeze(objective, quantile.Q, reading) : this;
        if (next.LimitOf(objective) is not { } limit || next.Stable.Absorb(objective, limit, reading, newPodsBeganAtZero: false) is not { } read) return next;

        // What came while its source was silent did not come beside the candidate's newest events: those have been counted without it.
        var from = Evidence.Open?.Start ?? Evidence.LastAt;
        var isLost = Evidence.Steps > 0 && (Stable.At is not { } last || last < from - Slack(rules));
        return next with { Stable = read.Next, PendingStable = isLost ? default : PendingStable + read.Events, IsStableLost = IsStableLost || isLost };
    }

    /// <summary>Puts what is pending into the evidence.</summary>
    public SequentialMemory Settle(SequentialRules rules, Situation situation)
    {
        if (Pending is not { } pending) return this;
        var evidence = Evidence.LastAt is null ? Evidence with { LastAt = pending.At } : Evidence;
        var known = IsStableLost ? StableKnown.Lost : Stable.At >= pending.At - Slack(rules) ? StableKnown.Whole : StableKnown.NotYet;
        return this with { Evidence = SequentialJudge.Add(evidence, rules, situation, new Observation(pending.At, pending.Events, PendingStable, known)), Pending = null, PendingStable = default, IsStableLost = false };
    }

    // The two are read a little apart.
    private static TimeSpan Slack(SequentialRules rules) => rules.Burst / 2;

    /// <summary>For a histogram: the value above which an event is slow; infinite where events are bad by themselves, null while it is not known.</summary>
    public double? LimitOf(Objective objective) => objective switch
    {
        { Indicator: Indicator.Quantile, Bound: Bound.Max max } => max.Value,
        { Indicator: Indicator.Quantile } => Evidence.Frozen,
        _ => double.PositiveInfinity,
    };

    // Anew with each reading until the candidate sees its first user, and then never again: or a slow candidate that slows stable down too would move its own bound.
    private SequentialMemory Freeze(Objective objective, double q, Reading reading)
    {
        if (Evidence is { Steps: > 0, Frozen: not null }) return this with { Record = null, Unfrozen = null };
        if (reading.Error is not null) return this;
        var record = Watermarks.Absorb(Record ?? ObjectiveMemory.Empty, objective with { Window = StableQuantile.Span }, reading);
        var (limit, unknown) = StableQuantile.Of(q, record.Window, reading);
        return this with { Record = record, Unfrozen = unknown, Evidence = Evidence with { Frozen = limit ?? Evidence.Frozen } };
    }
}
