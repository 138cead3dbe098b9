using Penumbra.Bench.Clusters;

namespace Penumbra.Bench;

/// <summary>How much is measured, and where it is written.</summary>
/// <param name="Quick">Smaller numbers and shorter times.</param>
/// <param name="Full">The quiet time is ten minutes instead of one.</param>
/// <param name="Output">The folder of results.md and results.json.</param>
public sealed record BenchOptions(bool Quick, bool Full, string Output)
{
    private Task<Seed>? _seed;

    /// <summary>The seed, grown at the first question.</summary>
    public Task<Seed> SeedAsync(CancellationToken cancellationToken) => _seed ??= Seed.GrowAsync(cancellationToken);
}
