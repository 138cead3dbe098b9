using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Rds;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>
/// Three things that moto lacks are put in between, and no more: it restores by a snapshot's name only, where the cloud takes the ARN that we send; it does not say of which database a
/// snapshot is, without which nothing may be shared; and it gives all plain instances one resource id.
/// </summary>
internal sealed class WholerMoto(ICloud moto) : ICloud
{
    /// <summary>Whether snapshots say of which database they are.</summary>
    public bool SaysWhose { get; init; } = true;

    public Task<CloudResult<PreflightFacts>> PreflightAsync(SnapshotRefreshSpec spec, CancellationToken cancellationToken) => moto.PreflightAsync(spec, cancellationToken);

    public async Task<CloudResult<CloudFacts>> ObserveAsync(SnapshotRefreshSpec spec, IReadOnlyCollection<string> shared, CancellationToken cancellationToken) => Whole(await moto.ObserveAsync(spec, shared, cancellationToken));

    public async Task<CloudResult<CloudFacts>> LookAsync(CloudFacts facts, CloudTarget target, CancellationToken cancellationToken) => Whole(await moto.LookAsync(facts, target, cancellationToken));

    /// <summary>What becomes of the database that moto lacks: called before it is restored, and before a snapshot of it is taken.</summary>
    public Func<RefreshEffect, Task> Data { get; init; } = _ => Task.CompletedTask;

    public int Restores { get; private set; }

    public int Creations { get; private set; }

    public async Task<CloudFailure?> CarryOutAsync(RefreshEffect effect, SnapshotRefreshSpec spec, string password, CancellationToken cancellationToken)
    {
        await Data(effect);
        if (effect is RefreshEffect.CreateDatabase) Creations++;
        if (effect is not RefreshEffect.RestoreDatabase restore) return await moto.CarryOutAsync(effect, spec, password, cancellationToken);
        Restores++;
        return await moto.CarryOutAsync(restore with { Snapshot = restore.Snapshot[(restore.Snapshot.LastIndexOf(':') + 1)..] }, spec, password, cancellationToken);
    }

    private CloudResult<CloudFacts> Whole(CloudResult<CloudFacts> seen)
    {
        if (seen.Value is not { } told) return seen;
        var facts = told with { Databases = [.. told.Databases.Select(database => database.Kind == DatabaseKind.Instance ? database with { ResourceId = $"db-{database.Id}" } : database)] };
        return !SaysWhose ? facts : facts with
        {
            Snapshots = [.. facts.Snapshots.Select(snapshot => snapshot is { Kind: DatabaseKind.Cluster, DatabaseResourceId.Length: > 0 } ? snapshot
                : snapshot with { DatabaseResourceId = facts.Databases.FirstOrDefault(database => database.Id == snapshot.DatabaseId)?.ResourceId ?? "" })],
        };
    }
}
