using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Everything that can be known before it costs money, all at once.</summary>
public static class PreflightPolicy
{
    /// <summary>Fails with all the problems, where there are any.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        // Once a restored database stands, what is wrong shows where it matters; a quota that it fills itself is not wrong.
        if (view.IsPublished || view.Temporary is not null) return null;
        var problems = Validate.Problems(view.Spec, view.Seen.Cloud.Preflight).ToList();
        if (view.Snapshot(view.PublishedId) is { } taken && (!view.IsOurs(taken.Tags) || Ownership.Tag(taken.Tags, Keys.CloudRun) != view.Run.Id))
        {
            problems.Add(new Problem(Reason.NameTaken, "spec.publish.name", view.IsOurs(taken.Tags)
                ? $"snapshot {taken.Id} is of run {Ownership.Tag(taken.Tags, Keys.CloudRun)}; use {{{{runId}}}} in the name when there may be several runs a day"
                : $"snapshot {taken.Id} exists and is not this refresh's; use another name"));
        }

        if (problems.Count == 0) return null;
        var message = string.Join("; ", problems);
        return new RefreshMove
        {
            Step = RefreshStep.Preflight,
            Reason = problems[0].Reason,
            Message = message,
            Ends = RunOutcome.Failed,
            Effects = [new RefreshEffect.EmitEvent(problems[0].Reason, message, true)],
        };
    }
}
