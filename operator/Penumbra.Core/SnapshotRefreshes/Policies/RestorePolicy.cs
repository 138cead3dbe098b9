using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>The temporary database: adopted, restored or cloned; what else is left of this refresh is deleted.</summary>
public static class RestorePolicy
{
    private const int MostRestores = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(30);

    /// <summary>Brings it up.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished) return null;
        var others = view.OwnDatabases().Where(database => database.Id != view.Temporary?.Id && database.Id != view.Fresh?.Id).ToList();
        if (others.Select(database => NoRoom(view, database)).FirstOrDefault(move => move is not null) is { } pause) return pause;
        var deletions = others.SelectMany(database => Deletion.Of(view, database)).ToList();
        if (deletions.Count > 0)
        {
            // Deleted and restored again, but not for ever.
            var broken = others.FirstOrDefault(database => view.Broken(database) is not null && Ownership.IsFor(database.Tags, Ownership.Temporary) && Ownership.Tag(database.Tags, Keys.CloudRun) == view.Run.Id);
            if (broken is not null && !view.IsDeletionRefused && view.Run.Restored >= MostRestores)
                return RefreshView.Fail(RefreshStep.Restore, Reason.TemporaryBroken, $"{Shown(view, broken)}, after {view.Run.Restored} other attempts in this run");

            // One that the run knows counts when it is gone, and not twice.
            var counts = broken is not null && !view.IsDeletionRefused && view.Run.Temporary.Length == 0 && deletions.Contains(new RefreshEffect.DeleteDatabase(broken.Kind, broken.Id));
            var message = $"deletes {string.Join(", ", others.Select(database => Shown(view, database)))}: of no use to this run";
            return Step(Reason.OrphanDeleted, message) with
            {
                // A pause that is over stays so, whatever its deletion takes.
                Mark = others.Any(database => view.Broken(database) is { Status: CloudStates.NoRoom }) ? CloudStates.NoRoom : null,
                Run = counts ? view.Run with { Restored = view.Run.Restored + 1 } : null,
                Effects = [.. deletions, new RefreshEffect.EmitEvent(Reason.OrphanDeleted, message, false)],
            };
        }

        return view.Temporary is { } temporary ? Present(view, temporary) : Absent(view);
    }

    // At once it would find none again: 30 min, 1 h, 2 h. The dead one stands meanwhile, so that the next process knows since when.
    private static RefreshMove? NoRoom(RefreshView view, CloudDatabase database)
    {
        if (view.IsDeletionRefused) return null;
        var before = Ownership.IsFor(database.Tags, Ownership.Fresh) ? view.Run.Recreated : view.Run.Restored;
        if (view.Broken(database) is not { Status: CloudStates.NoRoom } dead || Ownership.Tag(database.Tags, Keys.CloudRun) != view.Run.Id || before >= MostRestores) return null;
        var since = view.Run.Steps.LastOrDefault() is { Step: RefreshStep.Restore, Mark: CloudStates.NoRoom } step ? step.MovedAt : view.Now;
        var until = since + (FirstPause * Math.Pow(2, before));
        if (until <= view.Now) return null;
        return Step(Reason.RefreshRunning, $"{dead.Id} is {dead.Status}: the cloud has no {view.Spec.Temporary.InstanceClass} for the moment; it is made anew at {Times.Text(until)}") with
        {
            Mark = CloudStates.NoRoom,
            ReconsiderAt = view.AtTheLatest(until),
        };
    }

    private static RefreshMove? Present(RefreshView view, CloudDatabase temporary)
    {
        if (temporary.Roles.Count > 0) return RefreshView.Fail(RefreshStep.Restore, Reason.RoleAttached, $"{temporary.Id} may act with {string.Join(", ", temporary.Roles)}: a restored database must not reach the cloud");
        if (RefreshView.KeyAway(RefreshStep.Restore, temporary) is { } away) return away;
        if (view.Run.Temporary != temporary.Id)
        {
            var maker = Ownership.Tag(temporary.Tags, Keys.CloudRun);
            var adopted = maker != view.Run.Id;
            return Step(adopted ? Reason.OrphanAdopted : Reason.RefreshRunning, $"goes on with {temporary.Id}") with
            {
                Run = view.Run with { Temporary = temporary.Id, TemporaryArn = temporary.Arn, ReusedFrom = adopted ? maker : null },
                Effects = adopted ? [new RefreshEffect.EmitEvent(Reason.OrphanAdopted, $"{temporary.Id} of run {maker} is gone on with", false)] : [],
            };
        }

        // Once its password was set it is this process' own: what it is busy with then, other steps wait for.
        if (CloudStates.Of(temporary.Status) == CloudState.Ready || view.Database.PasswordSet) return null;
        return Step(Reason.RefreshRunning, $"{temporary.Id} is {temporary.Status}") with
        {
            WaitsFor = new CloudTarget(CloudThing.Database, temporary.Kind, temporary.Id),
            Mark = $"{temporary.Status}/{temporary.Progress}",
            Progress = temporary.Progress,
        };
    }

    private static RefreshMove Absent(RefreshView view)
    {
        var id = CloudNames.Temporary(view.Seen.Run);
        if (view.Seen.Cloud.Databases.FirstOrDefault(database => database.Kind == view.Kind && database.Id == id) is { } there)
        {
            if (!view.IsOurs(there.Tags)) return RefreshView.Fail(RefreshStep.Restore, Reason.NameTaken, $"{id} exists and is not this refresh's");
            return Step(Reason.RefreshRunning, $"waits until {id} is gone ({there.Status})") with
            {
                WaitsFor = new CloudTarget(CloudThing.Database, view.Kind, id),
                Mark = $"{there.Status}/{there.Progress}",
            };
        }

        var lost = view.Run.Temporary.Length > 0;
        if (lost && view.Run.Restored >= MostRestores)
            return RefreshView.Fail(RefreshStep.Restore, Reason.TemporaryBroken, $"the temporary database was lost or broke {view.Run.Restored} times in this run");
        if (Room.Waits(view, RefreshStep.Restore) is { } full) return full;
        var tags = Ownership.Tags(view.Seen.Run, Ownership.Temporary, (Keys.CloudDigest, view.Seen.Run.Digest), (Keys.CloudSource, view.Run.Source));
        var key = view.Spec.Encryption == EncryptionMode.OnRestore ? view.Spec.KmsKey : null;
        RefreshEffect start;
        if (view.Spec.Source.Strategy == SourceStrategy.Clone) start = new RefreshEffect.CloneDatabase(id, view.Spec.Source.Id, key, tags);
        else if (SourcePolicy.Chosen(view) is { } source)
            start = new RefreshEffect.RestoreDatabase(view.Kind, id, view.Run.Source, source.Engine, view.Spec.Temporary.EngineVersion ?? source.EngineVersion, key, tags);
        else return RefreshView.Fail(RefreshStep.Restore, Reason.SnapshotNotFound, $"{view.Run.Source} is gone");
        return Step(lost ? Reason.TemporaryLost : Reason.RefreshRunning, lost ? $"{view.Run.Temporary} is gone; {id} is restored anew" : $"restores {id} from {view.Run.Source}") with
        {
            Run = view.Run with { Temporary = "", TemporaryArn = "", ReusedFrom = null, Restored = view.Run.Restored + (lost ? 1 : 0) },
            Effects = [start, .. lost ? [new RefreshEffect.EmitEvent(Reason.TemporaryLost, $"{view.Run.Temporary} was deleted or broke; {id} is restored anew", true)] : Array.Empty<RefreshEffect>()],
        };
    }

    private static string Shown(RefreshView view, CloudDatabase database) => view.Broken(database) is { } dead && dead.Id != database.Id ? $"{database.Id}, whose instance {dead.Id} is {dead.Status}" : $"{database.Id} ({database.Status})";

    private static RefreshMove Step(Reason reason, string message) => new() { Step = RefreshStep.Restore, Reason = reason, Message = message };
}
