namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>One rule: what it decides on these facts, or null when it has nothing to say.</summary>
/// <param name="view">The facts and what they mean.</param>
public delegate ShadowMove? ShadowPolicy(ShadowView view);
