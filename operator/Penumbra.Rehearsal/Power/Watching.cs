using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Power;

/// <summary>How far a fault lifts what an objective watches.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Index">Its position.</param>
/// <param name="Allowed">The share of bad events that it allows.</param>
/// <param name="Share">The share of bad events that a release with the fault has.</param>
public sealed record Watching(Objective Objective, int Index, double Allowed, double Share)
{
    /// <summary>How many times what is allowed.</summary>
    public double Times => Allowed > 0 ? Share / Allowed : double.PositiveInfinity;

    /// <summary>The objective that a fault stands out most in; null when none that acts measures it.</summary>
    public static Watching? Of(DarkLaunchSpec spec, ITraffic traffic, Fault fault) => spec.Objectives
        .Select((objective, index) => One(objective, index, traffic, fault))
        .OfType<Watching>()
        .OrderByDescending(watching => watching.Times)
        .FirstOrDefault();

    private static Watching? One(Objective objective, int index, ITraffic traffic, Fault fault)
    {
        if (objective.Mode != ObjectiveMode.Enforce) return null;
        switch (objective.Indicator)
        {
            case Indicator.Ratio when fault.Errors > 0:
                var anyway = traffic.BadShare(index, TimeSpan.Zero);
                return new Watching(objective, index, objective.Bound is Bound.Target target ? 1 - target.GoodShare : Than(objective, anyway), 1 - (1 - anyway) * (1 - fault.Errors));
            case Indicator.Quantile quantile when fault.Latency > TimeSpan.Zero && traffic.Latency(index, TimeSpan.Zero) is { } shape:
                if (objective.Bound is Bound.Max max) return new Watching(objective, index, 1 - quantile.Q, shape.Slower(max.Value, fault.Latency.TotalSeconds));
                var frozen = shape.BucketOf(quantile.Q) ?? shape.Bounds[^1];
                return new Watching(objective, index, Than(objective, shape.Slower(frozen, 0)), shape.Slower(frozen, fault.Latency.TotalSeconds));
            default:
                return null;
        }
    }

    private static double Than(Objective objective, double stable) => Math.Max(1e-6, stable * (1 + (objective.Bound is Bound.NoWorseThanStable than ? than.By : 0)));
}
