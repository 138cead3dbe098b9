namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// Takes events in, block by block. Every event counts once: while stable is beside the candidate against what is allowed and against stable, else for the candidate
/// alone. The work and the memory of a sample do not depend on how many came before.
/// </summary>
public static class SequentialJudge
{
    /// <summary>
    /// With fewer requests of stable in a block than this there is nothing to compare with, and it is compared together with the next ones. The comparison is exact with any number; but hardly
    /// any request of stable says hardly anything.
    /// </summary>
    public const long LeastControl = 5;

    // Samples come a little early or late: nine tenths of a block are a block.
    private const double Whole = 0.9;

    /// <summary>A step begins: the open block ends, since the shares of the two releases change, and its part of the reserve is freed.</summary>
    public static SequentialEvidence EnterStep(SequentialEvidence evidence, SequentialRules rules, Situation before)
    {
        var closed = Compare(Close(evidence, rules, before), rules);
        var stable = closed.Stable?.Value ?? 1;
        var first = closed.Steps == 0;
        closed = closed with
        {
            Steps = closed.Steps + 1,
            BlocksInStep = 0,
            Latest = default,
            Outweighing = default,
            StableAtRise = stable,
            StableBroken = first ? stable >= 1 / rules.FalseAlarmRate : closed.StableBroken,
        };
        return first ? closed : closed with
        {
            Candidate = closed.Candidate?.EnterStep(rules.Together),
            Stable = closed.Stable?.EnterStep(rules.Together),
            Worse = closed.Worse?.EnterStep(rules.Together),
            Better = closed.Better?.EnterStep(rules.Together),
            Alone = closed.Alone?.EnterStep(rules.Alone),
            Maybe = closed.Maybe?.EnterStep(rules.Alone),
        };
    }

    /// <summary>Takes a sample in. One that is not newer than the last is dropped: late and doubled samples count nothing.</summary>
    public static SequentialEvidence Add(SequentialEvidence evidence, SequentialRules rules, Situation situation, Observation next)
    {
        if (evidence.LastAt is { } last && next.At <= last) return evidence;
        if (situation == Situation.All && evidence is { IsBetter: true, HeldTo: null } && rules.AllowedShare is { } allowed && evidence.StableShare > allowed)
            evidence = evidence with { HeldTo = evidence.StableShare, Alone = EProcess.Begin(evidence.StableShare) };
        if (evidence.Open is { } before && before.EndsBefore(next)) evidence = Close(evidence, rules, situation);
        var open = (evidence.Open ?? OpenBlock.After(evidence.LastAt ?? next.At, evidence.Rate * Length(rules, situation).TotalSeconds)).With(next);
        evidence = evidence with
        {
            Open = open,
            LastAt = next.At,
            Seen = evidence.Seen + next.Candidate,
            StableSeen = situation == Situation.Weighted ? evidence.StableSeen + next.Stable : evidence.StableSeen,
            Maybe = evidence.Maybe ?? (rules.AllowedShare is { } share && next.Candidate.MaybeBad > next.Candidate.Bad ? EProcess.Begin(share) : null),
        };
        return IsWhole(open, rules, situation, next.At) ? Close(evidence, rules, situation) : evidence;
    }

    private static TimeSpan Length(SequentialRules rules, Situation situation) =>
        situation == Situation.Dark || (situation == Situation.Weighted && rules.Control) ? rules.Burst : rules.BurstAlone;

    // Without requests of the candidate, or enough of stable's, the block waits for them, up to the length of a block without control: sources may scrape them at different times.
    private static bool IsWhole(OpenBlock open, SequentialRules rules, Situation situation, DateTimeOffset now)
    {
        var lasted = now - open.Start;
        return lasted >= Length(rules, situation) * Whole
            && (situation != Situation.Weighted || !rules.Control || (open.Candidate.Total > 0 && open.Stable.Total >= LeastControl) || lasted >= rules.BurstAlone * Whole);
    }

    private static SequentialEvidence Close(SequentialEvidence evidence, SequentialRules rules, Situation situation)
    {
        if (evidence.Open is not { } block) return evidence;
        var (candidate, stable) = (block.Candidate, block.Stable);
        evidence = evidence with
        {
            Open = null,
            Stable = situation is Situation.Dark or Situation.Weighted ? evidence.Stable?.Add(rules.Together, stable.Total, stable.Bad) : evidence.Stable,
        };
        if (candidate.Total == 0) return evidence;
        var seconds = ((evidence.LastAt ?? block.Start) - block.Start).TotalSeconds;
        evidence = evidence with
        {
            Rate = seconds > 0 ? candidate.Total / seconds : evidence.Rate,
            BlocksInStep = evidence.BlocksInStep + 1,
            Latest = candidate,
            Outweighing = evidence.Latest.Total > 2 * candidate.Total ? evidence.Latest : default,
            Maybe = evidence.Maybe?.Add(rules.Alone, candidate.Total, candidate.MaybeBad),
        };
        if (!rules.Control || situation != Situation.Weighted) return evidence with { NoControl = rules.Control, Alone = evidence.Alone?.Add(rules.Alone, candidate.Total, candidate.Bad) };

        // What stable was not measured beside counts against what is allowed, and is compared with nothing; what it had hardly a request beside waits for more, and is compared then.
        evidence = evidence with { Candidate = evidence.Candidate?.Add(rules.Together, candidate.Total, candidate.Bad), NoControl = true };
        if (block.StableKnown != StableKnown.Whole) return evidence;
        evidence = evidence with { Uncompared = (evidence.Uncompared.Candidate + candidate, evidence.Uncompared.Stable + stable) };
        return evidence.Uncompared.Stable.Total >= LeastControl ? Compare(evidence, rules) with { NoControl = false } : evidence;
    }

    private static SequentialEvidence Compare(SequentialEvidence evidence, SequentialRules rules)
    {
        var (candidate, stable) = evidence.Uncompared;
        return evidence with
        {
            Uncompared = default,
            Worse = evidence.Worse?.Add(rules.Together, candidate.Total, candidate.Bad, stable.Total, stable.Bad),
            Better = evidence.Better?.Add(rules.Together, stable.Total, stable.Bad, candidate.Total, candidate.Bad),
        };
    }
}
