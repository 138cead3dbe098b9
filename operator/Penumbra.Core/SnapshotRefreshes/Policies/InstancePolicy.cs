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
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || view.Kind == DatabaseKind.Instance || view.Temporary is not { } cluster) return null;
        var id = CloudNames.Member(cluster.Id);
        if (Deletion.Members(view, cluster).FirstOrDefault(member => view.IsOurs(member.Tags)) is not { } instance)
        {
            if (view.Seen.Cloud.Members.Concat(view.Seen.Cloud.Databases).Any(other => other.Kind == DatabaseKind.Instance && other.Id == id))
                return RefreshView.Fail(RefreshStep.Instance, Reason.NameTaken, $"instance {id} exists and is not this refresh's");
            return Step($"creates instance {id}") with { Effects = [new RefreshEffect.CreateMember(id, cluster.Id, cluster.Engine, Ownership.Tags(view.Seen.Run, Ownership.Temporary))] };
        }

        return CloudStates.Of(instance.Status) switch
        {
            CloudState.Ready => null,
            CloudState.Dead => RefreshView.Fail(RefreshStep.Instance, Reason.TemporaryBroken, $"instance {instance.Id} is {instance.Status}"),
            _ when view.Database.Done is not null => null,
            _ => Step($"instance {instance.Id} is {instance.Status}") with
            {
                WaitsFor = new CloudTarget(CloudThing.Member, DatabaseKind.Instance, instance.Id),
                Mark = $"{instance.Status}/{instance.Progress}",
                Progress = instance.Progress,
            },
        };
    }

    private static RefreshMove Step(string message) => new() { Step = RefreshStep.Instance, Reason = Reason.RefreshRunning, Message = message };
}
