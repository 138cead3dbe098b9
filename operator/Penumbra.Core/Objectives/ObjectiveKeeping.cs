using System.Collections.Immutable;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives;

/// <summary>The judge's state between memory and status: what a new process goes on from. What is counted between the last write and its first reading becomes one block.</summary>
public static class ObjectiveKeeping
{
    /// <summary>How many characters the kept state may have in all: then the pods' counters of restarts are left out, then the marks of pods, and the gap of a restart with them, of one objective after the other from the last on, then the last objectives.</summary>
    public const int Limit = 7_000;

    /// <summary>What is told of evidence that is longer than that.</summary>
    public const string Shortened = "status.evidence has no room for what was counted of every pod: of some objectives, what happens while the operator restarts counts nothing; fewer objectives or pods would leave room";

    /// <summary>What is worth keeping; null where nothing is. Threshold judges by a window that fills again.</summary>
    /// <param name="terms">What the objectives are judged by.</param>
    /// <param name="memories">What is remembered of them.</param>
    /// <param name="attempt">Whom the evidence is about.</param>
    /// <param name="share">The share of the requests; empty in the dark.</param>
    /// <param name="restarts">What is known of restarts; null where they are not kept.</param>
    public static EvidenceStatus? Of(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories, string attempt, string share, RestartMemory? restarts = null)
    {
        var kept = new List<ObjectiveEvidence>();

        // First, as what is too long loses its end. Names are unique in status: people's own objective of that name comes before it.
        if ((restarts is { IsComplete: true } or { Crashes.Count: > 0 }) && terms.Objectives.All(objective => objective.Name != RestartObjective.Name))
            kept.Add(new ObjectiveEvidence(RestartObjective.Name, "", RestartText.Crashes(restarts), RestartText.Pods(restarts, terms.Now), "", restarts.Crashes.Count));
        foreach (var objective in terms.Objectives)
        {
            if (Kept(terms, objective, memories.GetValueOrDefault(objective.Name)) is { } one) kept.Add(one);
        }

        if (Length(kept) > Limit) kept = [.. kept.Select(one => IsRestarts(one) ? one with { Candidate = "" } : one)];
        for (var last = kept.Count - 1; last >= 0 && Length(kept) > Limit; last--) kept[last] = kept[last] with { Candidate = "", Stable = "" };
        while (Length(kept) > Limit) kept.RemoveAt(kept.Count - 1);
        return kept.Count == 0 ? null : new EvidenceStatus(EvidenceText.Version, attempt, share, [.. kept]);
    }

    /// <summary>Whether something was too long to keep: what was counted of an objective's pods is left out.</summary>
    public static bool IsShortened(EvidenceStatus? evidence) =>
        evidence is not null && evidence.Objectives.Any(one => !IsRestarts(one) && one.Candidate.Length == 0 && one.State.Contains(";t=", StringComparison.Ordinal));

    /// <summary>Whether the evidence has moved so much that it is worth a write: an objective's by a factor of two, the step, or the number of crashes.</summary>
    public static bool HasMoved(EvidenceStatus? before, EvidenceStatus? after)
    {
        if (Crashes(before) != Crashes(after)) return true;
        var (left, right) = (Judged(before), Judged(after));
        if (left.Count != right.Count || (before is not null && after is not null && before.Attempt != after.Attempt)) return true;
        for (var index = 0; index < left.Count; index++)
        {
            var (one, other) = (Math.Max(1e-3, left[index].Weight), Math.Max(1e-3, right[index].Weight));
            if (left[index].Name != right[index].Name || one > 2 * other || (other > 2 * one && other > 1)) return true;
        }

        return false;
    }

    /// <summary>The memories of a process that begins, or that sees newer evidence than it began with: the clocks of Unknown go on from what status says, and the evidence from what it keeps.</summary>
    /// <param name="terms">What the objectives are judged by.</param>
    /// <param name="memories">What this process remembers: nothing when it begins. What status keeps nothing of stays.</param>
    /// <param name="said">What status says of them.</param>
    /// <param name="evidence">What status keeps of them; null where it keeps nothing, or of another attempt.</param>
    public static ImmutableSortedDictionary<string, ObjectiveMemory> Restore(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories, IEnumerable<Evaluation> said, EvidenceStatus? evidence)
    {
        foreach (var known in said.Where(known => known is { Verdict: Verdict.Unknown, At: not null }))
        {
            if (terms.Objectives.FirstOrDefault(objective => objective.Name == known.Objective) is not { } asked) continue;
            var memory = memories.GetValueOrDefault(known.Objective, ObjectiveMemory.Empty) is var kept && kept.Question == asked.Question ? kept : ObjectiveMemory.Empty;
            memories = memories.SetItem(known.Objective, memory with { Question = asked.Question, Verdict = Verdict.Unknown, Why = known.Why, Since = known.Since });
        }

        if (evidence is null) return memories;
        foreach (var objective in terms.Objectives)
        {
            var known = memories.GetValueOrDefault(objective.Name, ObjectiveMemory.Empty with { Question = objective.Question });
            if (evidence.Version != EvidenceText.Version || evidence.Objectives.FirstOrDefault(one => one.Name == objective.Name && one.Question == objective.Question) is not { } kept)
            {
                // What status said something of was judged: its evidence was for another question, in another form, or too long to keep. A new objective begins as all do.
                var wasJudged = evidence.Objectives.Any(one => one.Name == objective.Name) || said.Any(one => one.Objective == objective.Name);
                if (wasJudged && known is { Sequential: null, Ranks: null }) memories = memories.SetItem(objective.Name, Again(terms, objective, known, evidence));
                continue;
            }

            memories = objective.Judge switch
            {
                JudgeKind.Sequential when EvidenceText.Read(kept.State, terms.Rules(objective)) is { } read => memories.SetItem(objective.Name, known with
                {
                    Sequential = new SequentialMemory { Evidence = read, Candidate = PodCounterText.Read(kept.Candidate), Stable = PodCounterText.Read(kept.Stable) },
                }),
                JudgeKind.Ranks when RankText.Read(kept.State) is { } read => memories.SetItem(objective.Name, known with { Ranks = read }),
                not JudgeKind.Threshold when known is { Sequential: null, Ranks: null } => memories.SetItem(objective.Name, Again(terms, objective, known, evidence)),
                _ => memories,
            };
        }

        return memories;
    }

    /// <summary>What status keeps of restarts; null where it keeps nothing that can be read.</summary>
    public static RestartMemory? Restarts(EvidenceStatus? evidence) =>
        evidence?.Version == EvidenceText.Version && Restarted(evidence) is { } kept && RestartText.Read(kept.State, kept.Candidate) is { } read ? read : null;

    /// <summary>Whether something is kept that this process cannot go on from.</summary>
    public static bool IsLost(ObjectiveTerms terms, EvidenceStatus evidence) =>
        evidence.Version != EvidenceText.Version || (Restarted(evidence) is { } restarts && RestartText.Read(restarts.State, restarts.Candidate) is null)
        || evidence.Objectives.Any(kept => terms.Objectives.FirstOrDefault(objective => objective.Name == kept.Name && objective.Question == kept.Question) switch
        {
            { Judge: JudgeKind.Sequential } objective => EvidenceText.Read(kept.State, terms.Rules(objective)) is null,
            { Judge: JudgeKind.Ranks } => RankText.Read(kept.State) is null,
            _ => false,
        });

    /// <summary>How strongly an objective speaks against what is tried.</summary>
    public static double Weight(ObjectiveMemory memory, SequentialRules rules, Situation situation) =>
        memory.Sequential is { } sequential ? EvidenceWeight.Of(sequential.Evidence, rules, situation).Bad : memory.Ranks?.Evidence.Value ?? 0;

    // The clocks of Unknown go on.
    private static ObjectiveMemory Again(ObjectiveTerms terms, Objective objective, ObjectiveMemory known, EvidenceStatus evidence) =>
        ObjectiveMemory.BeginAgain(terms, objective, evidence.Situation.Length == 0 ? Situation.Dark : Situation.Weighted) is var again ? known with { Question = again.Question, Sequential = again.Sequential, Ranks = again.Ranks } : known;

    private static ObjectiveEvidence? Kept(ObjectiveTerms terms, Objective objective, ObjectiveMemory? memory) => (objective.Judge, memory) switch
    {
        (JudgeKind.Sequential, { Sequential: { } sequential }) => new ObjectiveEvidence(objective.Name, objective.Question, EvidenceText.Write(sequential.Evidence), PodCounterText.Write(sequential.Candidate),
            PodCounterText.Write(sequential.Stable), EvidenceWeight.Of(sequential.Evidence, terms.Rules(objective), terms.Situation).Largest),
        (JudgeKind.Ranks, { } known) => Ranked(objective, known.Ranks ?? new RankMemory()),
        _ => null,
    };

    // Before the first value too: whose requests the candidate sees is kept with it.
    private static ObjectiveEvidence Ranked(Objective objective, RankMemory ranks) => new(objective.Name, objective.Question, RankText.Write(ranks), "", "", ranks.Evidence.Value);

    // An objective of people has a question, whatever its name.
    private static bool IsRestarts(ObjectiveEvidence one) => one is { Name: RestartObjective.Name, Question: "" };

    private static ObjectiveEvidence? Restarted(EvidenceStatus? evidence) => evidence?.Objectives.FirstOrDefault(IsRestarts);

    private static double Crashes(EvidenceStatus? evidence) => Restarted(evidence)?.Weight ?? 0;

    private static List<ObjectiveEvidence> Judged(EvidenceStatus? evidence) => evidence is null ? [] : [.. evidence.Objectives.Where(one => !IsRestarts(one))];

    private static int Length(List<ObjectiveEvidence> kept) => kept.Sum(one => one.Name.Length + one.State.Length + one.Candidate.Length + one.Stable.Length + 80);
}
