using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>The new, empty database: its storage has never held anything but what is loaded into it, and lies under the shareable key from its first byte.</summary>
public static class CreatePolicy
{
    private const int MostCreations = 3;

    /// <summary>Makes it, once there is something clean to load, and brings it up; one that is of no use any more goes.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || !view.LoadsAnew || view is { Verified: null, Proof: null } || view.Temporary is not { } temporary) return null;
        if (view.Fresh is not { } fresh) return Absent(view, temporary);
        return Useless(view, fresh) ?? Present(view, fresh) ?? InstancePolicy.For(view, fresh, view.FreshDatabase, Ownership.Fresh, RefreshStep.Create) ?? CredentialsPolicy.For(fresh, view.FreshDatabase, RefreshStep.Create);
    }

    // Whatever came into it beside one whole load of what was verified stays in its files, wherever it is deleted: so it goes whole.
    private static RefreshMove? Useless(RefreshView view, CloudDatabase fresh)
    {
        var known = view.FreshDatabase;
        var (reason, sentence) = known switch
        {
            { Done: RefreshStep.Prove, Fence: not null } when view.Proof is null => (Reason.FenceMoved, $"somebody wrote into {fresh.Id} while the snapshot was taken"),
            { Trouble: { Outcome: WorkOutcome.Restore } trouble } => (trouble.Reason, trouble.Message),
            _ => (Reason.RefreshRunning, ""),
        };
        if (sentence.Length == 0) return null;
        if (view.Run.Recreated >= MostCreations) return RefreshView.Fail(RefreshStep.Load, reason, $"{sentence}, after {view.Run.Recreated} other attempts in this run");
        var deletions = Deletion.Of(view, fresh);
        var message = $"{fresh.Id} is deleted and another one is made: {sentence}";
        return Step(reason, message) with
        {
            Effects = [.. deletions, .. deletions.Any(effect => effect is RefreshEffect.DeleteDatabase or RefreshEffect.DeleteMember) ? [new RefreshEffect.EmitEvent(reason, message, true)] : Array.Empty<RefreshEffect>()],
        };
    }

    private static RefreshMove? Present(RefreshView view, CloudDatabase fresh)
    {
        if (fresh.Roles.Count > 0) return RefreshView.Fail(RefreshStep.Create, Reason.RoleAttached, $"{fresh.Id} may act with {string.Join(", ", fresh.Roles)}: it must not reach the cloud");
        if (RefreshView.KeyAway(RefreshStep.Create, fresh) is { } away) return away;
        if (view.Run.Fresh != fresh.Id) return Step(Reason.RefreshRunning, $"goes on with {fresh.Id}") with { Run = view.Run with { Fresh = fresh.Id, FreshArn = fresh.Arn } };
        if (CloudStates.Of(fresh.Status) == CloudState.Ready || view.FreshDatabase.PasswordSet) return null;
        return Waits(view, fresh.Id, $"{fresh.Id} is {fresh.Status}", fresh);
    }

    private static RefreshMove Absent(RefreshView view, CloudDatabase temporary)
    {
        var id = CloudNames.Fresh(view.Seen.Run);
        if (view.Seen.Cloud.Databases.FirstOrDefault(database => database.Kind == view.Kind && database.Id == id) is { } there)
            return view.IsOurs(there.Tags) ? Waits(view, id, $"waits until {id} is gone ({there.Status})", there) : RefreshView.Fail(RefreshStep.Create, Reason.NameTaken, $"{id} exists and is not this refresh's");
        var lost = view.Run.Fresh.Length > 0;
        if (lost && view.Run.Recreated >= MostCreations)
            return RefreshView.Fail(RefreshStep.Create, Reason.TemporaryBroken, $"the new database was lost, broke or held half a load {view.Run.Recreated} times in this run");
        if (Room.Waits(view, RefreshStep.Create) is { } full) return full;
        var tags = Ownership.Tags(view.Seen.Run, Ownership.Fresh, (Keys.CloudDigest, view.Seen.Run.Digest), (Keys.CloudSource, temporary.ResourceId));
        return Step(Reason.RefreshRunning, $"creates {id}, empty, under {view.Spec.KmsKey}") with
        {
            Run = view.Run with { Fresh = "", FreshArn = "", Recreated = view.Run.Recreated + (lost ? 1 : 0) },
            Effects = [new RefreshEffect.CreateDatabase(view.Kind, id, temporary, view.Spec.KmsKey, tags)],
        };
    }

    private static RefreshMove Waits(RefreshView view, string id, string message, CloudDatabase seen) => Step(Reason.RefreshRunning, message) with
    {
        WaitsFor = new CloudTarget(CloudThing.Database, view.Kind, id),
        Mark = $"{seen.Status}/{seen.Progress}",
        Progress = seen.Progress,
    };

    private static RefreshMove Step(Reason reason, string message) => new() { Step = RefreshStep.Create, Reason = reason, Message = message };
}
