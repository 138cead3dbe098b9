using System.Xml.Linq;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>The account through the calls of RDS, KMS and EC2.</summary>
/// <param name="client">Sends the calls.</param>
public sealed class RdsCloud(CloudClient client) : ICloud
{
    private const int PageSize = 100;
    private const int MostPages = 200;
    private readonly CloudPreflight _preflight = new(client);

    /// <inheritdoc/>
    public Task<CloudResult<PreflightFacts>> PreflightAsync(SnapshotRefreshSpec spec, CancellationToken cancellationToken) => _preflight.LookAsync(spec, cancellationToken);

    /// <inheritdoc/>
    public async Task<CloudResult<CloudFacts>> ObserveAsync(SnapshotRefreshSpec spec, IReadOnlyCollection<string> shared, CancellationToken cancellationToken)
    {
        var kind = spec.Source.Kind;
        var instances = await ListAsync(new QueryForm("DescribeDBInstances"), "DBInstances", RdsReader.Instance, cancellationToken);
        if (instances.Failure is { } noInstances) return noInstances;
        var clusters = kind == DatabaseKind.Cluster ? await ListAsync(new QueryForm("DescribeDBClusters"), "DBClusters", RdsReader.Cluster, cancellationToken) : new List<CloudDatabase>();
        if (clusters.Failure is { } noClusters) return noClusters;
        var snapshots = new List<CloudSnapshot>();
        foreach (var question in Questions(spec))
        {
            var some = await ListAsync(question, kind == DatabaseKind.Cluster ? "DBClusterSnapshots" : "DBSnapshots", SnapshotOf(kind), cancellationToken);
            if (some.Failure is { Class: not CallClass.Gone } failure) return failure;
            snapshots.AddRange((some.Value ?? []).Where(snapshot => snapshots.TrueForAll(other => other.Arn != snapshot.Arn)));
        }

        var facts = new CloudFacts
        {
            Databases = [.. clusters.Value!, .. instances.Value!.Where(instance => instance.ClusterId is null)],
            Members = [.. instances.Value!.Where(instance => instance.ClusterId is not null)],
            Snapshots = snapshots,
        };
        foreach (var id in shared.Distinct(StringComparer.Ordinal))
        {
            var read = await WithSharesAsync(facts, kind, id, cancellationToken);
            if (read.Failure is { } failure) return failure;
            facts = read.Value!;
        }

        return facts;
    }

    /// <inheritdoc/>
    public async Task<CloudResult<CloudFacts>> LookAsync(CloudFacts facts, CloudTarget target, CancellationToken cancellationToken)
    {
        if (target.Thing == CloudThing.Snapshot)
        {
            var form = target.Kind == DatabaseKind.Cluster
                ? new QueryForm("DescribeDBClusterSnapshots").Add("DBClusterSnapshotIdentifier", target.Id)
                : new QueryForm("DescribeDBSnapshots").Add("DBSnapshotIdentifier", target.Id);
            var found = await ListAsync(form, target.Kind == DatabaseKind.Cluster ? "DBClusterSnapshots" : "DBSnapshots", SnapshotOf(target.Kind), cancellationToken);
            if (found.Failure is { Class: not CallClass.Gone } failure) return failure;
            return facts with { Snapshots = [.. facts.Snapshots.Where(snapshot => snapshot.Kind != target.Kind || snapshot.Id != target.Id), .. found.Value ?? []] };
        }

        var isCluster = target is { Thing: CloudThing.Database, Kind: DatabaseKind.Cluster };
        var database = isCluster
            ? await ListAsync(new QueryForm("DescribeDBClusters").Add("DBClusterIdentifier", target.Id), "DBClusters", RdsReader.Cluster, cancellationToken)
            : await ListAsync(new QueryForm("DescribeDBInstances").Add("DBInstanceIdentifier", target.Id), "DBInstances", RdsReader.Instance, cancellationToken);
        if (database.Failure is { Class: not CallClass.Gone } noDatabase) return noDatabase;
        IReadOnlyList<CloudDatabase> Replaced(IReadOnlyList<CloudDatabase> all) => [.. all.Where(other => other.Kind != target.Kind || other.Id != target.Id), .. database.Value ?? []];
        return target.Thing == CloudThing.Member ? facts with { Members = Replaced(facts.Members) } : facts with { Databases = Replaced(facts.Databases) };
    }

    /// <inheritdoc/>
    public async Task<CloudFailure?> CarryOutAsync(RefreshEffect effect, SnapshotRefreshSpec spec, string password, CancellationToken cancellationToken)
    {
        if (RdsForms.Of(effect, spec, password) is not { } form) return new CloudFailure(effect.GetType().Name, CallClass.Person, "NotACloudCall", "this effect does not write to the cloud");
        var answer = await client.QueryAsync(form, cancellationToken);
        return answer.Failure switch
        {
            null => null,

            // What was to be deleted and is gone already is what was wanted.
            { Class: CallClass.Gone } when effect is RefreshEffect.DeleteDatabase or RefreshEffect.DeleteMember or RefreshEffect.DeleteSnapshot => null,
            var failure => failure,
        };
    }

    // Those of the account, among which ours are, and those that the source may be taken from.
    private static IEnumerable<QueryForm> Questions(SnapshotRefreshSpec spec)
    {
        var cluster = spec.Source.Kind == DatabaseKind.Cluster;
        QueryForm Ask(string type) => new QueryForm(cluster ? "DescribeDBClusterSnapshots" : "DescribeDBSnapshots").Add("SnapshotType", type);
        yield return Ask("manual");
        if (spec.Source.SnapshotArn is { } arn)
        {
            yield return Ask("shared").Add("IncludeShared", true).Add(cluster ? "DBClusterSnapshotIdentifier" : "DBSnapshotIdentifier", arn);
            yield break;
        }

        var type = spec.Source.Strategy switch { SourceStrategy.LatestAutomated => "automated", SourceStrategy.LatestBackup => "awsbackup", _ => null };
        if (type is not null) yield return Ask(type).Add(cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier", spec.Source.Id);
    }

    private static Func<XElement, CloudSnapshot> SnapshotOf(DatabaseKind kind) => kind == DatabaseKind.Cluster ? RdsReader.ClusterSnapshot : RdsReader.InstanceSnapshot;

    private async Task<CloudResult<CloudFacts>> WithSharesAsync(CloudFacts facts, DatabaseKind kind, string id, CancellationToken cancellationToken)
    {
        var at = facts.Snapshots.ToList().FindIndex(snapshot => snapshot.Kind == kind && snapshot.Id == id && snapshot.Type == "manual");
        if (at < 0) return facts;
        var form = kind == DatabaseKind.Cluster
            ? new QueryForm("DescribeDBClusterSnapshotAttributes").Add("DBClusterSnapshotIdentifier", id)
            : new QueryForm("DescribeDBSnapshotAttributes").Add("DBSnapshotIdentifier", id);
        var answer = await client.QueryAsync(form, cancellationToken);
        if (answer.Failure is { } failure) return failure.Class == CallClass.Gone ? facts : failure;
        var snapshots = facts.Snapshots.ToList();
        snapshots[at] = snapshots[at] with { SharedWith = RdsReader.SharedWith(answer.Value!) };
        return facts with { Snapshots = snapshots };
    }

    private async Task<CloudResult<List<T>>> ListAsync<T>(QueryForm question, string list, Func<XElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var all = new List<T>();
        var marker = "";
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await client.QueryAsync(question.Page(PageSize, marker), cancellationToken);
            if (answer.Failure is { } failure) return failure;
            all.AddRange(RdsReader.Items(answer.Value, list).Select(read));
            var next = RdsReader.Text(answer.Value, "Marker");

            // A server that gives no new marker has no more pages.
            if (next.Length == 0 || next == marker) return all;
            marker = next;
        }

        return new CloudFailure(question.Action, CallClass.Person, "TooManyPages", $"the account has more than {MostPages * PageSize} of them");
    }
}
