using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>The status after a move.</summary>
public static class ShadowProjection
{
    /// <summary>What the status should say.</summary>
    public static ShadowStatus Of(ShadowView view, ShadowMove move)
    {
        var before = view.Seen.Status;
        var status = before with { ObservedGeneration = view.Seen.Object.Generation, Phase = move.Phase, Mirror = Remembering(view, move.Mirror ?? Ended(view), move.Refused ?? (view.IsRefused ? before.Mirror?.Refused : null)), Conditions = ShadowConditions.Of(view, move) };
        if (move.Begins is { } subject)
            return new ShadowStatus { ObservedGeneration = status.ObservedGeneration, Phase = status.Phase, Conditions = status.Conditions, Mirror = status.Mirror is { } mirror ? mirror with { Held = TimeSpan.Zero } : null, Subject = subject, Since = Whole(view.Now), Images = Images(view, ComparedImages.None) };
        if (before is { DecidedAt: null, Subject: not null } && view.Subject == before.Subject) status = status with { Images = Images(view, before.Images) };
        if (view.Report is { } report && before.DecidedAt is null) status = Found(status, report.Evidence, report.Seen) with { Judgement = view.Judgement, Replay = view.Spec.Replay is null ? null : report.Replay with { Recording = null, IsChanged = false } };
        if (before.DecidedAt is null) status = status with { Objectives = [.. view.Evaluations], Evidence = move.Decides ? null : ShadowObjectives.Kept(view.Spec, view.Seen, view.Memory) };
        if (before.DecidedAt is null) status = status with { Resources = ResourceStatus.Of(view.Resources, view.Spec.Verdict.Confidence, move.Decides ? "" : ResourceText.Write(view.Memory.Resources.History)) };
        if (before.DecidedAt is null) status = status with { Live = LiveStrain.Kept(view.Memory.Strain) };
        if (before.DecidedAt is null && view.Memory.Coverage.Share is { } covered) status = status with { Coverage = Math.Round(covered, 2) };
        return move.Decides ? status with { DecidedAt = Whole(view.Now) } : status;
    }

    // When the copying ended stays known: a server must not go before the gateways have forgotten it.
    private static MirrorStatus? Ended(ShadowView view) =>
        view.IsMirrored || view.Seen.Status.Mirror is { IsCopying: true } ? new MirrorStatus(Share.None, view.Now, "", 0, null) : view.Seen.Status.Mirror;

    // What was first seen to run stays; another is another comparison.
    private static ComparedImages Images(ShadowView view, ComparedImages known) =>
        known.With(ComparedImages.Running(view.Seen.CopyImages)) with { Named = ComparedImages.Text(view.Seen.NamedImages) is { Length: > 0 } named ? named : known.Named };

    private static MirrorStatus? Remembering(ShadowView view, MirrorStatus? mirror, string? refused)
    {
        if (mirror is null) return null;
        var before = view.Seen.Status.Mirror;
        var held = before is null || mirror.Since == before.Since ? before?.Held ?? TimeSpan.Zero : before.HeldUntil(view.Seen.Status.Since ?? mirror.Since, mirror.Since);
        return mirror.Refused == refused && mirror.Held == held ? mirror : mirror with { Refused = refused, Held = held };
    }

    private static ShadowStatus Found(ShadowStatus status, ShadowEvidence evidence, long seen) => status with
    {
        Seen = Math.Max(seen, evidence.NotCompared.Values.Sum() + evidence.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared)),
        NotCompared = evidence.NotCompared,
        Differences =
        [
            .. evidence.Endpoints.SelectMany(endpoint => endpoint.Value.Differences().Select(found => new FoundDifference(endpoint.Key, found.Key, found.Value)))
                .OrderByDescending(found => found.Count).ThenBy(found => found.Endpoint, StringComparer.Ordinal).ThenBy(found => found.Difference).Take(ShadowStatus.MostDifferences),
        ],
        Noisy = [.. evidence.Endpoints.Values.SelectMany(endpoint => endpoint.NoisyFields()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(ShadowStatus.MostDifferences)],
    };

    // As the API writes times: without it a time read back would be another.
    private static DateTimeOffset Whole(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
