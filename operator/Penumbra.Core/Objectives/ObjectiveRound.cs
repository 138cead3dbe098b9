using System.Collections.Immutable;
using Penumbra.Core.Objectives.Ranks;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives;

/// <summary>Takes readings in and judges every objective, once a pass: the same for a launch's candidate and for a shadow.</summary>
public static class ObjectiveRound
{
    /// <summary>What is remembered of each objective with the new readings.</summary>
    public static ImmutableSortedDictionary<string, ObjectiveMemory> Absorb(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories, IEnumerable<ObjectiveReading> readings)
    {
        // An objective that asks something else from now on begins anew, whatever its name.
        foreach (var objective in terms.Objectives)
        {
            if (memories.GetValueOrDefault(objective.Name) is not { } known) memories = memories.SetItem(objective.Name, ObjectiveMemory.Empty with { Question = objective.Question });
            else if (known.Question != objective.Question) memories = memories.SetItem(objective.Name, ObjectiveMemory.BeginAgain(terms, objective, terms.Situation));
        }

        foreach (var reading in readings)
        {
            if (terms.Objectives.FirstOrDefault(objective => objective.Name == reading.Objective && objective.Question == reading.Question) is not { } objective) continue;
            var known = memories[objective.Name];
            if (reading.Revision == terms.Candidate) memories = memories.SetItem(objective.Name, Candidate(terms, objective, known, reading.Reading));
            else if (reading.Revision == terms.Stable) memories = memories.SetItem(objective.Name, Stable(terms, objective, known, reading.Reading));
        }

        return memories;
    }

    /// <summary>What every objective comes to, and what is to be remembered of it.</summary>
    public static (IReadOnlyList<Evaluation> Evaluations, ImmutableSortedDictionary<string, ObjectiveMemory> Memories) Judge(ObjectiveTerms terms, ImmutableSortedDictionary<string, ObjectiveMemory> memories)
    {
        var evaluations = new List<Evaluation>();
        var weights = new List<(int Position, double Weight)>();
        foreach (var objective in terms.Objectives)
        {
            var rules = terms.Rules(objective);
            var memory = Settled(terms, objective, memories[objective.Name], rules);
            var evaluation = objective.Judge switch
            {
                JudgeKind.Sequential => SequentialEvaluation.Of(objective, memory, rules, terms.Situation, terms.Analysis, terms.Now),
                JudgeKind.Ranks => RankEvaluation.Of(objective, memory, rules, terms.Situation, terms.Analysis, terms.Now),
                _ => ThresholdJudge.Judge(objective, memory, terms.Analysis, terms.Objectives.Count, terms.GoodSince, terms.Now),
            };
            if (objective is { Mode: ObjectiveMode.Enforce, Judge: not JudgeKind.Threshold }) weights.Add((evaluations.Count, ObjectiveKeeping.Weight(memory, rules, terms.Situation)));
            evaluations.Add(evaluation);
            memories = memories.SetItem(objective.Name, memory);
        }

        // Several together may be enough where none is alone.
        foreach (var blamed in CombinedEvidence.Blame([.. weights.Select(pair => pair.Weight)], 2 / terms.Analysis.FalseAlarmRate))
        {
            var position = weights[blamed].Position;
            evaluations[position] = evaluations[position] with { Verdict = Verdict.Bad, Why = UnknownWhy.None };
        }

        for (var position = 0; position < evaluations.Count; position++)
        {
            var evaluation = evaluations[position];
            var memory = Judgement.Remember(memories[evaluation.Objective], evaluation, terms.ClocksStand, terms.Now);

            // Retry gives the source its whole deadline again: or the pause would begin anew before the first answer. So does the first user, and after pilots, who are few, the first of all users.
            var begins = terms.Begins && (terms.Before == Situation.Dark || (terms.Before == Situation.Chosen && evaluation.Why == UnknownWhy.TooFew));
            if (evaluation.Verdict == Verdict.Unknown && (terms.Resumes || begins)) memory = memory with { Since = terms.Now };
            memories = memories.SetItem(evaluation.Objective, memory);
            evaluations[position] = evaluation with { Since = memory.Since ?? terms.Now };
        }

        return (evaluations, memories);
    }

    private static ObjectiveMemory Candidate(ObjectiveTerms terms, Objective objective, ObjectiveMemory memory, Reading reading)
    {
        var next = Watermarks.Absorb(memory, objective, reading);
        return objective.Judge switch
        {
            JudgeKind.Sequential => next with { Sequential = (memory.Sequential ?? SequentialMemory.Begin(terms.Rules(objective))).WithCandidate(objective, reading) },
            JudgeKind.Ranks when !ReferenceEquals(next, memory) && next is { Error: null, Value: { } value } => next with { Ranks = (memory.Ranks ?? new RankMemory()).With(value, isStable: false, reading.At) },
            _ => next,
        };
    }

    private static ObjectiveMemory Stable(ObjectiveTerms terms, Objective objective, ObjectiveMemory memory, Reading reading) => objective.Judge switch
    {
        JudgeKind.Sequential => memory with { Sequential = (memory.Sequential ?? SequentialMemory.Begin(terms.Rules(objective))).WithStable(objective, terms.Rules(objective), reading) },
        JudgeKind.Ranks when reading.Error is null && reading.Series.FirstOrDefault(sample => sample.Role == SeriesRole.Value) is { } sample && double.IsFinite(sample.Value) =>
            memory with { Ranks = (memory.Ranks ?? new RankMemory()).With(sample.Value, isStable: true, reading.At) },
        _ => memory,
    };

    private static ObjectiveMemory Settled(ObjectiveTerms terms, Objective objective, ObjectiveMemory memory, SequentialRules rules)
    {
        if (objective.Judge == JudgeKind.Sequential)
        {
            var sequential = (memory.Sequential ?? SequentialMemory.Begin(rules)).Settle(rules, terms.Before);
            if (terms.Entered) sequential = sequential with { Evidence = SequentialJudge.EnterStep(sequential.Evidence, rules, terms.Before) };
            return memory with { Sequential = sequential };
        }

        if (objective.Judge != JudgeKind.Ranks || memory.Ranks is not { } ranks) return memory;
        var settled = terms.Before is Situation.Weighted or Situation.All ? ranks.Settle(objective, rules.Together, terms.Before == Situation.All, terms.Now) : ranks with { Start = null, Candidate = default, Stable = default };
        return memory with { Ranks = terms.Entered ? settled with { Evidence = settled.Evidence.EnterStep(rules.Together) } : settled };
    }
}
