using Penumbra.Core.Common;

namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>What is copied, and the clock of the trial share: it must survive a restart.</summary>
/// <param name="Sample">The share that is asked for now; none when the copying has ended.</param>
/// <param name="Since">Since when.</param>
/// <param name="Instance">The process of the server that <paramref name="Seen"/> was counted by.</param>
/// <param name="Seen">How many copies had arrived by then.</param>
/// <param name="TrialRate">Copies a second for each percent of the trial share; null before it has ended, and where none was measured.</param>
public sealed record MirrorStatus(Share Sample, DateTimeOffset Since, string Instance, long Seen, double? TrialRate)
{
    /// <summary>Whether anything is copied; else <see cref="Since"/> says when the copying ended.</summary>
    public bool IsCopying => Sample > Share.None;

    /// <summary>For how long nothing was copied, up to <see cref="Since"/>, between the times when something was: the time of the verdict is time in which something is compared.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>For how long nothing was copied until now since the evidence began, what came before the first copy left out.</summary>
    /// <param name="began">When the evidence began.</param>
    /// <param name="now">The present.</param>
    public TimeSpan HeldUntil(DateTimeOffset began, DateTimeOffset now) => IsCopying || Since <= began || now <= Since ? Held : Held + (now - Since);

    /// <summary>What the objects were but for our filter, as a digest, when a gateway refused one with it; null when none has. By these nothing is copied again.</summary>
    public string? Refused { get; init; }
}
