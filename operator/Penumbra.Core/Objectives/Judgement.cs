namespace Penumbra.Core.Objectives;

/// <summary>One evaluation and what to remember of it.</summary>
public static class Judgement
{
    /// <summary>
    /// Records an evaluation made on a new sample: how long the verdict has lasted, and how many were Bad in a row. Call it once per sample,
    /// not once per pass, or failureLimit would count passes.
    /// </summary>
    public static ObjectiveMemory Remember(ObjectiveMemory memory, Evaluation evaluation, DateTimeOffset now) => memory with
    {
        BadInARow = evaluation.Verdict == Verdict.Bad ? memory.BadInARow + 1 : 0,
        Verdict = evaluation.Verdict,
        Why = evaluation.Why,
        Since = memory.Since is not null && memory.Verdict == evaluation.Verdict && memory.Why == evaluation.Why ? memory.Since : now,
    };

    /// <summary>Whether a Bad evaluation leads to action: not while it is forgiven.</summary>
    public static bool Acts(Evaluation evaluation, ObjectiveMemory memory, AnalysisSettings settings) =>
        evaluation is { Verdict: Verdict.Bad, Mode: ObjectiveMode.Enforce } && memory.BadInARow > settings.FailureLimit;
}
