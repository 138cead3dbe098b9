namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>One rule: what it decides on these facts, or null when it has nothing to say.</summary>
/// <param name="view">The facts and what they mean.</param>
public delegate LaunchMove? LaunchPolicy(LaunchView view);
