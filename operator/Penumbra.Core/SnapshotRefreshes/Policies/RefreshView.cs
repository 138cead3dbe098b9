using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>The facts and what they mean.</summary>
public sealed record RefreshView
{
    /// <summary>What is asked for.</summary>
    public required SnapshotRefreshSpec Spec { get; init; }

    /// <summary>What is.</summary>
    public required RefreshObserved Seen { get; init; }

    /// <summary>The run's own fields, as they were last written.</summary>
    public required RunStatus Run { get; init; }

    /// <summary>The temporary database that the run goes on with; null when there is none.</summary>
    public CloudDatabase? Temporary { get; init; }

    /// <summary>The new database that the run loads into; null when there is none.</summary>
    public CloudDatabase? Fresh { get; init; }

    /// <summary>The moment.</summary>
    public DateTimeOffset Now => Seen.Now;

    /// <summary>Cluster or plain instance.</summary>
    public DatabaseKind Kind => Spec.Source.Kind;

    /// <summary>The published snapshot's identifier.</summary>
    public string PublishedId => CloudNames.Published(Spec.PublishName, Seen.Run);

    /// <summary>Whether this run has published its snapshot: what comes after shares nothing any more.</summary>
    public bool IsPublished => Seen.Status.Snapshots.Any(snapshot => snapshot.RunId == Seen.Run.RunId && snapshot.Verified) || Publication.Unlisted(this)?.RunId == Seen.Run.RunId;

    /// <summary>Whether clean data is loaded into a new database, whose snapshot is published.</summary>
    public bool LoadsAnew => Spec.Residue == ResidueMode.Fresh;

    /// <summary>Whether the snapshot is copied under the shareable key: a new database has had it from the beginning.</summary>
    public bool Copies => Spec.Encryption == EncryptionMode.Copy && !LoadsAnew;

    /// <summary>What this process knows of the temporary database; nothing when it is another one.</summary>
    public DatabaseFacts Database => Known(Temporary);

    /// <summary>What this process knows of the new database; nothing when it is another one.</summary>
    public DatabaseFacts FreshDatabase => Known(Fresh);

    /// <summary>The database that the published snapshot is taken of; null when there is none.</summary>
    public CloudDatabase? Subject => LoadsAnew ? Fresh : Temporary;

    /// <summary>What this process knows of the database that the published snapshot is taken of.</summary>
    public DatabaseFacts SubjectDatabase => Known(Subject);

    /// <summary>The digest that the proof must carry: of everything that shaped the database, its source included.</summary>
    public string ProofDigest => $"{Seen.Run.Digest}@{Run.Source}";

    /// <summary>The proof of the temporary database, if this process itself made it for this very database, and no later look at the fence disproves it.</summary>
    public Proof? Verified => Believed(Temporary, RefreshStep.Verify);

    /// <summary>The same of the database that the published snapshot is taken of.</summary>
    public Proof? Proof => LoadsAnew ? Believed(Fresh, RefreshStep.Prove) : Verified;

    /// <summary>Whether the last call was a deletion that did not succeed: what it was for was counted, and waited for, before it.</summary>
    public bool IsDeletionRefused => Seen.Failure?.Operation.StartsWith("Delete", StringComparison.Ordinal) == true;

    /// <summary>Builds the view.</summary>
    public static RefreshView Of(SnapshotRefreshSpec spec, RefreshObserved seen)
    {
        var run = seen.Status.Run is { } last && last.Id == seen.Run.RunId ? last : new RunStatus { Id = seen.Run.RunId, StartedAt = seen.Run.StartedAt, Step = RefreshStep.Preflight };
        var view = new RefreshView { Spec = spec, Seen = seen, Run = run };
        view = view with { Temporary = view.Usable() };
        return view with { Fresh = view.Loadable() };
    }

    /// <summary>When to look again: at the deadline at the latest, which nobody would tell of otherwise.</summary>
    /// <param name="at">When it would be otherwise.</param>
    public DateTimeOffset AtTheLatest(DateTimeOffset at) => Run.StartedAt + Spec.Deadline + TimeSpan.FromSeconds(1) is var end && end > Now && end < at ? end : at;

    /// <summary>A snapshot by its identifier, whoever it belongs to.</summary>
    public CloudSnapshot? Snapshot(string id) => Seen.Cloud.Snapshots.FirstOrDefault(snapshot => snapshot.Kind == Kind && snapshot.Id == id && snapshot.Type is "manual");

    /// <summary>Whether something is this refresh's.</summary>
    public bool IsOurs(IReadOnlyDictionary<string, string> tags) => Ownership.IsOurs(tags, Seen.Run.OwnerUid);

    /// <summary>The databases of this refresh, temporary and new ones, whatever run made them, oldest first.</summary>
    public IEnumerable<CloudDatabase> OwnDatabases() => Seen.Cloud.Databases
        .Where(database => database.ClusterId is null && IsOurs(database.Tags) && (Ownership.IsFor(database.Tags, Ownership.Temporary) || Ownership.IsFor(database.Tags, Ownership.Fresh)))
        .OrderBy(database => database.CreatedAt).ThenBy(database => database.Id, StringComparer.Ordinal);

    /// <summary>
    /// Whether a snapshot of ours may be published: it is of the very database that was proved, was taken after the proof and for it, and the fence, read once the snapshot of the
    /// database was available, had not moved. Whatever is missing, it may not. A name, an ARN and tags say nothing of which snapshot it is: others may come to have them.
    /// </summary>
    public bool IsProved(CloudSnapshot snapshot, CloudSnapshot taken) =>
        Proof is { } proof && SubjectDatabase is { Fence: { } fence, FenceReadFor: { } readFor } && fence == proof.Fence && readFor.Length > 0 && readFor == Identity(taken)
        && IsTaken(taken, proof) && (snapshot.Arn == taken.Arn || (Fits(snapshot, proof) && IsCopy(snapshot, taken)));

    /// <summary>Whether a snapshot of ours was taken of the proved database itself, after the proof and for it. A copy names the database too, and may be of before it was cleaned.</summary>
    public bool IsTaken(CloudSnapshot snapshot, Proof proof) => snapshot.CopyOf is null && Fits(snapshot, proof);

    /// <summary>Which snapshot this is: its ARN, and when it was taken, as one that is deleted leaves its ARN to the next of the name. Empty while that is not known.</summary>
    public static string Identity(CloudSnapshot snapshot) => snapshot is { Arn.Length: > 0, CreatedAt: { } at } ? $"{snapshot.Arn}@{at.UtcTicks}" : "";

    /// <summary>Whether a snapshot of ours, or what it is a copy of, is one of the proved database, taken after the proof and for it.</summary>
    public bool Fits(CloudSnapshot snapshot, Proof proof) =>
        IsOurs(snapshot.Tags) && snapshot.DatabaseResourceId == proof.ResourceId && snapshot.CreatedAt > proof.VerifiedAt && (snapshot.OriginallyCreatedAt is not { } original || original > proof.VerifiedAt)
        && Ownership.Tag(snapshot.Tags, Keys.CloudRun) == proof.RunId && Ownership.Tag(snapshot.Tags, Keys.CloudProof) == ProofTag(proof);

    /// <summary>How a proof is named in a tag. Its time to the millisecond, as status keeps it: read back from there, the proof has the same name.</summary>
    public static string ProofTag(Proof proof) => $"{proof.RunId}/{proof.VerifiedAt.ToUnixTimeMilliseconds()}/{proof.Fence}";

    /// <summary>Fails for a database whose key is away: a person must bring it back, and the next run goes on. Null while it is there.</summary>
    public static RefreshMove? KeyAway(RefreshStep step, CloudDatabase database) => database.Status != CloudStates.KeyAway ? null
        : Fail(step, Reason.KeyUnusable, $"{database.Id} is {database.Status}: enable its key{(database.KmsKey is { } key ? $" {key}" : "")} again; it is kept, and the next run goes on with it");

    /// <summary>A move that ends the run without publishing anything.</summary>
    public static RefreshMove Fail(RefreshStep step, Reason reason, string message) => new()
    {
        Step = step,
        Reason = reason,
        Message = message,
        Ends = RunOutcome.Failed,
        Effects = [new RefreshEffect.EmitEvent(reason, message, true)],
    };

    // The one of this run, else an orphan that would have become the same; what status says only orders them.
    private CloudDatabase? Usable() => Run.Source.Length == 0 ? null : OwnDatabases()
        .Where(database => IsAlive(database, Ownership.Temporary) && Serves(database))
        .OrderByDescending(database => database.Id == Run.Temporary).ThenByDescending(database => database.CreatedAt).ThenBy(database => database.Id, StringComparer.Ordinal).FirstOrDefault();

    // Made for this very temporary database: so all that was ever in it was verified there, by this plan.
    private CloudDatabase? Loadable() => !LoadsAnew || Temporary is not { ResourceId.Length: > 0 } temporary ? null : OwnDatabases()
        .Where(database => IsAlive(database, Ownership.Fresh) && Ownership.Tag(database.Tags, Keys.CloudDigest) == Seen.Run.Digest && Ownership.Tag(database.Tags, Keys.CloudSource) == temporary.ResourceId)
        .OrderByDescending(database => database.Id == Run.Fresh).ThenByDescending(database => database.CreatedAt).ThenBy(database => database.Id, StringComparer.Ordinal).FirstOrDefault();

    // Of instances' copies in one account the cloud does not say what they are copies of, but when the first of the row was taken; of clusters' it is the other way round.
    private static bool IsCopy(CloudSnapshot copy, CloudSnapshot taken) =>
        copy.CopyOf is { } of ? of == taken.Arn : copy.Kind == DatabaseKind.Instance && copy.OriginallyCreatedAt is { } original && original == taken.OriginallyCreatedAt;

    /// <summary>What of a database of ours never becomes ready: itself, or an instance of it, without which it answers nobody, also on its way out; null when all of it lives.</summary>
    public CloudDatabase? Broken(CloudDatabase database) => CloudStates.Of(database.Status) == CloudState.Dead ? database
        : database.Kind == DatabaseKind.Cluster ? Deletion.Members(this, database).FirstOrDefault(member => IsOurs(member.Tags) && CloudStates.Of(member.Status) is CloudState.Dead or CloudState.Leaving) : null;

    private bool IsAlive(CloudDatabase database, string part) =>
        database.Kind == Kind && CloudStates.Of(database.Status) is CloudState.Ready or CloudState.Busy && Ownership.IsFor(database.Tags, part) && Broken(database) is null;

    private DatabaseFacts Known(CloudDatabase? database) =>
        database is { ResourceId.Length: > 0 } ? Seen.Databases.FirstOrDefault(facts => facts.ResourceId == database.ResourceId) ?? DatabaseFacts.None : DatabaseFacts.None;

    private Proof? Believed(CloudDatabase? database, RefreshStep by) =>
        database is not null && Known(database) is { Proof: { } proof } facts && facts.Done == by
        && proof.RunId == Seen.Run.RunId && proof.ResourceId == database.ResourceId && proof.ResourceId.Length > 0 && proof.Digest == ProofDigest && proof.Fence.Length > 0
        && (facts.Fence is null || facts.Fence == proof.Fence)
            ? proof
            : null;

    private bool Serves(CloudDatabase database)
    {
        if (Ownership.Tag(database.Tags, Keys.CloudDigest) != Seen.Run.Digest || Ownership.Tag(database.Tags, Keys.CloudSource) != Run.Source) return false;
        if (Ownership.Tag(database.Tags, Keys.CloudRun) == Seen.Run.RunId) return true;

        // What a container did was done by the image of that day: a tag may name another one since.
        if (Spec.Sanitize.OfType<SanitizeStep.Container>().Any(container => !container.IsPinned)) return false;
        if (!Spec.Temporary.Reuse || database.CreatedAt is not { } created || Now - created > Spec.Temporary.MaxAge) return false;

        // A clone is as old as its data.
        return Spec.Source.Strategy != SourceStrategy.Clone || Now - created <= Spec.Source.MaxAge;
    }
}
