namespace Penumbra.Rehearsal.Traffic;

/// <summary>What was recorded of one objective in one interval.</summary>
/// <param name="Requests">How many requests there were.</param>
/// <param name="Bad">How many of them failed.</param>
/// <param name="Latency">How long they took; null where that was not measured.</param>
public sealed record ObjectiveRecord(double Requests, double Bad, LatencyShape? Latency);
