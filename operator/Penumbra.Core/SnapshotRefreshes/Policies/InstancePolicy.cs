using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Restoring a cluster gives storage alone: it needs one instance to answer.</summary>
public static class InstancePolicy
{
    /// <summary>Makes it and waits for it.</summary>
    public static RefreshMove? Apply(RefreshView view) => view.IsPublished || view.Temporary is not { } cluster ? null : For(view, cluster, view.Database, Ownership.Temporary, RefreshStep.Instance);

    /// <summary>The same for any cluster of ours.</summary>
    /// <param name="view">The facts.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="known">What this process knows of it.</param>
    /// <param name="part">What the instance is for.</param>
    /// <param name="step">The step that it is shown under.</param>
    internal static RefreshMove? For(RefreshView view, CloudDatabase cluster, DatabaseFacts known, string part, RefreshStep step)
    {
        if (cluster.Kind == DatabaseKind.Instance) return null;
        var id = CloudNames.Member(cluster.Id);
        if (Deletion.Members(view, cluster).FirstOrDefault(member => view.IsOurs(member.Tags)) is not { } instance)
        {
            if (view.Seen.Cloud.Members.Concat(view.Seen.Cloud.Databases).Any(other => other.Kind == DatabaseKind.Instance && other.Id == id))
                return RefreshView.Fail(step, Reason.NameTaken, $"instance {id} exists and is not this refresh's");
            return Step(step, $"creates instance {id}") with { Effects = [new RefreshEffect.CreateMember(id, cluster.Id, cluster.Engine, Ownership.Tags(view.Seen.Run, part))] };
        }

        // One that is dead has taken its cluster with it.
        if (RefreshView.KeyAway(step, instance) is { } away) return away;
        return CloudStates.Of(instance.Status) switch
        {
            CloudState.Ready => null,
            _ when known.Done is not null => null,
            _ => Step(step, $"instance {instance.Id} is {instance.Status}") with
            {
                WaitsFor = new CloudTarget(CloudThing.Member, DatabaseKind.Instance, instance.Id),
                Mark = $"{instance.Status}/{instance.Progress}",
                Progress = instance.Progress,
            },
        };
    }

    private static RefreshMove Step(RefreshStep step, string message) => new() { Step = step, Reason = Reason.RefreshRunning, Message = message };
}
