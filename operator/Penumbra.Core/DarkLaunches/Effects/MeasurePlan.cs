namespace Penumbra.Core.DarkLaunches.Effects;

/// <summary>What is to be measured until the next pass.</summary>
/// <param name="Revision">The revision that sees traffic.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Since">When the attempt's Deployment was created: counters of its pods began at zero after that.</param>
/// <param name="Interval">How often.</param>
public sealed record MeasurePlan(string Revision, int Attempt, DateTimeOffset Since, TimeSpan Interval);
