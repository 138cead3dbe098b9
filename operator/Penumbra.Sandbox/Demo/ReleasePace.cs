namespace Penumbra.Sandbox.Demo;

/// <summary>How a release does now.</summary>
/// <param name="Version">The version.</param>
/// <param name="PerSecond">Requests per second.</param>
/// <param name="ErrorShare">The share that failed, 0 to 1.</param>
/// <param name="P99">The 99th percentile of its latency.</param>
public sealed record ReleasePace(string Version, double PerSecond, double ErrorShare, TimeSpan P99);
