using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Takes the readings in and judges every objective: once a pass, before any policy speaks.</summary>
public static class Judging
{
    /// <summary>The view with its evaluations, and with what is to be remembered of them.</summary>
    public static LaunchView WithEvidence(LaunchView view)
    {
        if (!view.IsTried) return view with { Memory = view.Memory with { Attempt = "", Objectives = LaunchMemory.Empty.Objectives, Restarts = RestartMemory.Empty } };
        var isKnown = view.Memory.Attempt == view.SubjectName;
        var memory = isKnown ? view.Memory : EvidenceKeeping.Restore(view);
        var memories = Asked(view, memory.Objectives);
        foreach (var reading in view.Seen.Readings)
        {
            if (view.Spec.Objectives.FirstOrDefault(objective => objective.Name == reading.Objective && objective.Question == reading.Question) is not { } objective) continue;
            var known = memories[objective.Name];
            if (reading.Revision == view.Subject) memories = memories.SetItem(objective.Name, Candidate(view, objective, known, reading.Reading));
            else if (reading.Revision == view.Stable) memories = memories.SetItem(objective.Name, Stable(view, objective, known, reading.Reading));
        }

        // What has come in was seen before the routes changed, if they did.
        var before = isKnown || memory.IsRestored ? memory.Situation : Situation.Dark;
        var situation = SequentialPlan.Situation(view);
        var entered = situation != Situation.Dark && memory.Share != view.Asked.ToString();
        var restarts = view.SubjectFacts!.Restarts is { } pods ? RestartObjective.Look(isKnown ? memory.Restarts : RestartMemory.Empty with { Pods = pods }, pods, IsOurDoing(view, memory), view.Now) : memory.Restarts;
        return Judged(view with { Memory = memory with { Attempt = view.SubjectName, Situation = situation, Share = situation == Situation.Dark ? "" : view.Asked.ToString(), Restarts = restarts, Size = view.SubjectFacts.Replicas } }, memories, before, entered);
    }

    // An objective that asks something else from now on begins anew, whatever its name.
    private static ImmutableSortedDictionary<string, ObjectiveMemory> Asked(LaunchView view, ImmutableSortedDictionary<string, ObjectiveMemory> memories)
    {
        foreach (var objective in view.Spec.Objectives)
        {
            if (memories.GetValueOrDefault(objective.Name)?.Question != objective.Question) memories = memories.SetItem(objective.Name, ObjectiveMemory.Empty with { Question = objective.Question });
        }

        return memories;
    }

    // A pod that goes while the size falls, or by a hand that deletes it, is no crash; one that vanishes is.
    private static bool IsOurDoing(LaunchView view, LaunchMemory memory) => view.SubjectFacts!.Deleting || view.SubjectFacts.Replicas < memory.Size || !view.Named;

    private static ObjectiveMemory Candidate(LaunchView view, Objective objective, ObjectiveMemory memory, Reading reading)
    {
        var next = Watermarks.Absorb(memory, objective, reading);
        return objective.Judge switch
        {
            JudgeKind.Sequential => next with { Sequential = (memory.Sequential ?? SequentialMemory.Begin(SequentialPlan.Of(view, objective))).WithCandidate(objective, reading) },
            JudgeKind.Ranks when !ReferenceEquals(next, memory) && next is { Error: null, Value: { } value } => next with { Ranks = (memory.Ranks ?? new RankMemory()).With(value, isStable: false, reading.At) },
            _ => next,
        };
    }

    private static ObjectiveMemory Stable(LaunchView view, Objective objective, ObjectiveMemory memory, Reading reading) => objective.Judge switch
    {
        JudgeKind.Sequential => memory with { Sequential = (memory.Sequential ?? SequentialMemory.Begin(SequentialPlan.Of(view, objective))).WithStable(objective, reading) },
        JudgeKind.Ranks when reading.Error is null && reading.Series.FirstOrDefault(sample => sample.Role == SeriesRole.Value) is { } sample && double.IsFinite(sample.Value) =>
            memory with { Ranks = (memory.Ranks ?? new RankMemory()).With(sample.Value, isStable: true, reading.At) },
        _ => memory,
    };

    private static LaunchView Judged(LaunchView view, ImmutableSortedDictionary<string, ObjectiveMemory> memories, Situation before, bool entered)
    {
        var index = StepPlan.IndexOf(view.Steps, view.Asked);
        var goodSince = StepClock.Known(view, index, StepPlan.Digest(view.Steps))?.Since ?? view.Now;
        var clocksStand = view.Waits || view.Seen.Status.Reason == Reason.WaitingForApproval;
        var situation = view.Memory.Situation;
        var evaluations = new List<Evaluation>();
        var weights = new List<(int Position, double Weight)>();
        foreach (var objective in view.Spec.Objectives)
        {
            var memory = memories[objective.Name];
            var rules = SequentialPlan.Of(view, objective);
            memory = Settled(view, objective, memory, rules, before, entered);
            var evaluation = objective.Judge switch
            {
                JudgeKind.Sequential => SequentialEvaluation.Of(objective, memory, rules, situation, view.Spec.Analysis, view.Now),
                JudgeKind.Ranks => RankEvaluation.Of(objective, memory, rules, situation, view.Spec.Analysis, view.Now),
                _ => ThresholdJudge.Judge(objective, memory, view.Spec.Analysis, view.Spec.Objectives.Count, goodSince, view.Now),
            };
            if (objective is { Mode: ObjectiveMode.Enforce, Judge: not JudgeKind.Threshold }) weights.Add((evaluations.Count, EvidenceKeeping.Weight(memory, rules, situation)));
            evaluations.Add(evaluation);
            memories = memories.SetItem(objective.Name, memory);
        }

        // Several together may be enough where none is alone.
        foreach (var blamed in CombinedEvidence.Blame([.. weights.Select(pair => pair.Weight)], 2 / view.Spec.Analysis.FalseAlarmRate))
        {
            var position = weights[blamed].Position;
            evaluations[position] = evaluations[position] with { Verdict = Verdict.Bad, Why = UnknownWhy.None };
        }

        for (var position = 0; position < evaluations.Count; position++)
        {
            var evaluation = evaluations[position];
            var memory = Judgement.Remember(memories[evaluation.Objective], evaluation, clocksStand, view.Now);

            // Retry gives the source its whole deadline again: or the pause would begin anew before the first answer.
            if (view.Resumes && evaluation.Verdict == Verdict.Unknown) memory = memory with { Since = view.Now };
            memories = memories.SetItem(evaluation.Objective, memory);
            evaluations[position] = evaluation with { Since = memory.Since ?? view.Now };
        }

        if (view.Memory.Restarts.Crashes.Count > 0 && RestartObjective.Judge(view.Memory.Restarts, view.Now) is { Verdict: Verdict.Bad } crashing) evaluations.Add(crashing);
        return view with { Evaluations = evaluations, Problems = [.. view.Problems, .. Unjudgeable(evaluations)], Memory = view.Memory with { Objectives = memories } };
    }

    private static ObjectiveMemory Settled(LaunchView view, Objective objective, ObjectiveMemory memory, SequentialRules rules, Situation before, bool entered)
    {
        if (objective.Judge == JudgeKind.Sequential)
        {
            var sequential = (memory.Sequential ?? SequentialMemory.Begin(rules)).Settle(rules, before);
            if (entered) sequential = sequential with { Evidence = SequentialJudge.EnterStep(sequential.Evidence, rules, before) };
            return memory with { Sequential = sequential };
        }

        if (objective.Judge != JudgeKind.Ranks || memory.Ranks is not { } ranks) return memory;
        var settled = before == Situation.Weighted ? ranks.Settle(objective, rules.Together, view.Now) : ranks with { Start = null, Candidate = default, Stable = default };
        return memory with { Ranks = entered ? settled with { Evidence = settled.Evidence.EnterStep(rules.Together) } : settled };
    }

    // No patience helps against a bound that the histogram cannot tell: a person must add the bucket or change the bound.
    private static IEnumerable<Problem> Unjudgeable(List<Evaluation> evaluations) => evaluations
        .Select((evaluation, index) => (evaluation, index))
        .Where(judged => judged.evaluation is { Mode: ObjectiveMode.Enforce, Why: UnknownWhy.BoundOutsideBuckets })
        .Select(judged => new Problem(Reason.BoundOutsideBuckets, $"spec.objectives[{judged.index}].max", judged.evaluation.Note));
}
