using Penumbra.Rehearsal.Manifests;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Runs;

/// <summary>What all runs of a rehearsal have in common.</summary>
public sealed record RunSettings
{
    /// <summary>The launch.</summary>
    public required RehearsedLaunch Launch { get; init; }

    /// <summary>What users send.</summary>
    public required ITraffic Traffic { get; init; }

    /// <summary>How long a pod takes to become ready.</summary>
    public TimeSpan PodStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a person takes to approve at a manual gate.</summary>
    public TimeSpan ApproveAfter { get; init; }

    /// <summary>Requests a second that pilots send, besides those of the others.</summary>
    public double PilotsPerSecond { get; init; }

    /// <summary>How long a launch is followed at most; null for four times its planned length and at least two hours more than that.</summary>
    public TimeSpan? Horizon { get; init; }

    /// <summary>The sum of all holds and the bake: how long a launch lasts when nothing keeps it waiting.</summary>
    public TimeSpan Planned => Launch.Spec.Steps.Aggregate(Launch.Spec.BakeTime, (sum, step) => sum + step.Hold);

    /// <summary>How long a launch is followed.</summary>
    public TimeSpan Followed => Horizon ?? TimeSpan.FromTicks(Math.Max(4 * Planned.Ticks, (Planned + TimeSpan.FromHours(2)).Ticks));
}
