namespace Penumbra.Comparison.Configuration;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Config">The configuration; null when anything is wrong.</param>
/// <param name="Problems">All that is wrong: the field, and what would be right.</param>
public sealed record ConfigReading(ComparisonConfig? Config, IReadOnlyList<string> Problems);
