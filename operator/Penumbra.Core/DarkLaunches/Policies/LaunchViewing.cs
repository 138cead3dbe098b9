using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Derives the view from the facts.</summary>
public static class LaunchViewing
{
    /// <summary>What the facts mean now.</summary>
    public static LaunchView Of(DarkLaunchSpec spec, LaunchObserved seen)
    {
        var problems = Validate.Problems(spec, seen);
        var stable = StableOf(seen);
        var wanted = WantedOf(spec, seen, stable);
        var routes = seen.Routes.Where(route => route.InSpec).ToList();
        var named = routes.Any(route => route.NamesCandidate);
        var markers = routes.Select(route => route.Marker).OfType<TrafficMarker>().Where(marker => marker.LaunchUid == seen.Launch.Uid).ToList();

        var subject = SubjectOf(seen, markers, named, stable, wanted);
        var attempt = seen.Revisions.FirstOrDefault(revision => revision.Hash == subject)?.Attempt
            ?? markers.Where(marker => marker.Revision == subject).Select(marker => (int?)marker.Attempt).Max()
            ?? 1;
        var own = markers.Where(marker => marker.Revision == subject && marker.Attempt == attempt).ToList();
        var present = routes.Select(route => route.Actual).DefaultIfEmpty(Share.None).MaxBy(share => share.Parts);
        var asked = own.Where(marker => marker.Direction == TrafficDirection.Forward).Select(marker => marker.Share).DefaultIfEmpty(Share.None).MaxBy(share => share.Parts);

        var view = new LaunchView
        {
            Spec = spec,
            Seen = seen,
            Problems = problems,
            Stable = stable,
            Wanted = wanted,
            Subject = subject,
            Attempt = attempt,
            Named = named,
            WentBack = own.Any(marker => marker.Direction == TrafficDirection.Back),
            Asked = asked,
            Present = present,
            Steps = spec.PinnedRevision is { } pinned && pinned == subject ? StepPlan.Straight : spec.Steps,
            Memory = seen.Memory,
        };
        return WithEvidence(view with { Memory = Clocks(view) });
    }

    // The apex' annotation is the truth; status remembers it for the case that somebody deletes the Service.
    private static string? StableOf(LaunchObserved seen)
    {
        if (seen.Apex is { Ours: true, Stable: { } stable }) return stable;
        return seen.Status.Stable?.Revision is { } known && seen.Revisions.Any(revision => revision.Hash == known) ? known : null;
    }

    private static string? WantedOf(DarkLaunchSpec spec, LaunchObserved seen, string? stable)
    {
        if (spec.PinnedRevision is { } pinned) return seen.Revisions.Any(revision => revision.Hash == pinned) ? pinned : UnderWay(seen, stable);
        if (seen.Template is not { } template) return UnderWay(seen, stable);

        // A template is a kept revision if their pod templates are equal: the hash only makes the name.
        var same = seen.Revisions.Where(revision => revision.Fingerprint == template.Fingerprint && !revision.Deleting).ToList();
        return (same.FirstOrDefault(revision => revision.Hash == stable) ?? same.FirstOrDefault())?.Hash ?? template.Hash;
    }

    // A template that is gone and a pin on what nobody keeps ask for nothing: users stay where they are until somebody says where to.
    private static string? UnderWay(LaunchObserved seen, string? stable) =>
        seen.Routes.Any(route => route is { InSpec: true, NamesCandidate: true }) ? seen.Candidate?.Selects ?? stable : stable;

    private static string? SubjectOf(LaunchObserved seen, List<TrafficMarker> markers, bool named, string? stable, string? wanted)
    {
        if (named) return seen.Candidate?.Selects ?? markers.Select(marker => marker.Revision).FirstOrDefault() ?? wanted;

        // Gone back, but not yet written down how: finish that first.
        var unfinished = markers.FirstOrDefault(marker => marker.Direction == TrafficDirection.Back && marker.Revision != stable
            && seen.Revisions.Any(revision => revision.Hash == marker.Revision && revision.Attempt == marker.Attempt && revision.Outcome is null));
        if (unfinished is not null) return unfinished.Revision;
        return wanted == stable ? null : wanted;
    }

    private static LaunchMemory Clocks(LaunchView view)
    {
        var apex = view.Seen.Apex;
        var settled = apex is not null && view.Stable is { } stable && apex.Selects == stable && apex.ReadyOf(stable) > 0
            && apex.ReadyOthers == 0 && apex.Ready.All(pair => pair.Key == stable || pair.Value == 0);
        return view.Memory with
        {
            ClearSince = view.Named ? null : view.Memory.ClearSince ?? view.Now,
            ApexRevision = view.Stable ?? "",
            ApexSettledSince = !settled ? null : view.Memory.ApexRevision == view.Stable ? view.Memory.ApexSettledSince ?? view.Now : view.Now,
        };
    }

    private static LaunchView WithEvidence(LaunchView view)
    {
        if (!view.IsTried) return view with { Memory = view.Memory with { Attempt = "", Objectives = LaunchMemory.Empty.Objectives } };
        var memories = view.Memory.Attempt == view.SubjectName ? view.Memory.Objectives : Remembered(view);
        foreach (var reading in view.Seen.Readings.Where(reading => reading.Revision == view.Subject))
        {
            if (view.Spec.Objectives.FirstOrDefault(objective => objective.Name == reading.Objective) is not { } objective) continue;
            memories = memories.SetItem(objective.Name, Watermarks.Absorb(memories.GetValueOrDefault(objective.Name, ObjectiveMemory.Empty), objective, reading.Reading));
        }

        var index = StepPlan.IndexOf(view.Steps, view.Asked);
        var goodSince = StepClock.Known(view, index, StepPlan.Digest(view.Steps))?.Since ?? view.Now;
        var clocksStand = view.Waits || view.Seen.Status.Reason == Reason.WaitingForApproval;
        var evaluations = new List<Evaluation>();
        foreach (var objective in view.Spec.Objectives)
        {
            var memory = memories.GetValueOrDefault(objective.Name, ObjectiveMemory.Empty);
            var evaluation = ThresholdJudge.Judge(objective, memory, view.Spec.Analysis, view.Spec.Objectives.Count, goodSince, view.Now);
            memory = Judgement.Remember(memory, evaluation, clocksStand, view.Now);

            // Retry gives the source its whole deadline again: or the pause would begin anew before the first answer.
            if (view.Resumes && evaluation.Verdict == Verdict.Unknown) memory = memory with { Since = view.Now };
            memories = memories.SetItem(objective.Name, memory);
            evaluations.Add(evaluation with { Since = memory.Since ?? view.Now });
        }

        return view with { Evaluations = evaluations, Problems = [.. view.Problems, .. Unjudgeable(evaluations)], Memory = view.Memory with { Attempt = view.SubjectName, Objectives = memories } };
    }

    // No patience helps against a bound that the histogram cannot tell: a person must add the bucket or change the bound.
    private static IEnumerable<Problem> Unjudgeable(List<Evaluation> evaluations) => evaluations
        .Select((evaluation, index) => (evaluation, index))
        .Where(judged => judged.evaluation is { Mode: ObjectiveMode.Enforce, Why: UnknownWhy.BoundOutsideBuckets })
        .Select(judged => new Problem(Reason.BoundOutsideBuckets, $"spec.objectives[{judged.index}].max", judged.evaluation.Note));

    // After a restart the clocks of Unknown go on from what status says; the counters begin anew. That nothing had been measured yet is no silence of the source:
    // it may have answered ever since, as that alone is no news for status.
    private static ImmutableSortedDictionary<string, ObjectiveMemory> Remembered(LaunchView view)
    {
        var memories = LaunchMemory.Empty.Objectives;
        if (view.Seen.Status.Candidate is not { } candidate || candidate.Revision != view.Subject || candidate.Attempt != view.Attempt) return memories;
        foreach (var said in view.Seen.Status.Objectives.Where(said => said is { Verdict: Verdict.Unknown, At: not null }))
            memories = memories.SetItem(said.Objective, new ObjectiveMemory { Verdict = Verdict.Unknown, Why = said.Why, Since = said.Since });
        return memories;
    }
}
