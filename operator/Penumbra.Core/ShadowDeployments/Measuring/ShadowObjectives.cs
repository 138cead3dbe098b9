using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Measuring;

/// <summary>
/// Judges a shadow's objectives as a launch judges its candidate's: the shadow's pods in the candidate's place, live's in stable's. While nothing is copied live's counters are its own record; from the
/// trial share on both are compared in the same seconds.
/// </summary>
public static class ShadowObjectives
{
    /// <summary>What readings of the shadow's pods are marked with.</summary>
    public const string Shadow = "shadow";

    /// <summary>What readings of live's pods are marked with.</summary>
    public const string Live = "live";

    private const string Replayed = "replay";

    /// <summary>The objectives' own part of the false verdicts that <c>confidence</c> allows: 1 % at 95 %, which is a launch's.</summary>
    private const double Part = 5;

    /// <summary>How often a shadow is measured.</summary>
    public static TimeSpan Interval { get; } = new AnalysisSettings().Interval;

    /// <summary>Whether anything is measured now: from before the first copy, so that the counters' first values are known, until there is a verdict.</summary>
    public static bool AreMeasured(ShadowSpec spec, ShadowObserved seen) =>
        (spec.Objectives.Count > 0 || spec.Resources is not null) && seen is { Status: { Subject: not null, DecidedAt: null }, Object.Deleting: false, Problems.Count: 0 };

    /// <summary>What every objective comes to, and what is to be remembered of them.</summary>
    public static (IReadOnlyList<Evaluation> Evaluations, ShadowMemory Memory) Judge(ShadowSpec spec, ShadowObserved seen)
    {
        if (spec.Objectives.Count == 0 || seen.Status is not { Subject: { } subject, Since: { } since, DecidedAt: null }) return (seen.Status.Objectives, ShadowMemory.Empty);
        var attempt = Attempt(subject, since);
        var isKnown = seen.Memory.Attempt == attempt;
        var memory = isKnown && !IsForeign(seen, attempt) ? seen.Memory : Restored(spec, seen, isKnown ? seen.Memory : ShadowMemory.Empty with { Strain = LiveStrain.Restore(seen) }, attempt);
        var copied = seen.Status.Mirror is { IsCopying: true } mirror && seen.Mirrors.Any(known => known.Sample is not null) ? mirror : null;
        var share = copied?.Sample.ToString() ?? (seen.Replay.Exists ? Replayed : "");
        var situation = Of(share);
        var terms = Terms(spec, seen, situation) with { Before = memory.Situation, Entered = share.Length > 0 && memory.Share != share, GoodSince = copied?.Since ?? seen.Now };
        var (evaluations, memories) = ObjectiveRound.Judge(terms, ObjectiveRound.Absorb(terms, memory.Objectives, seen.Readings));
        memory = memory with { Attempt = attempt, Objectives = memories, Situation = situation, Share = share };

        // Of what is not copied nobody can tell when there will be enough.
        if (share.Length == 0) evaluations = [.. evaluations.Select(evaluation => evaluation with { ExpectedAt = null })];
        memory = memory with { Restarts = Restarts(spec, seen, memory), Size = spec.Replicas };
        memory = memory with { Strain = LiveStrain.Absorb(spec, seen, memory) };
        return (RestartObjective.Judge(memory.Restarts, seen.Now) is { Verdict: Verdict.Bad } crashing ? [.. evaluations, crashing] : evaluations, memory);
    }

    /// <summary>What is worth keeping of what was measured; null where nothing is.</summary>
    public static EvidenceStatus? Kept(ShadowSpec spec, ShadowObserved seen, ShadowMemory memory) =>
        memory.Attempt.Length == 0 ? null : ObjectiveKeeping.Of(Terms(spec, seen, memory.Situation), memory.Objectives, memory.Attempt, memory.Share, memory.Restarts);

    /// <summary>Whether status keeps something that this process cannot go on from.</summary>
    public static bool IsLost(ShadowSpec spec, ShadowObserved seen) =>
        seen is { Status: { Subject: { } subject, Since: { } since, DecidedAt: null, Evidence: { } evidence } } && Attempt(subject, since) is var attempt && evidence.Attempt == attempt
        && (seen.Memory.Attempt.Length == 0 || (seen.Memory.Attempt == attempt && IsForeign(seen, attempt)))
        && ObjectiveKeeping.IsLost(Terms(spec, seen, Situation.Dark), evidence);

    // Another process wrote it: this one went on from older, as the API server that it began with lagged behind.
    private static bool IsForeign(ShadowObserved seen, string attempt) => Kept(seen, attempt) is { } evidence && seen.Memory.Known.IsForeign(evidence);

    private static EvidenceStatus? Kept(ShadowObserved seen, string attempt) => seen.Status.Evidence?.Attempt == attempt ? seen.Status.Evidence : null;

    // What somebody else runs he may also take away: of such pods only restarts count.
    private static RestartMemory Restarts(ShadowSpec spec, ShadowObserved seen, ShadowMemory memory)
    {
        if (seen.Restarts is not { } pods) return memory.Restarts;
        return RestartObjective.Look(memory.Restarts, pods, isOurDoing: spec.Template is null || spec.Replicas < memory.Size, seen.Now);
    }

    // What was counted since is counted again, from what was counted there; what status keeps nothing of stays as it is.
    private static ShadowMemory Restored(ShadowSpec spec, ShadowObserved seen, ShadowMemory memory, string attempt)
    {
        if (Kept(seen, attempt) is not { } evidence) return memory;
        return memory with
        {
            Objectives = ObjectiveKeeping.Restore(Terms(spec, seen, Situation.Dark), memory.Objectives, seen.Status.Objectives, evidence),
            Situation = Of(evidence.Situation),
            Share = evidence.Situation,
            Restarts = ObjectiveKeeping.Restarts(evidence) ?? memory.Restarts,
            Known = memory.Known.With(evidence),
        };
    }

    // Recorded requests are nobody's: live's users ask for something else meanwhile.
    private static Situation Of(string share) => share switch
    {
        "" => Situation.Dark,
        Replayed => Situation.Chosen,
        _ => Situation.Weighted,
    };

    private static ObjectiveTerms Terms(ShadowSpec spec, ShadowObserved seen, Situation situation) => new()
    {
        Objectives = spec.Objectives,
        Analysis = new AnalysisSettings { Interval = Interval, FalseAlarmRate = (1 - spec.Verdict.Confidence) / Part },

        // The trial share and the whole one; live may have too few requests to compare with all the time.
        Plan = new PlannedTime(2, spec.Verdict.Over, 2, spec.Verdict.Over),
        Candidate = Shadow,
        Stable = Live,
        Situation = situation,
        Now = seen.Now,
    };

    /// <summary>Names what is being measured: a subject and when its evidence began; empty where nothing is.</summary>
    public static string Attempt(ShadowStatus status) => status is { Subject: { } subject, Since: { } since, DecidedAt: null } ? Attempt(subject, since) : "";

    private static string Attempt(string subject, DateTimeOffset since) => $"{Digest.Of(subject)}/{since.ToUnixTimeSeconds()}";
}
