namespace Penumbra.Core.Objectives.Sequential;

/// <summary>All that is kept of one objective's events: a few numbers, however many events and pods there are.</summary>
public sealed record SequentialEvidence
{
    /// <summary>The block that is not whole yet; null before the first sample.</summary>
    public OpenBlock? Open { get; init; }

    /// <summary>When the last sample was taken; null before the first.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Events of the candidate in each second of the last whole block: what the next one's limit and the expected time are told by.</summary>
    public double Rate { get; init; }

    /// <summary>E: the candidate against what is allowed, while stable is beside it; null where that is not asked.</summary>
    public EProcess? Candidate { get; init; }

    /// <summary>G: the candidate against stable; null without control.</summary>
    public TwoSampleProcess? Worse { get; init; }

    /// <summary>The reverse: stable against the candidate; null without control.</summary>
    public TwoSampleProcess? Better { get; init; }

    /// <summary>Es: stable against what is allowed; null where that is not asked.</summary>
    public EProcess? Stable { get; init; }

    /// <summary>The candidate against what is allowed, while there is no stable to compare with; null where only stable is asked for.</summary>
    public EProcess? Alone { get; init; }

    /// <summary>The events that may be bad against what is allowed; null where buckets tell exactly.</summary>
    public EProcess? Maybe { get; init; }

    /// <summary>The candidate's events so far.</summary>
    public EventCounts Seen { get; init; }

    /// <summary>Stable's events so far, beside the candidate's.</summary>
    public EventCounts StableSeen { get; init; }

    /// <summary>Blocks beside stable that are not compared yet, as stable has had too few requests in them: the events of both.</summary>
    public (EventCounts Candidate, EventCounts Stable) Uncompared { get; init; }

    /// <summary>The candidate's events in the last whole block of the present step.</summary>
    public EventCounts Latest { get; init; }

    /// <summary>The events of the whole block before that one, where it had more than twice as many: so few say nothing that takes back what it said. None otherwise.</summary>
    public EventCounts Outweighing { get; init; }

    /// <summary>Es when the candidate's weight last rose.</summary>
    public double StableAtRise { get; init; } = 1;

    /// <summary>Whether stable was above what is allowed before the candidate saw its first user.</summary>
    public bool StableBroken { get; init; }

    /// <summary>The share of bad events that a candidate which is better than a broken stable is held to where there is no stable beside it: stable's own, as it was beside it. Null where it is held to what is allowed.</summary>
    public double? HeldTo { get; init; }

    /// <summary>The reversed comparison from which on the candidate counts as better than a broken stable.</summary>
    public const double BetterFrom = 20;

    /// <summary>Whether stable was broken before the candidate saw its first user, and the candidate has proved to be better.</summary>
    public bool IsBetter => StableBroken && Better?.Value >= BetterFrom;

    /// <summary>Stable's share of bad events beside the candidate.</summary>
    public double StableShare => StableSeen.Total == 0 ? 0 : Math.Min(1, (double)StableSeen.Bad / StableSeen.Total);

    /// <summary>Whether the last whole block had too few requests of stable to compare with.</summary>
    public bool NoControl { get; init; }

    /// <summary>For a histogram that is compared with stable's: the bound that stable's quantile lay at before the candidate saw its first user. Null while that is not known.</summary>
    public double? Frozen { get; init; }

    /// <summary>How many whole blocks with events of the candidate the present step has.</summary>
    public int BlocksInStep { get; init; }

    /// <summary>How many steps were entered.</summary>
    public int Steps { get; init; }

    /// <summary>Begins in the middle of a launch, where what was gathered cannot be gone on from: with the reserve alone, or the chance of a false alarm would be spent twice.</summary>
    /// <param name="rules">What is judged.</param>
    /// <param name="situation">Whose requests the candidate sees.</param>
    public static SequentialEvidence BeginAgain(SequentialRules rules, Situation situation)
    {
        var begin = Begin(rules);
        return begin with
        {
            Steps = situation == Situation.Dark ? 0 : 1,
            Candidate = Again(begin.Candidate),
            Stable = Again(begin.Stable),
            Alone = Again(begin.Alone),
            Worse = Again(begin.Worse),
            Better = Again(begin.Better),
        };
    }

    private static EProcess? Again(EProcess? begin) => begin is null ? null : EProcess.BeginAgain(begin.AllowedShare);

    private static TwoSampleProcess? Again(TwoSampleProcess? begin) => begin is null ? null : begin with { Stakes = [.. begin.Stakes.Select(_ => 0.0)] };

    /// <summary>Nothing seen yet.</summary>
    public static SequentialEvidence Begin(SequentialRules rules) => new()
    {
        Candidate = rules is { Control: true, AllowedShare: { } share } ? EProcess.Begin(share) : null,
        Stable = rules is { Control: true, AllowedShare: { } limit } ? EProcess.Begin(limit) : null,
        Worse = rules.Control ? TwoSampleProcess.Begin(rules.Margin) : null,
        Better = rules is { Control: true, AllowedShare: not null } ? TwoSampleProcess.Begin() : null,
        Alone = rules.AllowedShare is { } alone ? EProcess.Begin(alone) : null,
    };
}
