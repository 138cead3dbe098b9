using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>What the cloud does of itself after a call: things become ready, and go, after a while.</summary>
internal sealed partial class RefreshWorld
{
    private PreflightFacts? _looked;

    /// <summary>The most databases, instances of clusters counted apart, that the account may have; null for any number.</summary>
    public int? MostDatabases { get; set; }

    /// <summary>The most manual snapshots that the account may have; null for any number.</summary>
    public int? MostSnapshots { get; set; }

    private int Manual => Snapshots.Count(snapshot => snapshot.Type == "manual");

    // As the worker does: a process asks once.
    private PreflightFacts Looked() => MostDatabases is null && MostSnapshots is null ? Preflight : _looked ??= Preflight with
    {
        Own = Room.Own(RefreshView.Of(Spec, Observe(Preflight))),
        DatabasesLeft = MostDatabases - Databases.Count,
        InstancesLeft = MostDatabases - Databases.Count(database => database.Kind == DatabaseKind.Instance) - Members.Count,
        SnapshotsLeft = MostSnapshots - Manual,
    };

    private CallFailure? Full(RefreshEffect effect) => effect switch
    {
        RefreshEffect.RestoreDatabase or RefreshEffect.CloneDatabase or RefreshEffect.CreateDatabase when Databases.Count >= MostDatabases => new CallFailure(effect.GetType().Name, CallClass.Person, "DBClusterQuotaExceededFault", "no more", Now, 1, Now),
        RefreshEffect.CreateMember when Members.Count >= MostDatabases => new CallFailure("CreateDBInstance", CallClass.Person, "InstanceQuotaExceeded", "no more", Now, 1, Now),
        RefreshEffect.CreateSnapshot or RefreshEffect.CopySnapshot when Manual >= MostSnapshots => new CallFailure(effect.GetType().Name, CallClass.Person, "SnapshotQuotaExceeded", "no more", Now, 1, Now),
        _ => null,
    };

    private void Take(RefreshEffect.CreateSnapshot create)
    {
        var database = Databases.First(database => database.Id == create.DatabaseId);
        Snapshots.Add(new CloudSnapshot { Kind = create.Kind, Id = create.Id, Arn = $"arn:aws:rds:eu-north-1:123456789012:snapshot:{create.Id}", Status = "creating", CreatedAt = Now, OriginallyCreatedAt = create.Kind == DatabaseKind.Instance ? Now : null, DatabaseId = database.Id, DatabaseResourceId = database.ResourceId, Tags = create.Tags, Encrypted = true, Engine = database.Engine, EngineVersion = "15.4", SharedWith = [] });
        _ready[create.Id] = Now + CallTakes;
        _captured.Remove(create.Id);
    }

    private void Copy(RefreshEffect.CopySnapshot copy)
    {
        var source = Snapshots.First(snapshot => snapshot.Arn == copy.SourceArn);
        Snapshots.Add(source with { Id = copy.Id, Arn = $"arn:aws:rds:eu-north-1:123456789012:snapshot:{copy.Id}", Status = "copying", Progress = 0, CreatedAt = Now, Tags = copy.Tags, CopyOf = copy.Kind == DatabaseKind.Cluster ? source.Arn : null, KmsKey = copy.KmsKey, SharedWith = [] });
        _ready[copy.Id] = Now + CallTakes;
        _captured[copy.Id] = _captured.GetValueOrDefault(source.Id);
    }

    /// <summary>Somebody puts another snapshot in the place of one: by name, ARN and tags the same, with what was there before anything was cleaned.</summary>
    public void Replace(string id, Func<CloudSnapshot, CloudSnapshot> with)
    {
        _captured[id] = 0;
        Edit(id, snapshot => with(snapshot with { CreatedAt = Now, OriginallyCreatedAt = Spec.Source.Kind == DatabaseKind.Instance ? Now : null }));
    }

    private void Edit(string id, Func<CloudSnapshot, CloudSnapshot> edit)
    {
        var at = Snapshots.FindIndex(snapshot => snapshot.Id == id);
        Snapshots[at] = edit(Snapshots[at]);
    }

    private void EditMember(string id)
    {
        var at = Members.FindIndex(member => member.Id == id);
        if (at < 0) return;
        Members[at] = Members[at] with { Status = "deleting" };
        _ready[id] = Now + CallTakes;
    }

    private void Leave(string id)
    {
        var at = Databases.FindIndex(database => database.Id == id);
        if (at < 0) return;
        Databases[at] = Databases[at] with { Status = "deleting" };
        _ready[id] = Now + CallTakes;
    }

    private void Settle()
    {
        foreach (var (id, at) in _ready.Where(pair => pair.Value <= Now).ToList())
        {
            _ready.Remove(id);
            Databases.RemoveAll(database => database.Id == id && database.Status == "deleting");
            Members.RemoveAll(member => member.Id == id && member.Status == "deleting");
            for (var index = 0; index < Databases.Count; index++) if (Databases[index].Id == id) Databases[index] = Databases[index] with { Status = "available" };
            for (var index = 0; index < Members.Count; index++) if (Members[index].Id == id) Members[index] = Members[index] with { Status = "available" };
            for (var index = 0; index < Snapshots.Count; index++)
            {
                if (Snapshots[index].Id != id) continue;

                // What the snapshot holds is what was there at some moment on its way: the worst one is the last.
                if (Snapshots[index].Status == "creating") _captured[id] = _writes.GetValueOrDefault(Snapshots[index].DatabaseResourceId);
                Snapshots[index] = Snapshots[index] with { Status = "available", Progress = 100 };
            }
        }
    }
}
