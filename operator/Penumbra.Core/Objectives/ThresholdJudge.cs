using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Core.Objectives;

/// <summary>
/// The plain judge: compares the window with the bound. It has no stated error rate. Bad is said as soon as it is certain: when even
/// good events alone up to the needed number could no longer make the window Good.
/// </summary>
public static class ThresholdJudge
{
    /// <summary>Judges an objective on what has been absorbed.</summary>
    /// <param name="objective">What must hold.</param>
    /// <param name="memory">What has been seen.</param>
    /// <param name="settings">The launch's analysis.</param>
    /// <param name="objectives">How many objectives share the false-alarm rate.</param>
    /// <param name="goodSince">Good needs its events after this instant: each step has to earn its own.</param>
    /// <param name="now">The present.</param>
    public static Evaluation Judge(Objective objective, ObjectiveMemory memory, AnalysisSettings settings, int objectives, DateTimeOffset goodSince, DateTimeOffset now)
    {
        var evaluation = new Evaluation
        {
            Objective = objective.Name,
            Mode = objective.Mode,
            Verdict = Verdict.Unknown,
            At = memory.ReadAt,
            Since = now,
            CountsFailures = objective.Indicator is Indicator.Ratio,
        };
        if (Silence(memory, settings, now) is { } silence) return evaluation with { Why = UnknownWhy.NoAnswer, Note = silence };

        return objective switch
        {
            { Indicator: Indicator.Ratio, Bound: Bound.Target target } => Ratio(evaluation, target.GoodShare, objective, memory, settings, objectives, goodSince, now),
            { Indicator: Indicator.Quantile quantile, Bound: Bound.Max max } => Quantile(evaluation, quantile.Q, max.Value, objective, memory, settings, objectives, goodSince, now),
            _ => Value(evaluation, objective, memory),
        };
    }

    /// <summary>Why there is no answer now; null when there is one.</summary>
    public static string? Silence(ObjectiveMemory memory, AnalysisSettings settings, DateTimeOffset now)
    {
        if (memory.ReadAt is not { } readAt) return "not measured yet";
        if (memory.Error is { } error) return error;
        return now - readAt > Max(settings.Interval * 3, TimeSpan.FromSeconds(5)) ? $"no sample for {Span.Format(now - readAt)}" : null;
    }

    private static Evaluation Ratio(
        Evaluation evaluation, double target, Objective objective, ObjectiveMemory memory, AnalysisSettings settings, int objectives, DateTimeOffset goodSince, DateTimeOffset now)
    {
        var total = memory.Window.Sum(increment => increment.Total);
        var bad = Math.Min(total, memory.Window.Sum(increment => increment.Bad));
        var needed = objective.MinSamples ?? SampleSize.Needed(1 - target, settings.MinDetectable, settings.FalseAlarmRate, objectives);
        evaluation = evaluation with
        {
            Samples = total,
            Needed = needed,
            Value = total == 0 ? "" : Percent(1 - (double)bad / total),
            Bound = $">= {Percent(target)}",
        };
        return ByShares(evaluation, memory, bad, bad, 1 - target, "", goodSince, now);
    }

    // "The q-quantile is at most max" says the same as "at most 1 − q of the events are slower than max": shares of events can be judged, quantiles cannot.
    private static Evaluation Quantile(
        Evaluation evaluation, double q, double max, Objective objective, ObjectiveMemory memory, AnalysisSettings settings, int objectives, DateTimeOffset goodSince, DateTimeOffset now)
    {
        var total = memory.Window.Sum(increment => increment.Total);
        var buckets = Histogram.Merge(memory.Window);
        var needed = objective.MinSamples ?? SampleSize.Needed(1 - q, settings.MinDetectable, settings.FalseAlarmRate, objectives);
        evaluation = evaluation with { Samples = total, Needed = needed, Bound = $"<= {Number(max)}", Value = Histogram.Quantile(buckets, total, q) is { } value ? Number(value) : "" };
        if (total == 0) return evaluation with { Why = UnknownWhy.TooFew };
        if (Histogram.FirstBoundFrom(buckets, max) is not { } above)
            return evaluation with { Why = UnknownWhy.BoundOutsideBuckets, Note = $"max {Number(max)} is above the largest finite bucket; add a bucket with le=\"{Number(max)}\"" };
        var surelySlow = Math.Max(0, total - buckets[above]);
        var maybeSlow = Math.Max(0, total - (Histogram.LastBoundTo(buckets, max) is { } below ? buckets[below] : 0));
        var hint = above.Equals(max) ? "" : $"add a bucket with le=\"{Number(max)}\"";
        return ByShares(evaluation, memory, surelySlow, maybeSlow, 1 - q, hint, goodSince, now);
    }

    private static Evaluation ByShares(
        Evaluation evaluation, ObjectiveMemory memory, long surelyBad, long maybeBad, double allowed, string coarse, DateTimeOffset goodSince, DateTimeOffset now)
    {
        var atLeast = Math.Max(evaluation.Samples, evaluation.Needed);
        if (surelyBad > 0 && surelyBad > allowed * atLeast + 1e-9) return evaluation with { Verdict = Verdict.Bad };
        var own = memory.Window.Where(increment => increment.At > goodSince).Sum(increment => increment.Total);
        if (own < evaluation.Needed) return evaluation with { Why = UnknownWhy.TooFew, Samples = own, ExpectedAt = Expected(memory, own, evaluation.Needed, now) };
        return maybeBad <= allowed * evaluation.Samples + 1e-9
            ? evaluation with { Verdict = Verdict.Good }
            : evaluation with { Why = UnknownWhy.BucketTooCoarse, Note = coarse };
    }

    private static Evaluation Value(Evaluation evaluation, Objective objective, ObjectiveMemory memory)
    {
        if (memory.Value is not { } value) return evaluation with { Why = UnknownWhy.NoAnswer, Note = "the query has no answer" };
        var (good, bound) = objective.Bound switch
        {
            Bound.Min min => (value >= min.Value, $">= {Number(min.Value)}"),
            Bound.Max max => (value <= max.Value, $"<= {Number(max.Value)}"),
            Bound.Target target => (value >= target.GoodShare, $">= {Number(target.GoodShare)}"),
            _ => (false, ""),
        };
        return evaluation with { Verdict = good ? Verdict.Good : Verdict.Bad, Value = Number(value), Bound = bound, Samples = 1, Needed = 1 };
    }

    private static DateTimeOffset? Expected(ObjectiveMemory memory, long have, long needed, DateTimeOffset now)
    {
        if (memory.Window.Count < 2) return null;
        var seconds = (memory.Window[^1].At - memory.Window[0].At).TotalSeconds;
        var events = memory.Window.Skip(1).Sum(increment => increment.Total);
        return seconds <= 0 || events == 0 ? null : now + TimeSpan.FromSeconds(Math.Min((needed - have) * seconds / events, 86_400 * 365));
    }

    /// <summary>A share as a percentage, never rounded up.</summary>
    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 1e6) / 1e4:0.####}%");

    /// <summary>A value for people.</summary>
    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
