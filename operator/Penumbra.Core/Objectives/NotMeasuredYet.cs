namespace Penumbra.Core.Objectives;

/// <summary>What a process that has just begun does not know of an objective, though the one before it did.</summary>
public static class NotMeasuredYet
{
    /// <summary>The evaluations with what status says of each objective that this process has not measured yet: a restart, while a source is silent too, is no news.</summary>
    /// <param name="before">What status says.</param>
    /// <param name="after">What this process says.</param>
    public static IEnumerable<Evaluation> Known(IReadOnlyList<Evaluation> before, IReadOnlyList<Evaluation> after) =>
        after.Select(evaluation => evaluation is { Verdict: Verdict.Unknown, At: null } ? before.FirstOrDefault(known => known.Objective == evaluation.Objective) ?? evaluation : evaluation);
}
