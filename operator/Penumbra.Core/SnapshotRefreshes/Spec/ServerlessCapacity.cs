namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>How small and how large a serverless instance may be, in half capacity units: whole numbers, so that no rounding changes what was asked.</summary>
/// <param name="MinHalves">At least.</param>
/// <param name="MaxHalves">At most.</param>
public sealed record ServerlessCapacity(int MinHalves, int MaxHalves);
