namespace Penumbra.Core.Objectives;

/// <summary>One evaluation and what to remember of it.</summary>
public static class Judgement
{
    /// <summary>
    /// Records an evaluation: how long the verdict has lasted, and how many were Bad in a row. Bad ones are counted per sample, not per pass,
    /// or failureLimit would count passes.
    /// </summary>
    /// <param name="memory">What was known.</param>
    /// <param name="evaluation">What the judge said.</param>
    /// <param name="clocksStand">Whether the time of an Unknown verdict does not count now: paused, or at a gate.</param>
    /// <param name="now">The present.</param>
    public static ObjectiveMemory Remember(ObjectiveMemory memory, Evaluation evaluation, bool clocksStand, DateTimeOffset now)
    {
        var same = memory.Since is not null && memory.Verdict == evaluation.Verdict && Kind(memory.Why) == Kind(evaluation.Why);
        var since = same ? memory.Since!.Value : now;
        if (same && clocksStand && memory.JudgedAt is { } judged) since += now - judged;
        var newSample = memory.JudgedAt is null || memory.ReadAt > memory.JudgedAt;
        return memory with
        {
            BadInARow = evaluation.Verdict != Verdict.Bad ? 0 : newSample ? memory.BadInARow + 1 : memory.BadInARow,
            Verdict = evaluation.Verdict,
            Why = evaluation.Why,
            Since = since > now ? now : since,
            JudgedAt = now,
        };
    }

    /// <summary>How long the candidate and stable may suffer together before the traffic goes back without blame.</summary>
    public static TimeSpan SharedLimit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an Unknown verdict may last; null for verdicts that are known, and where there is nothing to compare with.</summary>
    public static TimeSpan? Limit(Evaluation evaluation, AnalysisSettings settings) => evaluation switch
    {
        { Verdict: not Verdict.Unknown } => null,
        { Why: UnknownWhy.NoAnswer } => settings.UnknownDeadline,
        { Why: UnknownWhy.NoControl } => null,
        { Why: UnknownWhy.SharedSuffering } => SharedLimit,
        _ => settings.Patience,
    };

    // The clocks: a source that does not answer, one that answers with too little, and a service that suffers.
    private static UnknownWhy Kind(UnknownWhy why) => why is UnknownWhy.NoAnswer or UnknownWhy.SharedSuffering or UnknownWhy.NoControl ? why : UnknownWhy.TooFew;

    /// <summary>Whether a Bad evaluation leads to action: not while it is forgiven.</summary>
    public static bool Acts(Evaluation evaluation, ObjectiveMemory memory, AnalysisSettings settings) =>
        evaluation is { Verdict: Verdict.Bad, Mode: ObjectiveMode.Enforce } && (evaluation.Judge != JudgeKind.Threshold || memory.BadInARow > settings.FailureLimit);
}
