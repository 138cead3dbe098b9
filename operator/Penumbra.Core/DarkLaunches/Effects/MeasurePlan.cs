namespace Penumbra.Core.DarkLaunches.Effects;

/// <summary>What is to be measured until the next pass.</summary>
/// <param name="Revision">The revision that is launched: from before its first request on, so that its counters' first values are known.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Interval">How often.</param>
/// <param name="Stable">The revision that the candidate is compared with; null where nothing is, or it has no users left.</param>
public sealed record MeasurePlan(string Revision, int Attempt, TimeSpan Interval, string? Stable = null);
