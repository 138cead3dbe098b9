namespace Penumbra.Sandbox.Pods;

/// <summary>
/// Chooses a share of events, spread evenly rather than by chance: of n events round(n × share) are chosen, give or take one. Thread-safe.
/// </summary>
public sealed class EvenShare
{
    private const double Whole = 4294967296.0;
    private readonly ulong _step;
    private long _position;

    /// <summary>Chooses <paramref name="share"/> (0 to 1) of events; <paramref name="seed"/> shifts which come first.</summary>
    public EvenShare(double share, uint seed = 0)
    {
        _step = (ulong)(Math.Clamp(share, 0, 1) * Whole);
        _position = seed;
    }

    /// <summary>Whether the next event is chosen.</summary>
    public bool Next()
    {
        if (_step == 0)
            return false;
        // The accumulator overflows 32 bits exactly as often as the share says.
        var after = (ulong)Interlocked.Add(ref _position, (long)_step);
        return after >> 32 != (after - _step) >> 32;
    }
}
