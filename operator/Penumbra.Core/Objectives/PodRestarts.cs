namespace Penumbra.Core.Objectives;

/// <summary>One pod of the candidate.</summary>
/// <param name="Restarts">How often its containers have restarted.</param>
/// <param name="Ready">Whether it is ready.</param>
/// <param name="CrashedAt">When the newest end of a container was, by its node's clock; null where nobody says.</param>
public sealed record PodRestarts(int Restarts, bool Ready, DateTimeOffset? CrashedAt = null)
{
    /// <summary>Whether the last look found it no more: what it had counted stays known, as that look may have been at an older list.</summary>
    public bool IsGone { get; init; }
}
