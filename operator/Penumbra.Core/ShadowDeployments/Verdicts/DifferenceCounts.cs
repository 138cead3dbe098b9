using System.Runtime.InteropServices;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Comparisons by their outcome D. The evidence depends on these counts alone, in whatever order they came, so that the counts of several servers may be added.</summary>
/// <param name="Same">D = 0: the shadow does not differ, or live differs from itself as well.</param>
/// <param name="ShadowOnly">D = 1: the shadow differs, and live agrees with itself or was asked once only.</param>
/// <param name="LiveOnly">D = -1: live differs from itself, and the shadow does not differ.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DifferenceCounts(long Same, long ShadowOnly, long LiveOnly)
{
    /// <summary>All comparisons.</summary>
    public long Compared => Same + ShadowOnly + LiveOnly;

    /// <summary>So many times as much of each.</summary>
    /// <param name="factor">How many times.</param>
    public DifferenceCounts Times(double factor) => new((long)Math.Round(Same * factor), (long)Math.Round(ShadowOnly * factor), (long)Math.Round(LiveOnly * factor));

    /// <summary>Adds counts.</summary>
    public static DifferenceCounts operator +(DifferenceCounts left, DifferenceCounts right) => new(left.Same + right.Same, left.ShadowOnly + right.ShadowOnly, left.LiveOnly + right.LiveOnly);

    /// <summary>Adds counts.</summary>
    public static DifferenceCounts Add(DifferenceCounts left, DifferenceCounts right) => left + right;
}
