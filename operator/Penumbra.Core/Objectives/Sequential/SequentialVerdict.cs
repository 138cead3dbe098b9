using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>What one objective's evidence comes to.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Why">Why it is Unknown, or what a Good one rests on.</param>
/// <param name="Weight">The evidence itself.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SequentialVerdict(Verdict Verdict, UnknownWhy Why, EvidenceWeight Weight)
{
    /// <summary>Evidence above this holds the launch: never Good, not Bad yet.</summary>
    public const double SuspectFrom = 10;

    /// <summary>
    /// So many whole blocks a step needs for a Good verdict, however many events there are: in one block even a fault of twenty times what is allowed is no more than suspect.
    /// </summary>
    public const int LeastBlocks = 2;

    /// <summary>Judges one objective. In a launch with several, <see cref="CombinedEvidence"/> may still find it Bad together with the others.</summary>
    public static SequentialVerdict Of(SequentialEvidence evidence, SequentialRules rules, Situation situation)
    {
        var weight = EvidenceWeight.Of(evidence, rules, situation);
        if (weight.Bad >= rules.Threshold) return new(Verdict.Bad, UnknownWhy.None, weight);
        var isYoung = evidence.Seen.Total < rules.Needed || evidence.BlocksInStep < LeastBlocks;
        if (evidence.IsBetter)
        {
            if (weight.Largest > SuspectFrom || Trouble(evidence, rules) is not null) return new(Verdict.Unknown, UnknownWhy.Suspect, weight);
            return isYoung ? new(Verdict.Unknown, UnknownWhy.TooFew, weight) : new(Verdict.Good, UnknownWhy.BetterThanStable, weight);
        }

        if (weight.Absolute >= rules.Threshold && weight.Stable >= 1 / rules.FalseAlarmRate)
            return new(Verdict.Unknown, evidence.StableAtRise < SuspectFrom ? UnknownWhy.SharedSuffering : UnknownWhy.Suspect, weight);
        if (weight.Largest > SuspectFrom || Trouble(evidence, rules) is not null) return new(Verdict.Unknown, UnknownWhy.Suspect, weight);
        if (rules.AllowedShare is null && IsFrozen(evidence, situation)) return new(Verdict.Unknown, UnknownWhy.NoControl, weight);
        if (isYoung) return new(Verdict.Unknown, UnknownWhy.TooFew, weight);
        if (evidence.Maybe?.Value > SuspectFrom) return new(Verdict.Unknown, UnknownWhy.BucketTooCoarse, weight);
        return new(Verdict.Good, UnknownWhy.None, weight);
    }

    /// <summary>The newest events, when they speak against the candidate; null when they do not.</summary>
    public static EventCounts? Trouble(SequentialEvidence evidence, SequentialRules rules) =>
        rules.AllowedShare is { } allowed ? LatestEvents.Against(evidence, evidence.IsBetter ? Math.Max(allowed, evidence.StableShare) : allowed) : null;

    private static bool IsFrozen(SequentialEvidence evidence, Situation situation) => evidence.NoControl || situation is not Situation.Weighted;
}
