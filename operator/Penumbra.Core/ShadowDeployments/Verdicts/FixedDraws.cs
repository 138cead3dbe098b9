namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Numbers that are drawn, and the same each time: SplitMix64 (Steele, Lea and Flood 2014, figure 3).</summary>
/// <param name="seed">Where to begin.</param>
internal struct FixedDraws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to, and not with, a limit.</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
