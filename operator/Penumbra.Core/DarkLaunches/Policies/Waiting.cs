using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Waits for pods and gateways: mostly short, so remembered in the process, and written into status only when they last.</summary>
public static class Waiting
{
    /// <summary>From when on a wait is worth a status write.</summary>
    public static TimeSpan WorthTelling { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What the next pass will know of this one's waiting.</summary>
    public static LaunchMemory Remember(LaunchView view, LaunchMove move)
    {
        // What was decided as it lasted too long may be refused: it is decided again until it is done, and does not wait anew in between.
        if (move is { WaitingFor.Length: 0, Reason: Reason.ProgressDeadlineExceeded } && IsOverdue(view)) return view.Memory;
        if (move.WaitingFor.Length == 0) return view.Memory with { WaitingFor = "", WaitingSince = null, WaitingText = "" };
        var same = view.Seen.Memory.WaitingFor == move.WaitingFor;
        var told = view.Seen.Memory.WaitingFor.Length == 0 ? view.Seen.Status.Step?.PreparingSince : null;
        return view.Memory with { WaitingFor = move.WaitingFor, WaitingSince = (same ? view.Seen.Memory.WaitingSince : told) ?? view.Now, WaitingText = move.Message };
    }

    /// <summary>Whether the wait has lasted long enough to be told.</summary>
    public static bool IsLong(LaunchMemory memory, DateTimeOffset now) => memory.WaitingSince is { } since && now - since >= WorthTelling;

    /// <summary>When the wait must be looked at again.</summary>
    public static DateTimeOffset? Deadline(LaunchView view, LaunchMemory memory)
    {
        if (memory.WaitingSince is not { } since) return null;
        var tell = since + WorthTelling;
        return tell > view.Now ? tell : Watched(view, since) + view.Spec.ProgressDeadline;
    }

    /// <summary>Whether the candidate, or a gateway, has been waited for longer than it may. Time in which the operator could not see counts for nobody.</summary>
    public static bool IsOverdue(LaunchView view) =>
        view.Seen.Memory.WaitingFor.StartsWith("step:", StringComparison.Ordinal) && IsOverdue(view, view.Seen.Memory.WaitingFor);

    /// <summary>Whether this has been waited for, and seen to be missing, for as long as a candidate may take.</summary>
    public static bool IsOverdue(LaunchView view, string what) =>
        view.Seen.Memory is { WaitingSince: { } since } memory && memory.WaitingFor == what && view.Now - Watched(view, since) >= view.Spec.ProgressDeadline;

    // From when on the wait has been watched without a gap.
    private static DateTimeOffset Watched(LaunchView view, DateTimeOffset since) => view.Seen.CurrentSince is not { } current ? view.Now : current > since ? current : since;
}
