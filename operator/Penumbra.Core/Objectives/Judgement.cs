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

    /// <summary>How long an Unknown verdict may last; null for verdicts that are known.</summary>
    public static TimeSpan? Limit(Evaluation evaluation, AnalysisSettings settings) => evaluation switch
    {
        { Verdict: not Verdict.Unknown } => null,
        { Why: UnknownWhy.NoAnswer } => settings.UnknownDeadline,
        _ => settings.Patience,
    };

    // The two clocks: a source that does not answer, and one that answers with too little.
    private static bool Kind(UnknownWhy why) => why == UnknownWhy.NoAnswer;

    /// <summary>Whether a Bad evaluation leads to action: not while it is forgiven.</summary>
    public static bool Acts(Evaluation evaluation, ObjectiveMemory memory, AnalysisSettings settings) =>
        evaluation is { Verdict: Verdict.Bad, Mode: ObjectiveMode.Enforce } && memory.BadInARow > settings.FailureLimit;
}
