using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal;

/// <summary>What is to be rehearsed.</summary>
public sealed record RehearsalRequest
{
    /// <summary>The launch, its traffic and its surroundings.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The faults, each of which is laid over the traffic in launches of its own.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = FaultReader.Grid;

    /// <summary>How many launches of each.</summary>
    public int Runs { get; init; } = 100;

    /// <summary>What chance begins with: the same seed gives the same figures, on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What a reader should know besides: about the recorded data, and about what is not rehearsed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
