namespace Penumbra.Core.Objectives;

/// <summary>How many events a Good verdict needs.</summary>
public static class SampleSize
{
    /// <summary>The least that is ever asked for.</summary>
    public const int Least = 30;

    /// <summary>
    /// Events after which a revision with <paramref name="minDetectable"/> times the allowed bad share would have been noticed:
    /// <c>2·ln(12·m/α) / (p0·h(ν))</c> with <c>h(ν) = ν·ln ν − ν + 1</c>, the exponent of the Poisson tail (Chernoff 1952; Bennett 1962).
    /// </summary>
    /// <param name="allowedBadShare">p0, over 0 and at most 1.</param>
    /// <param name="minDetectable">ν, over 1; where ν·p0 would exceed (1+p0)/2, that share is used.</param>
    /// <param name="falseAlarmRate">α, between 0 and 1.</param>
    /// <param name="objectives">m, how many objectives share α.</param>
    public static long Needed(double allowedBadShare, double minDetectable, double falseAlarmRate, int objectives)
    {
        var detectable = Math.Min(minDetectable * allowedBadShare, (1 + allowedBadShare) / 2) / allowedBadShare;
        if (detectable <= 1) return Least;
        var exponent = detectable * Math.Log(detectable) - detectable + 1;
        return Math.Max(Least, (long)Math.Ceiling(2 * Math.Log(12 * Math.Max(1, objectives) / falseAlarmRate) / (allowedBadShare * exponent)));
    }
}
