namespace Penumbra.Core.Objectives;

/// <summary>One pod of the candidate.</summary>
/// <param name="Restarts">How often its containers have restarted.</param>
/// <param name="Ready">Whether it is ready.</param>
public sealed record PodRestarts(int Restarts, bool Ready);
