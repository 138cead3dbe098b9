namespace Penumbra.Core.Objectives;

/// <summary>A container that restarted, or a ready pod that vanished.</summary>
/// <param name="Pod">The pod's UID.</param>
/// <param name="At">When it was seen.</param>
public sealed record Crash(string Pod, DateTimeOffset At);
