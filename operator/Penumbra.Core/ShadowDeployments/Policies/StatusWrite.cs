using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>When status is worth a write: what people act on at once, counts and evidence twice a minute.</summary>
public static class StatusWrite
{
    /// <summary>How often counts are written at most.</summary>
    public static TimeSpan LiveInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to write now.</summary>
    public static bool Due(ShadowStatus before, ShadowStatus after, DateTimeOffset? writtenAt, DateTimeOffset now) =>
        before.Judgement?.Verdict != after.Judgement?.Verdict || !Same(Essence(before), Essence(after)) || (!Same(before, after) && (writtenAt is not { } at || now - at >= LiveInterval));

    private static ShadowStatus Essence(ShadowStatus status) => status with
    {
        Judgement = null,
        Replay = status.Replay is { } replay ? replay with { Replayed = 0 } : null,
        Seen = 0,
        NotCompared = ShadowStatus.Empty.NotCompared,
        Differences = [],
        Noisy = [],
        Conditions = [.. status.Conditions.Select(condition => condition with { Message = condition is { Type: "Stalled", Status: ConditionStatus.True } ? condition.Message : "" })],
    };

    private static bool Same(ShadowStatus left, ShadowStatus right) =>
        left with { Judgement = null, NotCompared = right.NotCompared, Differences = [], Noisy = [], Conditions = [] } == right with { Judgement = null, Differences = [], Noisy = [], Conditions = [] }
        && left.Seen == right.Seen && left.Conditions.SequenceEqual(right.Conditions) && left.Differences.SequenceEqual(right.Differences) && left.Noisy.SequenceEqual(right.Noisy)
        && left.NotCompared.SequenceEqual(right.NotCompared) && left.Judgement?.Verdict == right.Judgement?.Verdict && left.Judgement?.Why == right.Judgement?.Why && left.Judgement?.Counts.Compared == right.Judgement?.Counts.Compared;
}
