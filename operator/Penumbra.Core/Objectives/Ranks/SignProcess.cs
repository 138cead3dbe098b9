using System.Collections.Immutable;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives.Ranks;

/// <summary>
/// Evidence that a value is worse than stable's by more than a tolerance, from one comparison in each of disjoint windows: where it is not, that happens in at most half of the
/// windows, whatever the values are distributed like. A mixture of likelihood ratios of the share q against one half (Wald 1945; Ville 1939 bounds its maximum). Eight windows beyond the tolerance
/// in a row are 66.9 to 1, without what the reserve adds; blame takes twice 1/α, about ten in a row at 1 %, and a Good verdict as many windows.
/// </summary>
public sealed record SignProcess
{
    private static readonly double[] Shares = [0.7, 0.9, 0.99];

    /// <summary>The capital of each stake, in the order 0.7, 0.9, 0.99.</summary>
    public required ImmutableArray<double> Stakes { get; init; }

    /// <summary>What is not at stake yet.</summary>
    public required Reserve Reserve { get; init; }

    /// <summary>All of the capital, 1 at the beginning.</summary>
    public double Value => Stakes.Sum() + Reserve.Left;

    /// <summary>Before the first window.</summary>
    public static SignProcess Begin() => new() { Stakes = [.. Shares.Select(_ => 0.5 / Shares.Length)], Reserve = Reserve.Full };

    /// <summary>In the middle of a launch, where what was gathered cannot be gone on from: with the reserve alone.</summary>
    public static SignProcess BeginAgain() => Begin() with { Stakes = [.. Shares.Select(_ => 0.0)] };

    /// <summary>A later step begins.</summary>
    public SignProcess EnterStep(SpendingPlan plan) => this with { Reserve = Reserve.EnterStep(plan) };

    /// <summary>Adds a window.</summary>
    /// <param name="plan">What is freed when.</param>
    /// <param name="isBeyond">Whether the candidate was worse than stable by more than the tolerance.</param>
    public SignProcess Add(SpendingPlan plan, bool isBeyond)
    {
        var (next, freed) = Reserve.BeginBlock(plan);
        return new SignProcess
        {
            Reserve = next,
            Stakes = [.. Stakes.Select((stake, index) => (stake + freed / Shares.Length) * 2 * (isBeyond ? Shares[index] : 1 - Shares[index]))],
        };
    }

    /// <summary>Whether a candidate's value is worse than stable's by more than a share of it.</summary>
    /// <param name="candidate">The candidate's value.</param>
    /// <param name="stable">Stable's.</param>
    /// <param name="by">The tolerance, as a share of stable's value.</param>
    /// <param name="lowerIsWorse">Which direction is worse.</param>
    public static bool IsBeyond(double candidate, double stable, double by, bool lowerIsWorse) =>
        lowerIsWorse ? candidate < stable - by * Math.Abs(stable) : candidate > stable + by * Math.Abs(stable);
}
