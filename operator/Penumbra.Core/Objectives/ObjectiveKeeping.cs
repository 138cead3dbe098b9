using System.Collections.Immutable;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives;

/// <summary>The judge's state between memory and status: what a new process goes on from. What is counted between the last write and its first reading becomes one block.</summary>
public static class ObjectiveKeeping
{
    /// <summary>How many characters the kept state may have in all: then marks of pods are left out, and the gap of a restart with them.</summary>
    public const int Limit = 7_000;

    /// <summary>What is worth keeping; null where nothing is judged sequentially.</summary>
    /// <param name="terms">What the objectives are judged by.</param>
    /// <param name="memories">What is remembered of them.</param>
    /// <param name="attempt">Whom the evidence is about.</param>
    /// <param name="share">The share of the requests; empty in the dark.</param>
    public static EvidenceStatus? Of(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories, string attempt, string share)
    {
        var kept = new List<ObjectiveEvidence>();
        foreach (var objective in terms.Objectives)
        {
            if (objective.Judge != JudgeKind.Sequential || memories.GetValueOrDefault(objective.Name)?.Sequential is not { } sequential) continue;
            kept.Add(new ObjectiveEvidence(objective.Name, objective.Question, EvidenceText.Write(sequential.Evidence), PodCounterText.Write(sequential.Candidate), PodCounterText.Write(sequential.Stable),
                EvidenceWeight.Of(sequential.Evidence, terms.Rules(objective), terms.Situation).Absolute));
        }

        if (Length(kept) > Limit) kept = [.. kept.Select(one => one with { Candidate = "", Stable = "" })];
        while (Length(kept) > Limit) kept.RemoveAt(kept.Count - 1);
        return kept.Count == 0 ? null : new EvidenceStatus(EvidenceText.Version, attempt, share, [.. kept]);
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

    /// <summary>The memories of a process that begins: the clocks of Unknown go on from what status says, and the evidence from what it keeps.</summary>
    /// <param name="terms">What the objectives are judged by.</param>
    /// <param name="said">What status says of them.</param>
    /// <param name="evidence">What status keeps of them; null where it keeps nothing, or of another attempt.</param>
    public static ImmutableSortedDictionary<string, ObjectiveMemory> Restore(ObjectiveTerms terms, IEnumerable<Evaluation> said, EvidenceStatus? evidence)
    {
        var memories = ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;
        foreach (var known in said.Where(known => known is { Verdict: Verdict.Unknown, At: not null }))
        {
            if (terms.Objectives.FirstOrDefault(objective => objective.Name == known.Objective) is not { } asked) continue;
            memories = memories.SetItem(known.Objective, new ObjectiveMemory { Question = asked.Question, Verdict = Verdict.Unknown, Why = known.Why, Since = known.Since });
        }

        if (evidence is null) return memories;
        foreach (var objective in terms.Objectives.Where(objective => objective.Judge == JudgeKind.Sequential))
        {
            if (evidence.Version != EvidenceText.Version || evidence.Objectives.FirstOrDefault(one => one.Name == objective.Name && one.Question == objective.Question) is not { } kept
                || EvidenceText.Read(kept.State, terms.Rules(objective)) is not { } read) continue;
            var known = memories.GetValueOrDefault(objective.Name, ObjectiveMemory.Empty with { Question = objective.Question });
            memories = memories.SetItem(objective.Name, known with
            {
                Sequential = new SequentialMemory { Evidence = read, Candidate = PodCounterText.Read(kept.Candidate), Stable = PodCounterText.Read(kept.Stable) },
            });
        }

        return memories;
    }

    /// <summary>Whether something is kept that this process cannot go on from.</summary>
    public static bool IsLost(ObjectiveTerms terms, EvidenceStatus evidence) =>
        evidence.Version != EvidenceText.Version || evidence.Objectives.Any(kept => terms.Objectives.FirstOrDefault(objective => objective.Name == kept.Name && objective.Question == kept.Question) is { Judge: JudgeKind.Sequential } objective
            && EvidenceText.Read(kept.State, terms.Rules(objective)) is null);

    /// <summary>How strongly an objective speaks against what is tried.</summary>
    public static double Weight(ObjectiveMemory memory, SequentialRules rules, Situation situation) =>
        memory.Sequential is { } sequential ? EvidenceWeight.Of(sequential.Evidence, rules, situation).Bad : memory.Ranks?.Evidence.Value ?? 0;

    private static int Length(List<ObjectiveEvidence> kept) => kept.Sum(one => one.Name.Length + one.State.Length + one.Candidate.Length + one.Stable.Length + 80);
}
