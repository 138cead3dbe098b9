using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Effects;

/// <summary>Something to be done, as data. Effects are carried out in their order, up to the first failure; then everything is looked at again.</summary>
public abstract record RefreshEffect
{
    private RefreshEffect()
    {
    }

    /// <summary>Whether it changes something in the cloud: only then the Lease is asked first.</summary>
    public bool WritesToCloud => this is not (Work or Load or HandOver or WriteConfigMap or KeepColumns or PatchStatus or EmitEvent);

    /// <summary>Restores the temporary database from a snapshot.</summary>
    /// <param name="Kind">Cluster or plain instance.</param>
    /// <param name="Id">The new database's identifier.</param>
    /// <param name="Snapshot">The snapshot's identifier, or its ARN when another account shares it.</param>
    /// <param name="Engine">The engine.</param>
    /// <param name="EngineVersion">The version: without one the region's default would be taken.</param>
    /// <param name="KmsKey">The key; null for the snapshot's own.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record RestoreDatabase(DatabaseKind Kind, string Id, string Snapshot, string Engine, string EngineVersion, string? KmsKey, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Clones the source cluster, copy-on-write.</summary>
    /// <param name="Id">The new cluster's identifier.</param>
    /// <param name="SourceId">The cluster that is cloned.</param>
    /// <param name="KmsKey">The key; null for the source's own.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record CloneDatabase(string Id, string SourceId, string? KmsKey, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Makes a new, empty database under a key, with this process' password.</summary>
    /// <param name="Kind">Cluster or plain instance.</param>
    /// <param name="Id">The new database's identifier.</param>
    /// <param name="Like">The database whose engine, version and disk it gets.</param>
    /// <param name="KmsKey">The key.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record CreateDatabase(DatabaseKind Kind, string Id, CloudDatabase Like, string KmsKey, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Gives a cluster of ours its instance.</summary>
    /// <param name="Id">The instance's identifier.</param>
    /// <param name="ClusterId">The cluster.</param>
    /// <param name="Engine">The engine.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record CreateMember(string Id, string ClusterId, string Engine, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Sets the master password to this process' own, and keeps automated backups for the least time that the cloud allows.</summary>
    /// <param name="Kind">Cluster or plain instance.</param>
    /// <param name="Id">The database.</param>
    /// <param name="ResourceId">Its identity: what is known of another one is forgotten.</param>
    public sealed record SetPassword(DatabaseKind Kind, string Id, string ResourceId) : RefreshEffect;

    /// <summary>Allows that the database is deleted.</summary>
    /// <param name="Kind">Cluster or plain instance.</param>
    /// <param name="Id">The database.</param>
    public sealed record Unprotect(DatabaseKind Kind, string Id) : RefreshEffect;

    /// <summary>Works in a database: Quiesce, Sanitize, Rewrite or Verify in the temporary one, Prove in the new one.</summary>
    /// <param name="Step">Which.</param>
    /// <param name="Address">Where.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="ResourceId">Its identity, for the proof.</param>
    public sealed record Work(RefreshStep Step, string Address, int Port, string ResourceId) : RefreshEffect;

    /// <summary>Loads what was verified into the new database, and compares the two.</summary>
    /// <param name="Address">Where the new database is.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="ResourceId">Its identity.</param>
    /// <param name="FromAddress">Where the verified database is.</param>
    /// <param name="FromPort">Its port.</param>
    /// <param name="Verified">The proof of the verified database: while its fence stands, what is dumped is what was verified.</param>
    public sealed record Load(string Address, int Port, string ResourceId, string FromAddress, int FromPort, Proof Verified) : RefreshEffect;

    /// <summary>Leaves the database's credentials where the container of a step finds them.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Address">Where the database is.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="ResourceId">Its identity: in another one the container has not worked.</param>
    public sealed record HandOver(string Step, string Address, int Port, string ResourceId) : RefreshEffect;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="Kind">Of a cluster or a plain instance.</param>
    /// <param name="Id">The snapshot's identifier.</param>
    /// <param name="DatabaseId">The database.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record CreateSnapshot(DatabaseKind Kind, string Id, string DatabaseId, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Reads the fence again, now that a snapshot is available.</summary>
    /// <param name="Address">Where.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="ResourceId">The database's identity.</param>
    /// <param name="Snapshot">The snapshot that it is read for: its ARN and when it was taken, as another one may come to have the ARN.</param>
    public sealed record ReadFence(string Address, int Port, string ResourceId, string Snapshot) : RefreshEffect;

    /// <summary>Copies a snapshot under a key.</summary>
    /// <param name="Kind">Of a cluster or a plain instance.</param>
    /// <param name="SourceArn">What is copied.</param>
    /// <param name="Id">The copy's identifier.</param>
    /// <param name="KmsKey">The key.</param>
    /// <param name="Tags">Ownership.</param>
    public sealed record CopySnapshot(DatabaseKind Kind, string SourceArn, string Id, string KmsKey, IReadOnlyDictionary<string, string> Tags) : RefreshEffect;

    /// <summary>Changes who may restore a snapshot: a difference, so that nobody loses it for a moment.</summary>
    /// <param name="Kind">Of a cluster or a plain instance.</param>
    /// <param name="Id">The snapshot.</param>
    /// <param name="Add">Accounts that gain it.</param>
    /// <param name="Remove">Accounts that lose it.</param>
    public sealed record ShareSnapshot(DatabaseKind Kind, string Id, IReadOnlyList<string> Add, IReadOnlyList<string> Remove) : RefreshEffect;

    /// <summary>Deletes a snapshot of ours.</summary>
    /// <param name="Kind">Of a cluster or a plain instance.</param>
    /// <param name="Id">The snapshot.</param>
    public sealed record DeleteSnapshot(DatabaseKind Kind, string Id) : RefreshEffect;

    /// <summary>Deletes the instance of a cluster of ours.</summary>
    /// <param name="Id">The instance.</param>
    public sealed record DeleteMember(string Id) : RefreshEffect;

    /// <summary>Deletes a database of ours, without a final snapshot and with its automated backups.</summary>
    /// <param name="Kind">Cluster or plain instance.</param>
    /// <param name="Id">The database.</param>
    public sealed record DeleteDatabase(DatabaseKind Kind, string Id) : RefreshEffect;

    /// <summary>Writes the ConfigMap that names the published snapshot.</summary>
    /// <param name="Name">The ConfigMap.</param>
    /// <param name="RunId">The run.</param>
    /// <param name="Data">Its entries.</param>
    public sealed record WriteConfigMap(string Name, string RunId, IReadOnlyDictionary<string, string> Data) : RefreshEffect;

    /// <summary>Keeps the columns that were judged, for the next run: a column that is not among them is new then.</summary>
    /// <param name="RunId">The run.</param>
    public sealed record KeepColumns(string RunId) : RefreshEffect;

    /// <summary>Writes the worker's part of status.</summary>
    /// <param name="Status">As it should read.</param>
    public sealed record PatchStatus(RefreshStatus Status) : RefreshEffect;

    /// <summary>Tells people.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Note">A sentence.</param>
    /// <param name="Warning">Whether it is bad news.</param>
    public sealed record EmitEvent(Reason Reason, string Note, bool Warning) : RefreshEffect;
}
