using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The judge's state of a launch between memory and status.</summary>
public static class EvidenceKeeping
{
    /// <summary>What is worth keeping of a pass; null while nothing is judged.</summary>
    public static EvidenceStatus? Of(LaunchView view) => !view.IsTried || view.WentBack ? null
        : ObjectiveKeeping.Of(Judging.Terms(view), view.Memory.Objectives, view.SubjectName, view.Memory.Situation == Situation.Dark ? "" : view.Memory.Share, view.Memory.Restarts);

    /// <summary>Whether status keeps evidence of this attempt that another process wrote: this one went on from older, as the API server that it began with lagged behind.</summary>
    public static bool IsForeign(LaunchView view) => Kept(view) is { } evidence && view.Memory.Known.IsForeign(evidence);

    /// <summary>
    /// The memory of a process that begins, or that sees newer evidence than it began with: the clocks of Unknown go on from what status says, the evidence and the crashes from what it keeps.
    /// What was counted since is counted again, from what was counted there; what cannot be gone on from stays as it is.
    /// </summary>
    public static LaunchMemory Restore(LaunchView view)
    {
        var isKnown = view.Memory.Attempt == view.SubjectName;
        var memory = isKnown ? view.Memory : view.Memory with { Objectives = LaunchMemory.Empty.Objectives, Restarts = RestartMemory.Empty, Situation = Situation.Dark, Share = "", IsRestored = false, Known = KnownEvidence.None };
        var evidence = Kept(view);
        if (!IsSaid(view)) return memory;
        memory = memory with
        {
            Objectives = ObjectiveKeeping.Restore(Judging.Terms(view), memory.Objectives, view.Seen.Status.Objectives, evidence),
            Restarts = ObjectiveKeeping.Restarts(evidence) ?? memory.Restarts,
            Known = memory.Known.With(evidence),
        };
        if (evidence is null) return memory;
        var share = Share.Parse(evidence.Situation);
        return memory with
        {
            IsRestored = true,
            Share = evidence.Situation,
            Situation = share is null ? Situation.Dark : share == Share.None ? Situation.Chosen : share == Share.All ? Situation.All : Situation.Weighted,
        };
    }

    /// <summary>Whether status keeps something that this process cannot go on from.</summary>
    public static bool IsLost(LaunchView view) =>
        view is { IsTried: true, Named: true } && view.Seen.Status.Evidence is { } evidence && evidence.Attempt == view.SubjectName
        && (view.Seen.Memory.Attempt.Length == 0 || (view.Seen.Memory.Attempt == view.SubjectName && view.Seen.Memory.Known.IsForeign(evidence))) && ObjectiveKeeping.IsLost(Judging.Terms(view), evidence);

    private static bool IsSaid(LaunchView view) => view.Seen.Status.Candidate is { } candidate && candidate.Revision == view.Subject && candidate.Attempt == view.Attempt;

    private static EvidenceStatus? Kept(LaunchView view) => IsSaid(view) && view.Seen.Status.Evidence is { } evidence && evidence.Attempt == view.SubjectName ? evidence : null;
}
