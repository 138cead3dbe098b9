using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Words for what a decision was made on.</summary>
public static class Evidence
{
    /// <summary>How long the evidence of one decision may be in status.</summary>
    public const int MaxLength = 256;

    /// <summary>One objective in a clause.</summary>
    public static string Of(Evaluation evaluation)
    {
        var value = evaluation.Value.Length == 0 ? "" : $" {evaluation.Value}";
        var bound = evaluation.Bound.Length == 0 ? "" : $", asked {evaluation.Bound}";
        var why = evaluation.Verdict == Verdict.Unknown ? $" {evaluation.Why}" : "";
        var note = evaluation.Note.Length == 0 ? "" : $": {evaluation.Note}";
        return $"{evaluation.Objective} {evaluation.Verdict}{why}{value}{bound} (n={evaluation.Samples}){note}";
    }

    /// <summary>All enforced objectives in a line.</summary>
    public static string Of(IEnumerable<Evaluation> evaluations)
    {
        var text = string.Join("; ", evaluations.Where(evaluation => evaluation.Mode == ObjectiveMode.Enforce).Select(Of));
        return Bounded(text.Length == 0 ? "no enforced objective" : text);
    }

    /// <summary>Cuts to what status may hold.</summary>
    public static string Bounded(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength - 1), "…");
}
