using System.Globalization;

namespace Penumbra.Core.Common;

/// <summary>
/// A share of traffic, exact to a thousandth of a percent. Shares are integers throughout: two releases' shares sum to one by
/// construction, and no rounding can lose a request.
/// </summary>
/// <param name="Parts">Parts of 100,000: 0 is nobody, 100,000 is everybody.</param>
public readonly record struct Share(int Parts)
{
    /// <summary>How many parts everybody is.</summary>
    public const int Whole = 100_000;

    /// <summary>Nobody.</summary>
    public static Share None => new(0);

    /// <summary>Everybody.</summary>
    public static Share All => new(Whole);

    /// <summary>The share that the other release has.</summary>
    public Share Rest => new(Whole - Parts);

    /// <summary>An integer percentage.</summary>
    public static Share Percent(int percent) => new(percent * (Whole / 100));

    /// <summary>The share that <paramref name="part"/> is of <paramref name="whole"/>, rounded down; nobody when the whole is nothing.</summary>
    public static Share Of(long part, long whole) => whole <= 0 ? None : new((int)Math.Clamp(part * Whole / whole, 0, Whole));

    /// <summary>Reads <c>5</c>, <c>0.5</c> or <c>12.125</c>: a percentage without sign, at most three decimals, at most 100.</summary>
    /// <returns>Null when the text is anything else.</returns>
    public static Share? Parse(string? text)
    {
        if (text is null || text.Length is 0 or > 7 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1])) return null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)) return null;
        var parts = percent * (Whole / 100);
        return parts is >= 0 and <= Whole && parts == decimal.Truncate(parts) ? new Share((int)parts) : null;
    }

    /// <summary>
    /// The two releases' weights as small integers: over 100 where that is exact, else over 1,000, else over 100,000 (routers take integers only).
    /// </summary>
    public (int Stable, int Candidate) Weights()
    {
        var divisor = Parts % 1_000 == 0 ? 1_000 : Parts % 100 == 0 ? 100 : 1;
        return ((Whole - Parts) / divisor, Parts / divisor);
    }

    /// <summary>How many of <paramref name="replicas"/> pods this share needs: rounded up, at least one.</summary>
    public int ReplicasOf(int replicas) => Math.Max(1, (int)(((long)Parts * replicas + Whole - 1) / Whole));

    /// <summary>The percentage without sign, as the resources write it: <c>25</c>, <c>0.5</c>.</summary>
    public override string ToString() => (Parts / (decimal)(Whole / 100)).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Whether the left share is smaller.</summary>
    public static bool operator <(Share left, Share right) => left.Parts < right.Parts;

    /// <summary>Whether the left share is larger.</summary>
    public static bool operator >(Share left, Share right) => left.Parts > right.Parts;

    /// <summary>Whether the left share is at most the right.</summary>
    public static bool operator <=(Share left, Share right) => left.Parts <= right.Parts;

    /// <summary>Whether the left share is at least the right.</summary>
    public static bool operator >=(Share left, Share right) => left.Parts >= right.Parts;
}
