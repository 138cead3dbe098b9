using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>When status is worth a write: when something changed that people act on; live values at most once a minute, those that autoscalers read every ten seconds, short waits not at all.</summary>
public static class StatusWrite
{
    /// <summary>How often live values (readiness, samples, waits) are written at most.</summary>
    public static TimeSpan LiveInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How often what the scale subresource shows, and stable's readiness and the rise of condition Ready, are written at most: an autoscaler looks every 15 s.</summary>
    public static TimeSpan ScaleInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether to write now.</summary>
    public static bool Due(LaunchStatus before, LaunchStatus after, LaunchMemory memory, DateTimeOffset now)
    {
        if (IsPassing(before, after, memory, now)) return false;
        return !Same(Essence(before), Essence(Settled(before, Measured(before, after), now))) || (!Same(before, after) && LiveDue(before, after, now));
    }

    /// <summary>The status to write, with the time of its live values.</summary>
    public static LaunchStatus Stamp(LaunchStatus before, LaunchStatus after, DateTimeOffset now) =>
        Same(before with { LiveAt = null }, after with { LiveAt = null }) ? after : after with { LiveAt = now };

    /// <summary>When live values that differ may be written; null when none differ, and while a short wait keeps them back: its own deadline brings the next look.</summary>
    public static DateTimeOffset? NextAt(LaunchStatus before, LaunchStatus after, LaunchMemory memory, DateTimeOffset now) =>
        before.LiveAt is { } at && !IsPassing(before, after, memory, now) && !Same(before, after) ? at + Interval(before, after) : null;

    // That Ready falls is told at once; that it rises again, and nothing else, waits: or a flapping pod would write at each flip.
    private static LaunchStatus Settled(LaunchStatus before, LaunchStatus after, DateTimeOffset now) =>
        Ready(before) is { Status: ConditionStatus.False } fallen && Ready(after) is { Status: ConditionStatus.True } && before.LiveAt is { } at && now - at < ScaleInterval
            ? after with { Conditions = [.. after.Conditions.Select(condition => condition.Type == fallen.Type ? fallen : condition)] }
            : after;

    private static LaunchStatus Measured(LaunchStatus before, LaunchStatus after) => after with { Objectives = [.. NotMeasuredYet.Known(before.Objectives, after.Objectives)] };

    private static Condition? Ready(LaunchStatus status) => status.Conditions.FirstOrDefault(condition => condition.Type == "Ready");

    private static bool LiveDue(LaunchStatus before, LaunchStatus after, DateTimeOffset now) => before.LiveAt is not { } at || now - at >= Interval(before, after);

    private static TimeSpan Interval(LaunchStatus before, LaunchStatus after) =>
        Ready(before)?.Status != Ready(after)?.Status || before.Replicas != after.Replicas || before.Stable?.Replicas != after.Stable?.Replicas || before.Stable?.Ready != after.Stable?.Ready ? ScaleInterval : LiveInterval;

    // In the middle of a step's two or three writes: told once, when it has begun.
    private static bool IsPassing(LaunchStatus before, LaunchStatus after, LaunchMemory memory, DateTimeOffset now) =>
        memory.WaitingFor.Length > 0 && !Waiting.IsLong(memory, now) && after.Decisions.Count == before.Decisions.Count
        && before.Phase == after.Phase && before.Candidate?.Revision == after.Candidate?.Revision && before.Candidate?.Attempt == after.Candidate?.Attempt && before.Hold == after.Hold;

    private static LaunchStatus Essence(LaunchStatus status) => status with
    {
        Message = "",
        Stable = status.Stable is { } stable ? stable with { Replicas = 0, Ready = 0 } : null,
        Candidate = status.Candidate is { } candidate ? candidate with { Replicas = 0, Ready = 0 } : null,
        Objectives = [.. status.Objectives.Select(evaluation => evaluation with { Verdict = Shown(evaluation), Why = UnknownWhy.None, Value = "", Bound = "", Samples = 0, Needed = 0, ExpectedAt = null, At = null, Note = "", Since = default })],
        Conditions = [.. status.Conditions.Select(condition => condition with { Message = condition is { Type: "Stalled" } ? condition.Message : "", Reason = condition is { Type: "Reconciling" or "Ready" } ? "" : condition.Reason })],
        Replicas = 0,
        Evidence = null,
        LiveAt = null,
    };

    // Each step begins with too few events of its own, and each process without any reading: that Good turns Unknown for a while and back is a live value.
    private static Verdict Shown(Evaluation evaluation) => evaluation is { Why: UnknownWhy.TooFew or UnknownWhy.NoControl } or { Verdict: Verdict.Unknown, At: null } ? Verdict.Good : evaluation.Verdict;

    private static bool Same(LaunchStatus left, LaunchStatus right) =>
        !ObjectiveKeeping.HasMoved(left.Evidence, right.Evidence) && left with { Evidence = null, Traffic = [], Objectives = [], Decisions = [], Revisions = [], Handled = [], Conditions = [], Stable = null, Candidate = null }
            == right with { Evidence = null, Traffic = [], Objectives = [], Decisions = [], Revisions = [], Handled = [], Conditions = [], Stable = null, Candidate = null }
        && Same(left.Stable, right.Stable) && Same(left.Candidate, right.Candidate)
        && left.Traffic.SequenceEqual(right.Traffic) && left.Objectives.SequenceEqual(right.Objectives) && left.Decisions.SequenceEqual(right.Decisions)
        && left.Revisions.SequenceEqual(right.Revisions) && left.Handled.SequenceEqual(right.Handled) && left.Conditions.SequenceEqual(right.Conditions);

    private static bool Same(ReleaseStatus? left, ReleaseStatus? right) => left is null || right is null
        ? left is null && right is null
        : left with { Images = [] } == right with { Images = [] } && left.Images.SequenceEqual(right.Images);
}
