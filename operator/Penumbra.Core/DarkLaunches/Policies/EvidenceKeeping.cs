using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The judge's state between memory and status: what a new process goes on from. What is counted between the last write and its first reading becomes one block.</summary>
public static class EvidenceKeeping
{
    /// <summary>How many characters the kept state may have in all: then marks of pods are left out, and the gap of a restart with them.</summary>
    public const int Limit = 7_000;

    /// <summary>What is worth keeping of a pass; null while nothing is judged.</summary>
    public static EvidenceStatus? Of(LaunchView view)
    {
        if (!view.IsTried || view.WentBack) return null;
        var kept = new List<ObjectiveEvidence>();
        foreach (var objective in view.Spec.Objectives)
        {
            if (objective.Judge != JudgeKind.Sequential || view.Memory.Objectives.GetValueOrDefault(objective.Name)?.Sequential is not { } sequential) continue;
            var rules = SequentialPlan.Of(view, objective);
            kept.Add(new ObjectiveEvidence(objective.Name, objective.Question, EvidenceText.Write(sequential.Evidence), PodCounterText.Write(sequential.Candidate), PodCounterText.Write(sequential.Stable),
                EvidenceWeight.Of(sequential.Evidence, rules, view.Memory.Situation).Absolute));
        }

        if (Length(kept) > Limit) kept = [.. kept.Select(one => one with { Candidate = "", Stable = "" })];
        while (Length(kept) > Limit) kept.RemoveAt(kept.Count - 1);
        return kept.Count == 0 ? null : new EvidenceStatus(EvidenceText.Version, view.SubjectName, view.Memory.Situation == Situation.Dark ? "" : view.Memory.Share, [.. kept]);
    }

    /// <summary>Whether the evidence has moved so much that it is worth a write: an objective's by a factor of two, or the step.</summary>
    public static bool HasMoved(EvidenceStatus? before, EvidenceStatus? after)
    {
        if (before is null || after is null) return before is not null || after is not null;
        if (before.Attempt != after.Attempt || before.Objectives.Count != after.Objectives.Count) return true;
        for (var index = 0; index < before.Objectives.Count; index++)
        {
            var (one, other) = (Math.Max(1e-3, before.Objectives[index].Weight), Math.Max(1e-3, after.Objectives[index].Weight));
            if (before.Objectives[index].Name != after.Objectives[index].Name || one > 2 * other || (other > 2 * one && other > 1)) return true;
        }

        return false;
    }

    /// <summary>The memory of a process that begins: the clocks of Unknown go on from what status says, and the evidence from what it keeps.</summary>
    public static LaunchMemory Restore(LaunchView view)
    {
        var memory = view.Memory with { Objectives = LaunchMemory.Empty.Objectives, Restarts = RestartMemory.Empty, Situation = Situation.Dark, Share = "", IsRestored = false };
        var status = view.Seen.Status;
        if (status.Candidate is not { } candidate || candidate.Revision != view.Subject || candidate.Attempt != view.Attempt) return memory;
        var memories = memory.Objectives;
        foreach (var said in status.Objectives.Where(said => said is { Verdict: Verdict.Unknown, At: not null }))
        {
            if (view.Spec.Objectives.FirstOrDefault(objective => objective.Name == said.Objective) is not { } asked) continue;
            memories = memories.SetItem(said.Objective, new ObjectiveMemory { Question = asked.Question, Verdict = Verdict.Unknown, Why = said.Why, Since = said.Since });
        }

        if (status.Evidence is not { } evidence || evidence.Attempt != view.SubjectName) return memory with { Objectives = memories };

        foreach (var objective in view.Spec.Objectives.Where(objective => objective.Judge == JudgeKind.Sequential))
        {
            var rules = SequentialPlan.Of(view, objective);
            if (evidence.Version != EvidenceText.Version || evidence.Objectives.FirstOrDefault(one => one.Name == objective.Name && one.Question == objective.Question) is not { } kept || EvidenceText.Read(kept.State, rules) is not { } read) continue;
            var known = memories.GetValueOrDefault(objective.Name, ObjectiveMemory.Empty with { Question = objective.Question });
            memories = memories.SetItem(objective.Name, known with
            {
                Sequential = new SequentialMemory { Evidence = read, Candidate = PodCounterText.Read(kept.Candidate), Stable = PodCounterText.Read(kept.Stable) },
            });
        }

        var share = Share.Parse(evidence.Situation);
        return memory with
        {
            Objectives = memories,
            IsRestored = true,
            Share = evidence.Situation,
            Situation = share is null ? Situation.Dark : share == Share.None ? Situation.Chosen : share == Share.All ? Situation.All : Situation.Weighted,
        };
    }

    /// <summary>What a status keeps that this process cannot go on from: empty when everything is read.</summary>
    public static bool IsLost(LaunchView view) =>
        view.IsTried && view.Named && view.Seen.Memory.Attempt.Length == 0 && view.Seen.Status.Evidence is { } evidence && evidence.Attempt == view.SubjectName
        && (evidence.Version != EvidenceText.Version || evidence.Objectives.Any(kept => view.Spec.Objectives.FirstOrDefault(objective => objective.Name == kept.Name && objective.Question == kept.Question) is { Judge: JudgeKind.Sequential } objective
            && EvidenceText.Read(kept.State, SequentialPlan.Of(view, objective)) is null));

    /// <summary>How strongly an objective speaks against the candidate.</summary>
    public static double Weight(ObjectiveMemory memory, SequentialRules rules, Situation situation) =>
        memory.Sequential is { } sequential ? EvidenceWeight.Of(sequential.Evidence, rules, situation).Bad : memory.Ranks?.Evidence.Value ?? 0;

    private static int Length(List<ObjectiveEvidence> kept) => kept.Sum(one => one.Name.Length + one.State.Length + one.Candidate.Length + one.Stable.Length + 80);
}
