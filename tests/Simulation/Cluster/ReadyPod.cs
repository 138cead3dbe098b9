namespace Penumbra.Simulation.Cluster;

/// <summary>A pod that takes requests.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Revision">Its revision, or empty.</param>
/// <param name="Version">The version of its image.</param>
/// <param name="ErrorShare">The share of requests that fail there.</param>
/// <param name="SlowShare">The share that takes more than a second.</param>
public sealed record ReadyPod(string Uid, string Revision, string Version, double ErrorShare, double SlowShare);
