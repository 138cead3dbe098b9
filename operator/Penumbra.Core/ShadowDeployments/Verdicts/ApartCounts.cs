using System.Runtime.InteropServices;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How often one side alone had a difference, of the requests that live was asked twice.</summary>
/// <param name="Shadow">The shadow differed from live's first answer, and live's second one did not.</param>
/// <param name="Live">The reverse.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ApartCounts(long Shadow, long Live)
{
    private const double SurelyMore = 1_000;

    /// <summary>Adds counts.</summary>
    public static ApartCounts operator +(ApartCounts left, ApartCounts right) => new(left.Shadow + right.Shadow, left.Live + right.Live);

    /// <summary>Adds counts.</summary>
    public static ApartCounts Add(ApartCounts left, ApartCounts right) => left + right;

    /// <summary>
    /// Whether the shadow surely differs more often than live does by itself: a sign test for any time at odds of 1000, mixed over the stakes 0.5 and 0.9. Between equals either side is as likely to be the odd one.
    /// </summary>
    public bool IsSurelyMore => (Capital(0.5) + Capital(0.9)) / 2 >= SurelyMore;

    private double Capital(double stake) => Math.Exp(Math.Min(600, (Shadow * Math.Log(1 + stake)) + (Live * Math.Log(1 - stake))));
}
