using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Takes a launch's readings in and judges every objective: once a pass, before any policy speaks.</summary>
public static class Judging
{
    /// <summary>The view with its evaluations, and with what is to be remembered of them.</summary>
    public static LaunchView WithEvidence(LaunchView view)
    {
        if (!view.IsTried) return view with { Memory = view.Memory with { Attempt = "", Objectives = LaunchMemory.Empty.Objectives, Restarts = RestartMemory.Empty } };
        var isKnown = view.Memory.Attempt == view.SubjectName;
        var memory = isKnown && !EvidenceKeeping.IsForeign(view) ? view.Memory : EvidenceKeeping.Restore(view);
        var memories = ObjectiveRound.Absorb(Terms(view), memory.Objectives, view.Seen.Readings);

        // What has come in was seen before the routes changed, if they did.
        var before = isKnown || memory.IsRestored ? memory.Situation : Situation.Dark;
        var situation = SequentialPlan.Situation(view);
        var entered = situation != Situation.Dark && memory.Share != view.Asked.ToString();
        var restarts = view.SubjectFacts!.Restarts is { } pods ? RestartObjective.Look(memory.Restarts, pods, IsOurDoing(view, memory), view.Now) : memory.Restarts;
        return Judged(view with { Memory = memory with { Attempt = view.SubjectName, Situation = situation, Share = situation == Situation.Dark ? "" : view.Asked.ToString(), Restarts = restarts, Size = view.SubjectFacts.Replicas } }, memories, before, entered);
    }

    /// <summary>What the objectives are judged by, whoever sees the candidate.</summary>
    public static ObjectiveTerms Terms(LaunchView view) => new()
    {
        Objectives = view.Spec.Objectives,
        Analysis = view.Spec.Analysis,
        Plan = SequentialPlan.Time(view),
        Candidate = view.Subject,
        Stable = view.Stable,
        Situation = view.Memory.Situation,
        Now = view.Now,
    };

    // A pod that goes while the size falls, or by a hand that deletes it, is no crash; one that vanishes is.
    private static bool IsOurDoing(LaunchView view, LaunchMemory memory) => view.SubjectFacts!.Deleting || view.SubjectFacts.Replicas < Math.Max(memory.Size, memory.Restarts.Pods.Values.Count(pod => pod.Ready)) || !view.Named;

    private static LaunchView Judged(LaunchView view, ImmutableSortedDictionary<string, ObjectiveMemory> memories, Situation before, bool entered)
    {
        // Until status speaks of the step, a process that has just begun cannot know since when there are users.
        var step = StepClock.Known(view, StepPlan.IndexOf(view.Steps, view.Asked), StepPlan.Digest(view.Steps));
        var (judged, remembered) = ObjectiveRound.Judge(
            Terms(view) with
            {
                Before = before,
                Entered = entered,
                Begins = before != view.Memory.Situation && step is null,
                GoodSince = step?.Since ?? view.Now,
                ClocksStand = view.Waits || ScaledToZeroPolicy.Sleeps(view) || view.Seen.Status.Reason == Reason.WaitingForApproval,
                Resumes = view.Resumes,
            },
            memories);
        List<Evaluation> evaluations = [.. judged];
        if (view.Memory.Restarts.Crashes.Count > 0 && RestartObjective.Judge(view.Memory.Restarts, view.Now) is { Verdict: Verdict.Bad } crashing) evaluations.Add(crashing);
        return view with { Evaluations = evaluations, Problems = [.. view.Problems, .. Unjudgeable(evaluations)], Memory = view.Memory with { Objectives = remembered } };
    }

    // No patience helps against a bound that the histogram cannot tell: a person must add the bucket or change the bound.
    private static IEnumerable<Problem> Unjudgeable(List<Evaluation> evaluations) => evaluations
        .Select((evaluation, index) => (evaluation, index))
        .Where(judged => judged.evaluation is { Mode: ObjectiveMode.Enforce, Why: UnknownWhy.BoundOutsideBuckets })
        .Select(judged => new Problem(Reason.BoundOutsideBuckets, $"spec.objectives[{judged.index}].max", judged.evaluation.Note));
}
