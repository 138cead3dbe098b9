using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>When status is worth a write: what people act on at once, counts and evidence twice a minute.</summary>
public static class StatusWrite
{
    /// <summary>How often counts are written at most.</summary>
    public static TimeSpan LiveInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to write now.</summary>
    public static bool Due(ShadowStatus before, ShadowStatus after, DateTimeOffset? writtenAt, DateTimeOffset now)
    {
        after = after with { Objectives = [.. NotMeasuredYet.Known(before.Objectives, after.Objectives)] };
        return before.Judgement?.Verdict != after.Judgement?.Verdict || !Same(Essence(before), Essence(after)) || (!Same(before, after) && (writtenAt is not { } at || now - at >= LiveInterval));
    }

    private static ShadowStatus Essence(ShadowStatus status) => status with
    {
        Judgement = null,
        Replay = status.Replay is { } replay ? replay with { Replayed = 0 } : null,
        Seen = 0,
        Coverage = null,
        Live = [],
        NotCompared = ShadowStatus.Empty.NotCompared,
        Differences = [],
        Noisy = [],
        Objectives = [.. status.Objectives.Where(evaluation => evaluation.Verdict == Verdict.Bad).Select(evaluation => new Evaluation { Objective = evaluation.Objective, Verdict = evaluation.Verdict })],
        Evidence = null,
        Resources = null,
        Conditions = [.. status.Conditions.Select(condition => condition with { Message = condition is { Type: "Stalled", Status: ConditionStatus.True } ? condition.Message : "" })],
    };

    // When something was measured is no news, and what status does not say cannot be read back.
    private static Evaluation Shown(Evaluation evaluation) => evaluation with { At = null, CountsFailures = false, Judge = JudgeKind.Sequential };

    private static bool Same(ShadowStatus left, ShadowStatus right) =>
        left with { Judgement = null, Live = [], NotCompared = right.NotCompared, Differences = [], Noisy = [], Objectives = [], Resources = null, Evidence = null, Conditions = [] }
            == right with { Judgement = null, Live = [], Differences = [], Noisy = [], Objectives = [], Resources = null, Evidence = null, Conditions = [] }
        && !ObjectiveKeeping.HasMoved(left.Evidence, right.Evidence) && left.Objectives.Select(Shown).SequenceEqual(right.Objectives.Select(Shown))
        && ResourceStatus.IsSame(left.Resources, right.Resources) && left.Seen == right.Seen && left.Conditions.SequenceEqual(right.Conditions) && left.Differences.SequenceEqual(right.Differences) && left.Noisy.SequenceEqual(right.Noisy)
        && left.NotCompared.SequenceEqual(right.NotCompared) && left.Judgement?.Verdict == right.Judgement?.Verdict && left.Judgement?.Why == right.Judgement?.Why && left.Judgement?.Counts.Compared == right.Judgement?.Counts.Compared;
}
