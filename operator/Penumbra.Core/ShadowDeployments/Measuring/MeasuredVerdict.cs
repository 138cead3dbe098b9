using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Measuring;

/// <summary>Joins what was measured to what was compared: one Bad objective makes a shadow Worse, and the same or better needs every one of them Good.</summary>
public static class MeasuredVerdict
{
    /// <summary>The verdict with the enforced objectives taken into account.</summary>
    /// <param name="judgement">What the answers say.</param>
    /// <param name="evaluations">What the objectives say.</param>
    public static ShadowJudgement With(ShadowJudgement judgement, IReadOnlyList<Evaluation> evaluations)
    {
        var enforced = evaluations.Where(evaluation => evaluation.Mode == ObjectiveMode.Enforce).ToList();
        if (judgement.Verdict == ShadowVerdict.Worse) return judgement;
        if (enforced.Find(evaluation => evaluation.Verdict == Verdict.Bad) is { } bad)
            return judgement with { Verdict = ShadowVerdict.Worse, Why = VerdictWhy.ObjectiveMissed, Message = $"objective {bad.Objective} is missed: {Figures(bad)}", ExpectedAt = null };
        if (judgement.Verdict != ShadowVerdict.SameOrBetter || enforced.Find(evaluation => evaluation.Verdict != Verdict.Good) is not { } unsure) return judgement;
        return judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.ObjectiveNotSure, Message = $"objective {unsure.Objective} is not sure yet: {unsure.Why}, {Lacking(unsure)}", ExpectedAt = unsure.ExpectedAt };
    }

    /// <summary>The verdict where nothing is compared: the objectives alone, once their time has passed and while the shadow is there.</summary>
    /// <param name="rules">What it is judged by.</param>
    /// <param name="since">When the evidence began, and so much later as it was held.</param>
    /// <param name="wholeAt">When all of the sample will have been copied for long enough: a trickle says nothing good; null while nothing is copied.</param>
    /// <param name="isUp">Whether the shadow has a ready pod.</param>
    /// <param name="evaluations">What the objectives say.</param>
    /// <param name="now">The present.</param>
    public static ShadowJudgement Alone(VerdictRules rules, DateTimeOffset since, DateTimeOffset? wholeAt, bool isUp, IReadOnlyList<Evaluation> evaluations, DateTimeOffset now)
    {
        var end = since + rules.Over;
        var judgement = new ShadowJudgement { Verdict = ShadowVerdict.SameOrBetter, Why = VerdictWhy.AllHold, Message = "every objective is Good" };
        if (!isUp) judgement = judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.ShadowDown, Message = "it has no ready pod" };
        else if (wholeAt is null) judgement = judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.TooEarly, Message = "nothing is copied" };
        else if (now < end) judgement = judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.TooEarly, Message = $"nothing speaks against it so far; {Span.Format(rules.Over)} are to pass", ExpectedAt = end > wholeAt ? end : wholeAt };
        else if (now < wholeAt) judgement = judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.TooEarly, Message = "nothing speaks against it so far; all of the sample is to be copied for a minute", ExpectedAt = wholeAt };
        return With(judgement, evaluations);
    }

    private static string Lacking(Evaluation evaluation) => evaluation.Why == UnknownWhy.TooFew && evaluation.Samples < evaluation.Needed
        ? string.Create(CultureInfo.InvariantCulture, $"{evaluation.Samples} of {evaluation.Needed} events")
        : evaluation.Note.Length > 0 ? evaluation.Note : Figures(evaluation);

    private static string Figures(Evaluation evaluation)
    {
        var value = evaluation.Value.Length == 0 ? "" : $"{evaluation.Value}, ";
        var note = evaluation.Note.Length == 0 ? "" : $"; {evaluation.Note}";
        var events = evaluation.Needed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {evaluation.Samples} events") : "";
        return $"{value}asked {evaluation.Bound}{events}{note}";
    }
}
