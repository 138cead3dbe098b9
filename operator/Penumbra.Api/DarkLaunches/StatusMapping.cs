using Penumbra.Api.Common;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Status between the wire and the rules. Reading forgives: a status that another version or a hand wrote must not stop anything.</summary>
public static class StatusMapping
{
    // The schema's bound of these lists: a longer one would have the whole status refused.
    private const int MaxListed = 64;

    /// <summary>The rules' status as it is stored: within the bounds of its schema, and at most <see cref="StatusSize.Limit"/>.</summary>
    public static DarkLaunchStatus ToWire(LaunchStatus status) => StatusSize.Fit(Whole(status));

    private static DarkLaunchStatus Whole(LaunchStatus status) => new()
    {
        ObservedGeneration = status.ObservedGeneration,
        Phase = status.Phase?.ToString(),
        Reason = status.Reason.ToString(),
        Message = Bounded(status.Message, 4096),
        Stable = ToWire(status.Stable),
        Candidate = ToWire(status.Candidate),
        Weight = status.Weight.ToString(),
        Step = status.Step is { } step ? new StepState
        {
            Index = step.Index, Of = step.Of, Since = step.Since, Held = step.Held > TimeSpan.Zero ? Span.Format(step.Held) : null,
            EarliestNext = step.EarliestNext, PreparingSince = step.PreparingSince, Plan = step.Plan,
        } : null,
        Traffic = [.. status.Traffic.Take(MaxListed).Select(route => new SteeredObject { Router = route.Router, Kind = route.Kind, Name = route.Name, Uid = route.Uid, Marker = route.Marker })],
        Objectives = [.. status.Objectives.Take(MaxListed).Select(evaluation => ObjectiveMapping.ToWire(evaluation))],
        Evidence = ObjectiveMapping.ToWire(status.Evidence),
        Decisions = [.. status.Decisions.Select(decision => new DecisionRecord
        {
            At = decision.At, Revision = decision.Revision, From = decision.From.ToString(), To = decision.To.ToString(), Reason = decision.Reason.ToString(), Evidence = Bounded(decision.Evidence, 256),
        })],
        Revisions = [.. status.Revisions.Take(MaxListed).Select(revision => new RevisionRecord { Revision = revision.Revision, State = revision.State.ToString(), Outcome = revision.Outcome?.ToString() })],
        Handled = status.Handled,
        Hold = status.Hold is { } hold ? new HoldRecord
        {
            Reason = hold.Reason.ToString(), Revision = hold.Revision, Attempt = hold.Attempt, Share = hold.Share.ToString(), Since = hold.Since, Message = Bounded(hold.Message, 1024),
        } : null,
        PendingRevision = status.PendingRevision,
        Replicas = status.Replicas,
        Selector = status.Selector,
        LiveAt = status.LiveAt,
        Conditions = [.. status.Conditions.Select(condition => new StatusCondition
        {
            Type = condition.Type, Status = condition.Status.ToString(), Reason = condition.Reason, Message = Bounded(condition.Message, 4096),
            LastTransitionTime = condition.Since, ObservedGeneration = condition.Generation,
        })],
    };

    /// <summary>A stored status as the rules read it.</summary>
    public static LaunchStatus FromWire(DarkLaunchStatus? wire) => wire is null ? LaunchStatus.Empty : new LaunchStatus
    {
        ObservedGeneration = wire.ObservedGeneration ?? 0,
        Phase = Parse<LaunchPhase>(wire.Phase),
        Reason = Parse<Reason>(wire.Reason) ?? Reason.None,
        Message = wire.Message ?? "",
        Stable = FromWire(wire.Stable),
        Candidate = FromWire(wire.Candidate),
        Weight = Share.Parse(wire.Weight) ?? Share.None,
        Step = wire.Step is { } step ? new StepStatus
        {
            Index = step.Index, Of = step.Of, Since = step.Since, Held = Span.Parse(step.Held) ?? TimeSpan.Zero, EarliestNext = step.EarliestNext, PreparingSince = step.PreparingSince, Plan = step.Plan ?? "",
        } : null,
        Traffic = [.. (wire.Traffic ?? []).Select(route => new RouteStatus(route.Router ?? "", route.Kind, route.Name, route.Uid ?? "", route.Marker ?? ""))],
        Objectives = [.. (wire.Objectives ?? []).Select(ObjectiveMapping.FromWire)],
        Evidence = ObjectiveMapping.FromWire(wire.Evidence),
        Decisions = [.. (wire.Decisions ?? []).Select(decision => new DecisionStatus(
            decision.At, decision.Revision, Share.Parse(decision.From) ?? Share.None, Share.Parse(decision.To) ?? Share.None, Parse<Reason>(decision.Reason) ?? Reason.None, decision.Evidence ?? ""))],
        Revisions = [.. (wire.Revisions ?? []).Select(revision => new RevisionStatus(revision.Revision, Parse<RevisionState>(revision.State) ?? RevisionState.Kept, Parse<RevisionOutcome>(revision.Outcome)))],
        Handled = [.. wire.Handled ?? []],
        Hold = wire.Hold is { } hold ? new HoldStatus(
            Parse<Reason>(hold.Reason) ?? Reason.PausedByObjective, hold.Revision, hold.Attempt, Share.Parse(hold.Share) ?? Share.None, hold.Since, hold.Message ?? "") : null,
        PendingRevision = wire.PendingRevision,
        Replicas = wire.Replicas ?? 0,
        Selector = wire.Selector ?? "",
        LiveAt = wire.LiveAt,
        Conditions = [.. (wire.Conditions ?? []).Select(condition => new Condition(
            condition.Type, Parse<ConditionStatus>(condition.Status) ?? ConditionStatus.Unknown, condition.Reason, condition.Message ?? "", condition.LastTransitionTime, condition.ObservedGeneration))],
    };

    private static ReleaseState? ToWire(ReleaseStatus? release) => release is null ? null : new ReleaseState
    {
        Revision = release.Revision, Attempt = release.Attempt > 0 ? release.Attempt : null, Replicas = release.Replicas, Ready = release.Ready, Images = [.. release.Images.Take(32).Select(image => Bounded(image, 512))],
    };

    private static ReleaseStatus? FromWire(ReleaseState? release) =>
        release is null ? null : new ReleaseStatus(release.Revision, release.Attempt ?? 0, release.Replicas, release.Ready, [.. release.Images ?? []]);

    private static T? Parse<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;

    private static string Bounded(string text, int length) => StatusSize.Bounded(text, length);
}
