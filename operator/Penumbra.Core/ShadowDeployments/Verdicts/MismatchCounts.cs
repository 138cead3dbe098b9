namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Comparisons by outcome, in the parts that the two tests rest on.</summary>
/// <param name="All">All comparisons.</param>
/// <param name="Failures">All, of what is never excused alone: no answer, or one of another class. A live that fails by itself makes up for a shadow that fails, and for nothing else.</param>
/// <param name="Fields">All, of everything else alone.</param>
/// <param name="Twice">Those in which live was asked twice; all where it never was, as nobody wants to know of noise then.</param>
/// <param name="TwiceFailures">Of these, what is never excused alone.</param>
public sealed record MismatchCounts(DifferenceCounts All, DifferenceCounts Failures, DifferenceCounts Fields, DifferenceCounts Twice, DifferenceCounts TwiceFailures)
{
    private const double MostTimes = 1 << 20;

    /// <summary>Nothing compared.</summary>
    public static MismatchCounts None { get; } = new(default, default, default, default, default);

    /// <summary>Adds counts.</summary>
    public MismatchCounts Plus(MismatchCounts other) => new(All + other.All, Failures + other.Failures, Fields + other.Fields, Twice + other.Twice, TwiceFailures + other.TwiceFailures);

    /// <summary>
    /// Evidence that the excess of mismatches is below the margin: the least of that on all of them, on failures and on fields. A comparison in which live was asked once counts as if live had agreed with itself, which can only speak
    /// against the shadow.
    /// </summary>
    /// <param name="margin">δ, a share between 0 and 0.1.</param>
    public double NotWorse(double margin) => Math.Min(MismatchEvidence.NotWorse(All, margin), Math.Min(MismatchEvidence.NotWorse(Failures, margin), MismatchEvidence.NotWorse(Fields, margin)));

    /// <summary>How many more comparisons of the same kind it takes until <see cref="NotWorse"/> reaches a threshold; null when no number would do.</summary>
    /// <param name="margin">δ.</param>
    /// <param name="threshold">The capital asked for.</param>
    public long? Lacks(double margin, double threshold)
    {
        if (NotWorse(margin) >= threshold) return 0;
        if (All.Compared == 0) return MismatchEvidence.Least(margin, threshold);
        double low = 1, high = 2;
        while (Times(high).NotWorse(margin) < threshold)
        {
            (low, high) = (high, high * 2);
            if (high > MostTimes) return null;
        }

        while ((high - low) * All.Compared > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Times(middle).NotWorse(margin) < threshold ? (middle, high) : (low, middle);
        }

        return (long)Math.Ceiling((high - 1) * All.Compared);
    }

    /// <summary>
    /// Evidence that it is above, on the requests that live was asked twice: of three answers to one request by equals none is more likely to be the odd one, so that D is 0 on average whatever changes by itself, and however often.
    /// </summary>
    /// <param name="margin">δ, a share between 0 and 0.1.</param>
    /// <param name="failuresAlone">Whether fields say nothing, as too many change by themselves.</param>
    public double Worse(double margin, bool failuresAlone = false) => MismatchEvidence.Worse(failuresAlone ? TwiceFailures : Twice, margin);

    private MismatchCounts Times(double factor) => new(All.Times(factor), Failures.Times(factor), Fields.Times(factor), Twice.Times(factor), TwiceFailures.Times(factor));
}
