namespace Penumbra.Simulation.Cluster;

/// <summary>Something that must never be.</summary>
/// <param name="Oracle">Which oracle says so.</param>
/// <param name="At">When, since the start of the run.</param>
/// <param name="What">What was seen.</param>
public sealed record Violation(string Oracle, TimeSpan At, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Oracle} at {At:hh\\:mm\\:ss\\.fff}: {What}";
}
