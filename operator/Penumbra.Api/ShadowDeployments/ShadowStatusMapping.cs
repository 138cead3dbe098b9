using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Penumbra.Api.Common;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>
/// A shadow's status between the wire and the rules. Reading forgives: a status that another version or a hand wrote must not stop anything. What is written, read and written again stays the same.
/// </summary>
public static class ShadowStatusMapping
{
    private const int MostEndpoints = 32;
    private const int MostObjectives = 32;
    private const int LongestName = 256;
    private const int ShortestName = 16;

    /// <summary>The rules' status as it is stored: within the bounds of its schema, and with its texts cut where it would be over <see cref="StatusSize.Limit"/>.</summary>
    public static ShadowDeploymentStatus ToWire(ShadowStatus status)
    {
        var length = LongestName;
        var wire = Whole(status, length);
        while (length > ShortestName && JsonSerializer.SerializeToUtf8Bytes(wire, ApiJson.Default.ShadowDeploymentStatus).Length > StatusSize.Limit) wire = Whole(status, length /= 2);
        return wire;
    }

    /// <summary>A stored status as the rules read it.</summary>
    public static ShadowStatus FromWire(ShadowDeploymentStatus? wire) => wire is null ? ShadowStatus.Empty : new ShadowStatus
    {
        ObservedGeneration = wire.ObservedGeneration ?? 0,
        Phase = Parse<ShadowPhase>(wire.Phase),
        Subject = wire.Subject,
        Images = wire.Images is { } images ? new ComparedImages(images.Runs ?? "", ComparedImages.Text(images.Named ?? [])) { Programs = ComparedImages.Text(images.Programs ?? []) } : ComparedImages.None,
        Since = wire.Since,
        Mirror = wire.Mirror is { } mirror ? new MirrorStatus(Share.Parse(mirror.Sample) ?? Share.None, mirror.Since, mirror.Instance ?? "", mirror.Seen ?? 0, Number(mirror.TrialRate)) { Refused = mirror.Refused, Held = TimeSpan.FromSeconds(mirror.HeldSeconds ?? 0) } : null,
        Replay = wire.Replay is { } replay ? new ReplayProgress(replay.Replayed, replay.Total, replay.Finished ?? false) : null,
        Judgement = Judgement(wire),
        DecidedAt = wire.DecidedAt,
        Seen = wire.Seen ?? 0,
        Live = [.. (wire.Live ?? []).Where(known => known.Bad >= 0 && known.Events >= known.Bad).DistinctBy(known => known.Objective).Select(known => new LiveEvents(known.Objective, known.Events, known.Bad))],
        Coverage = Number(wire.Coverage?.TrimEnd('%')) / 100,
        NotCompared = (wire.NotCompared ?? ImmutableSortedDictionary<string, long>.Empty).Where(pair => Parse<NotCompared>(pair.Key) is not null)
            .ToImmutableSortedDictionary(pair => Parse<NotCompared>(pair.Key)!.Value, pair => pair.Value),
        Differences = [.. (wire.Differences ?? []).Where(found => Parse<DifferenceKind>(found.Kind) is not null)
            .Select(found => new FoundDifference(found.Endpoint, new Difference(found.Field, Parse<DifferenceKind>(found.Kind)!.Value), found.Count ?? 0))],
        Noisy = [.. (wire.NotJudged ?? []).Where(record => !ResourceMapping.IsOurs(record)).Select(field => field.Field)],
        Resources = ResourceMapping.FromWire(wire.Resources, wire.NotJudged),
        Objectives = [.. (wire.Objectives ?? []).Select(ObjectiveMapping.FromWire)],
        Evidence = ObjectiveMapping.FromWire(wire.Evidence),
        Conditions = [.. (wire.Conditions ?? []).Select(condition => new Condition(
            condition.Type, Parse<ConditionStatus>(condition.Status) ?? ConditionStatus.Unknown, condition.Reason, condition.Message ?? "", condition.LastTransitionTime, condition.ObservedGeneration))],
    };

    private static ShadowDeploymentStatus Whole(ShadowStatus status, int length) => new()
    {
        ObservedGeneration = status.ObservedGeneration,
        Phase = status.Phase?.ToString(),
        Verdict = status.Judgement?.Verdict.ToString(),
        Why = status.Judgement?.Why.ToString(),
        Message = status.Judgement is { } judged ? Bounded(judged.Message, 4 * length) : null,
        ExpectedAt = status.Judgement?.ExpectedAt,
        DecidedAt = status.DecidedAt,
        Subject = status.Subject is { } subject ? Bounded(subject, 4096) : null,
        Images = status.Images == ComparedImages.None ? null : new ComparedImagesRecord
        {
            Runs = status.Images.Runs is { Length: > 0 } runs ? Bounded(runs, 16) : null,
            Programs = status.Images.Programs is { Length: > 0 } programs ? [.. programs.Split(' ')] : null,
            Named = status.Images.Named is { Length: > 0 } named ? [.. named.Split(' ')] : null,
        },
        Since = status.Since,
        Mirror = status.Mirror is { } mirror ? new MirrorRecord
        {
            Sample = mirror.Sample.ToString(), Since = mirror.Since, Instance = Bounded(mirror.Instance, 64), Seen = mirror.Seen, TrialRate = mirror.TrialRate is { } rate ? Number(rate) : null,
            Refused = mirror.Refused is { } refused ? Bounded(refused, 16) : null, HeldSeconds = mirror.Held > TimeSpan.Zero ? (long)mirror.Held.TotalSeconds : null,
        } : null,
        Replay = status.Replay is { } replay ? new ReplayRecord { Replayed = replay.Replayed, Total = replay.Total, Finished = replay.IsFinished } : null,
        Seen = status.Seen,
        Live = status.Live.IsEmpty ? null : [.. status.Live.Take(MostObjectives).Select(known => new LiveRecord { Objective = known.Objective, Events = known.Total, Bad = known.Bad })],
        Coverage = status.Coverage is { } covered ? string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(Math.Round(100 * covered), 0, 1e6):0}%") : null,
        Compared = status.Judgement?.Counts.Compared,
        NotCompared = status.NotCompared.IsEmpty ? null : status.NotCompared.ToImmutableSortedDictionary(pair => pair.Key.ToString(), pair => pair.Value, StringComparer.Ordinal),
        Mismatch = status.Judgement is { Needed: > 0 } judgement ? ToWire(judgement) : null,
        Latency = status.Judgement is { Median: not null } or { Tail: not null } ? new LatencyRecord { RatioP50 = Ratio(status.Judgement.Median), RatioP99 = Ratio(status.Judgement.Tail), Pairs = status.Judgement.Pairs } : null,
        Resources = ResourceMapping.ToWire(status.Resources),
        NotJudged = [.. ResourceMapping.NotJudged(status.Resources, length), .. status.Noisy.Take(ShadowStatus.MostDifferences).Select(field => new NotJudgedRecord { Field = Bounded(field, length), Why = "Noisy" })],
        Endpoints = [.. Endpoints(status.Judgement, length)],
        Differences = [.. status.Differences.Take(ShadowStatus.MostDifferences).Select(found => new DifferenceRecord
        {
            Endpoint = Bounded(found.Endpoint, length), Field = Bounded(found.Difference.Field, length), Kind = found.Difference.Kind.ToString(), Count = found.Count,
        })],
        Objectives = status.Objectives.IsEmpty ? null : [.. status.Objectives.Take(MostObjectives).Select(evaluation => ObjectiveMapping.ToWire(evaluation, length))],
        Evidence = ObjectiveMapping.ToWire(status.Evidence),
        Conditions = [.. status.Conditions.Select(condition => new StatusCondition
        {
            Type = condition.Type, Status = condition.Status.ToString(), Reason = condition.Reason, Message = Bounded(condition.Message, 4 * length),
            LastTransitionTime = condition.Since, ObservedGeneration = condition.Generation,
        })],
    };

    private static MismatchRecord ToWire(ShadowJudgement judgement) => new()
    {
        Share = judgement.Counts.Compared == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{100.0 * judgement.Counts.ShadowOnly / judgement.Counts.Compared:0.###}%"),
        Mismatched = judgement.Counts.ShadowOnly,
        LiveAlone = judgement.Counts.LiveOnly,
        EvidenceNotWorse = Number(judgement.NotWorse),
        EvidenceWorse = Number(judgement.Worse),
        Needed = Number(judgement.Needed),
        NeededForWorse = Number(judgement.NeededForWorse),
    };

    // Bad ones first: they are what a person looks for; the sort is stable. Names that are equal once cut would have the whole status refused.
    private static IEnumerable<EndpointRecord> Endpoints(ShadowJudgement? judgement, int length) => (judgement?.Endpoints ?? [])
        .OrderBy(endpoint => endpoint.Verdict switch { ShadowVerdict.Worse => 0, ShadowVerdict.Inconclusive => 1, _ => 2 })
        .DistinctBy(endpoint => Bounded(endpoint.Endpoint, length), StringComparer.Ordinal)
        .Take(MostEndpoints)
        .Select(endpoint => new EndpointRecord
        {
            Endpoint = Bounded(endpoint.Endpoint, length), Compared = endpoint.Counts.Compared, Mismatched = endpoint.Counts.ShadowOnly, Verdict = endpoint.Verdict.ToString(), Why = endpoint.Why.ToString(),
            Refused = endpoint.Refused.Length == 0 ? null : endpoint.Refused,
        });

    private static ShadowJudgement? Judgement(ShadowDeploymentStatus wire) => Parse<ShadowVerdict>(wire.Verdict) is not { } verdict ? null : new ShadowJudgement
    {
        Verdict = verdict,
        Why = Parse<VerdictWhy>(wire.Why) ?? default,
        Message = wire.Message ?? "",
        ExpectedAt = wire.ExpectedAt,
        Counts = Counts(wire.Compared, wire.Mismatch?.Mismatched, wire.Mismatch?.LiveAlone),
        NotWorse = Number(wire.Mismatch?.EvidenceNotWorse) ?? 0,
        Worse = Number(wire.Mismatch?.EvidenceWorse) ?? 0,
        Needed = Number(wire.Mismatch?.Needed) ?? 0,
        NeededForWorse = Number(wire.Mismatch?.NeededForWorse) ?? 0,
        Median = Ratio(wire.Latency?.RatioP50, 0.5),
        Tail = Ratio(wire.Latency?.RatioP99, 0.99),
        Pairs = wire.Latency?.Pairs ?? 0,
        Endpoints = [.. (wire.Endpoints ?? []).Select(endpoint => new EndpointJudgement
        {
            Endpoint = endpoint.Endpoint, Counts = Counts(endpoint.Compared, endpoint.Mismatched, null), Verdict = Parse<ShadowVerdict>(endpoint.Verdict) ?? default, Why = Parse<VerdictWhy>(endpoint.Why) ?? default,
            Refused = endpoint.Refused ?? "",
        })],
    };

    private static DifferenceCounts Counts(long? compared, long? mismatched, long? liveAlone) => new((compared ?? 0) - (mismatched ?? 0) - (liveAlone ?? 0), mismatched ?? 0, liveAlone ?? 0);

    private static string? Ratio(LatencyRatio? ratio) => ratio is { } known && double.IsFinite(known.Ratio) ? known.Ratio.ToString("0.###", CultureInfo.InvariantCulture) : null;

    // The interval is the report's: what was read back is for people.
    private static LatencyRatio? Ratio(string? text, double quantile) => Number(text) is { } ratio ? new LatencyRatio(quantile, ratio, 0, 0.95) : null;

    private static string Number(double value) => Math.Clamp(value, -1e300, 1e300).ToString("G4", CultureInfo.InvariantCulture);

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static T? Parse<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;

    private static string Bounded(string text, int length) => StatusSize.Bounded(text, length);
}
