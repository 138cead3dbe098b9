namespace Penumbra.Sandbox.Gateway;

/// <summary>What one version behind one Service of one route did in the sliding window, and in all.</summary>
/// <param name="Route">The HTTPRoute as <c>namespace/name</c>.</param>
/// <param name="Service">The Service as <c>namespace/name</c>.</param>
/// <param name="Version">The answer's X-Version, else the pod's revision label, else empty.</param>
/// <param name="Requests">Requests in the window.</param>
/// <param name="Errors">Of these, answered with 5xx.</param>
/// <param name="P50">Median latency in the window, as an upper bound within 20 %.</param>
/// <param name="P99">99th percentile, likewise.</param>
/// <param name="TotalRequests">Requests since the start.</param>
/// <param name="TotalErrors">5xx since the start.</param>
public sealed record BackendStatistics(string Route, string Service, string Version, long Requests, long Errors, TimeSpan P50, TimeSpan P99,
    long TotalRequests, long TotalErrors);
