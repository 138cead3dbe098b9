using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>A run that is to be made.</summary>
/// <param name="Scenario">The story.</param>
/// <param name="Faults">What goes wrong.</param>
/// <param name="Seed">The seed.</param>
public sealed record Job(Scenario Scenario, IReadOnlyList<string> Faults, int Seed)
{
    /// <summary>The crash that it runs, for crashes that stand for others.</summary>
    public CrashPoint? Point { get; init; }

    /// <summary>What it begins with: of the thread that makes it.</summary>
    public ClusterStore? Origin { get; init; }
}
