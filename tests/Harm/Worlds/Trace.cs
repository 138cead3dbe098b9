using Penumbra.Harm.Draws;
using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Worlds;

/// <summary>
/// What happened in one run, sample by sample, on the schedule. Every rule reads the same one (paired seeds). A rule that holds a step for longer sees further samples, drawn
/// from the run's seed and the moment alone.
/// </summary>
public sealed class Trace
{
    private readonly World _world;
    private Generator _generator = new(0);
    private readonly List<(double From, double To)> _bursts = [];
    private ulong _seed;

    public Trace(World world)
    {
        _world = world;
        Count = Schedule.Seconds / world.Tick;
        Candidate = new long[Count + 1];
        CandidateBad = new long[Count + 1];
        Stable = new long[Count + 1];
        StableBad = new long[Count + 1];
    }

    /// <summary>How many samples the schedule has.</summary>
    public int Count { get; }

    /// <summary>The candidate's requests up to each sample, from 0.</summary>
    public long[] Candidate { get; }

    public long[] CandidateBad { get; }

    public long[] Stable { get; }

    public long[] StableBad { get; }

    /// <summary>Draws a run.</summary>
    public void Draw(ulong seed)
    {
        _seed = seed * 0x9E3779B97F4A7C15UL + 0x1234567;
        _generator = new Generator(_seed);
        DrawBursts();
        for (var index = 0; index < Count; index++)
        {
            var weight = Schedule.Weights[Schedule.StepAt((double)index * _world.Tick)];
            var (n, k, ns, ks) = Sample(index, weight);
            Candidate[index + 1] = Candidate[index] + n;
            CandidateBad[index + 1] = CandidateBad[index] + k;
            Stable[index + 1] = Stable[index] + ns;
            StableBad[index + 1] = StableBad[index] + ks;
        }
    }

    /// <summary>The sample at a moment of a launch that is not on schedule.</summary>
    public (long Total, long Bad, long StableTotal, long StableBad) At(int index, int step)
    {
        _generator = new Generator(_seed ^ ((ulong)(index + 1) * 0xD1342543DE82EF95UL) ^ ((ulong)(step + 1) << 56));
        return Sample(index, Schedule.Weights[step]);
    }

    private (long Total, long Bad, long StableTotal, long StableBad) Sample(int index, double weight)
    {
        var from = (double)index * _world.Tick;
        var n = _generator.Arrivals(_world.Rps * weight * _world.Tick);
        var ns = _generator.Arrivals(_world.Rps * (1 - weight) * _world.Tick);
        var faulty = Math.Clamp((from + _world.Tick - _world.Onset) / _world.Tick, 0, 1);
        var isCommon = _world.Noise.Kind == NoiseKind.CommonBursts;
        long k;
        if (_world.Fault > 0 && faulty > 0)
        {
            var share = faulty * _world.Fault + (1 - faulty) * _world.Level * _world.Allowed;
            k = _generator.Of(n, share);
        }
        else
        {
            k = Bad(n, _world.Level * _world.Allowed, from, _world.Noise.Kind);
        }

        var ks = Bad(ns, (isCommon ? _world.Level : _world.StableLevel) * _world.Allowed, from, _world.Noise.Kind == NoiseKind.OwnBursts ? NoiseKind.Independent : _world.Noise.Kind);
        return (n, k, ns, ks);
    }

    private long Bad(long n, double share, double from, NoiseKind kind)
    {
        if (n == 0) return 0;
        switch (kind)
        {
            case NoiseKind.BetaBinomial:
                return BetaBinomial(n, share);
            case NoiseKind.Clumps:
                var clump = (long)_world.Noise.Parameter;
                return Math.Min(n, clump * _generator.Of(n, share / clump));
            case NoiseKind.OwnBursts or NoiseKind.CommonBursts:
                var lit = Lit(from, from + _world.Tick) / _world.Tick;
                if (lit <= 0) return 0;
                var hit = _generator.Of(n, lit);
                return _generator.Of(hit, Math.Min(1, share * 10));
            default:
                return _generator.Of(n, share);
        }
    }

    private long BetaBinomial(long n, double share)
    {
        var scale = 1 / _world.Noise.Parameter - 1;
        long bad = 0;
        var left = n;
        for (var second = 0; second < _world.Tick; second++)
        {
            var slice = left / (_world.Tick - second);
            left -= slice;
            if (slice == 0) continue;
            var x = _generator.Gamma(share * scale, 1e-7 * scale / slice);
            if (x <= 0) continue;
            var y = _generator.Gamma((1 - share) * scale, 0);
            bad += _generator.Of(slice, x / (x + y));
        }

        return bad;
    }

    // On for a tenth of the time on average; the gaps between are exponential.
    private void DrawBursts()
    {
        _bursts.Clear();
        if (_world.Noise.Kind is not (NoiseKind.OwnBursts or NoiseKind.CommonBursts)) return;
        var length = _world.Noise.Parameter;
        for (var at = _generator.Exponential(length * 9); at < 3 * Schedule.Seconds; at += length + _generator.Exponential(length * 9)) _bursts.Add((at, at + length));
    }

    private double Lit(double from, double to)
    {
        double lit = 0;
        foreach (var (begin, end) in _bursts)
        {
            if (begin >= to) break;
            lit += Math.Max(0, Math.Min(end, to) - Math.Max(begin, from));
        }

        return lit;
    }
}
