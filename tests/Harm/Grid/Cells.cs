using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Grid;

/// <summary>All that is simulated.</summary>
public static class Cells
{
    public static IReadOnlyList<double> Traffic { get; } = [2, 20, 200, 2000, 20_000];

    public static IReadOnlyList<double> Levels { get; } = [0.1, 0.3, 1];

    public static IReadOnlyList<double> Allowed { get; } = [0.001, 0.01];

    /// <summary>Good releases. At 1 % the kinds of noise that matter most; the others do not differ in kind.</summary>
    public static IEnumerable<World> Good =>
        from allowed in Allowed
        from noise in Noise.All
        where allowed < 0.01 || noise.Kind == NoiseKind.Independent || noise is { Kind: NoiseKind.BetaBinomial, Parameter: > 0.01 } || noise is { Kind: NoiseKind.OwnBursts, Parameter: < 10 } || noise is { Kind: NoiseKind.CommonBursts, Parameter: > 10 }
        from level in Levels
        from rps in Traffic
        select new World { Rps = rps, Allowed = allowed, Level = level, Noise = noise };

    /// <summary>Bad releases: a fault from the start, in the middle of each step, and in the bake.</summary>
    public static IEnumerable<World> Bad =>
        from allowed in Allowed
        from multiple in new[] { 1.5, 2, 5, 20, 100, 1 / allowed }.Distinct()
        from onset in new[] { 0, 150, 450, 750, 1150 }
        from rps in Traffic
        select new World { Rps = rps, Allowed = allowed, Fault = Math.Min(1, multiple * allowed), Onset = onset };

    /// <summary>Slower scrapes, several objectives, and counters of pods to which something happens.</summary>
    public static IEnumerable<World> Variations =>
    [
        .. from tick in new[] { 15, 30 } from level in new[] { 0.1, 1.0 } from rps in new[] { 20.0, 2000 } select new World { Rps = rps, Allowed = 0.001, Level = level, Tick = tick },
        .. from tick in new[] { 15, 30 } from multiple in new[] { 5, 20, 1000.0 } from rps in new[] { 200.0, 2000 } select new World { Rps = rps, Allowed = 0.001, Fault = multiple * 0.001, Tick = tick },
        .. from objectives in new[] { 3, 10 } from level in new[] { 0.1, 1.0 } from rps in new[] { 20.0, 2000 } select new World { Rps = rps, Allowed = 0.001, Level = level, Objectives = objectives },
        .. from objectives in new[] { 3, 10 } from multiple in new[] { 5, 20, 1000.0 } select new World { Rps = 200, Allowed = 0.001, Fault = multiple * 0.001, Objectives = objectives },
        .. from counting in Counters from level in Levels from rps in new[] { 20.0, 2000 } select new World { Rps = rps, Allowed = 0.001, Level = level, Counting = counting },

        // One bad pod of five that fails everything is 200 times what is allowed.
        .. from counting in Counters from multiple in new[] { 5, 20, counting == Counting.OneBadPod ? 200.0 : 1000 } from rps in new[] { 200.0, 2000 } select new World { Rps = rps, Allowed = 0.001, Fault = multiple * 0.001, Counting = counting },
    ];

    // Pods to which nothing happens give the outcome of exact increments, as a test asks.
    private static IReadOnlyList<Counting> Counters { get; } = [Counting.OneBadPod, Counting.Restarts, Counting.SeenLate];
}
