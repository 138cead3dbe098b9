using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Runs;

/// <summary>A run that showed what must not be.</summary>
/// <param name="Scenario">The story.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">The first violation.</param>
public sealed record Failure(string Scenario, IReadOnlyList<string> Faults, int Seed, Violation Violation)
{
    /// <summary>The command that repeats it.</summary>
    public string Replay => $"make sim SCENARIO={Scenario}{(Faults.Count > 0 ? $" FAULTS='{string.Join(", ", Faults)}'" : "")} SEED={Seed}";

    /// <inheritdoc/>
    public override string ToString() => $"{Replay}\n  {Violation}";
}
