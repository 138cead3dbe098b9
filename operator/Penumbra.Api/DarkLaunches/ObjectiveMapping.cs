using System.Globalization;
using Penumbra.Core.Objectives;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What the judge says of objectives, and what it goes on from, between the wire and the rules: in the status of launches and of shadows.</summary>
internal static class ObjectiveMapping
{
    /// <summary>What is said of one objective.</summary>
    /// <param name="evaluation">What the judge says.</param>
    /// <param name="note">How long its note may be.</param>
    public static ObjectiveState ToWire(Evaluation evaluation, int note = 256) => new()
    {
        Name = evaluation.Objective, Mode = evaluation.Mode.ToString(), Verdict = evaluation.Verdict.ToString(), Why = evaluation.Why == UnknownWhy.None ? null : evaluation.Why.ToString(),
        Value = StatusSize.Bounded(evaluation.Value, 64), Bound = StatusSize.Bounded(evaluation.Bound, 64), Samples = evaluation.Samples, Needed = evaluation.Needed, ExpectedAt = evaluation.ExpectedAt, At = evaluation.At,
        Since = evaluation.Since, ErrorControl = evaluation.Judge == JudgeKind.Threshold || evaluation.Objective == RestartObjective.Name ? "None" : null, Note = evaluation.Note.Length == 0 ? null : StatusSize.Bounded(evaluation.Note, Math.Min(256, note)),
    };

    /// <summary>The same, read.</summary>
    public static Evaluation FromWire(ObjectiveState state) => new()
    {
        Objective = state.Name, Mode = Parse<ObjectiveMode>(state.Mode) ?? ObjectiveMode.Enforce, Verdict = Parse<Verdict>(state.Verdict) ?? Verdict.Unknown,
        Why = Parse<UnknownWhy>(state.Why) ?? UnknownWhy.None, Value = state.Value ?? "", Bound = state.Bound ?? "", Samples = state.Samples, Needed = state.Needed,
        ExpectedAt = state.ExpectedAt, At = state.At, Since = state.Since ?? default, Judge = state.ErrorControl == "None" && state.Name != RestartObjective.Name ? JudgeKind.Threshold : JudgeKind.Sequential, Note = state.Note ?? "",
    };

    /// <summary>What the judge goes on from.</summary>
    public static EvidenceState? ToWire(EvidenceStatus? evidence) => evidence is null ? null : new EvidenceState
    {
        Version = evidence.Version, Attempt = evidence.Attempt, Share = evidence.Situation.Length == 0 ? null : evidence.Situation,
        Objectives = [.. evidence.Objectives.Select(one => new ObjectiveEvidenceState
        {
            Name = one.Name, Question = one.Question, State = one.State, Candidate = one.Candidate.Length == 0 ? null : one.Candidate, Stable = one.Stable.Length == 0 ? null : one.Stable,
            Weight = one.Weight.ToString("G4", CultureInfo.InvariantCulture),
        })],
    };

    /// <summary>The same, read.</summary>
    public static EvidenceStatus? FromWire(EvidenceState? evidence) => evidence is null ? null : new EvidenceStatus(evidence.Version, evidence.Attempt, evidence.Share ?? "",
        [.. (evidence.Objectives ?? []).Select(one => new ObjectiveEvidence(one.Name, one.Question ?? "", one.State, one.Candidate ?? "", one.Stable ?? "", double.TryParse(one.Weight, CultureInfo.InvariantCulture, out var weight) ? weight : 1))]);

    private static T? Parse<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
