namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>A parameter group, as far as it was read.</summary>
/// <param name="Found">Whether it exists.</param>
/// <param name="Values">The values of its parameters; empty when the cloud lists none.</param>
public sealed record ParameterFacts(bool Found, IReadOnlyDictionary<string, string> Values);
