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

    /// <summary>The memory of a process that begins: the clocks of Unknown go on from what status says, the evidence and the crashes from what it keeps.</summary>
    public static LaunchMemory Restore(LaunchView view)
    {
        var memory = view.Memory with { Objectives = LaunchMemory.Empty.Objectives, Restarts = RestartMemory.Empty, Situation = Situation.Dark, Share = "", IsRestored = false };
        var status = view.Seen.Status;
        if (status.Candidate is not { } candidate || candidate.Revision != view.Subject || candidate.Attempt != view.Attempt) return memory;
        var evidence = status.Evidence?.Attempt == view.SubjectName ? status.Evidence : null;
        memory = memory with { Objectives = ObjectiveKeeping.Restore(Judging.Terms(view), status.Objectives, evidence), Restarts = ObjectiveKeeping.Restarts(evidence) };
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
        view.IsTried && view.Named && view.Seen.Memory.Attempt.Length == 0 && view.Seen.Status.Evidence is { } evidence && evidence.Attempt == view.SubjectName && ObjectiveKeeping.IsLost(Judging.Terms(view), evidence);
}
