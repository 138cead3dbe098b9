using System.Text.Json.Nodes;
using System.Xml.Linq;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>
/// What is looked at once, before anything costs money. Each question stands for itself: one that a service does not answer, or that the worker may not ask, tells nothing and stops
/// nothing, except that a key which may not be seen may not be used either.
/// </summary>
/// <param name="client">Sends the calls.</param>
internal sealed class CloudPreflight(CloudClient client)
{
    /// <summary>Asks all of it.</summary>
    public async Task<CloudResult<PreflightFacts>> LookAsync(SnapshotRefreshSpec spec, CancellationToken cancellationToken)
    {
        var (snapshots, databases, instances) = await QuotasAsync(spec.Source.Kind, cancellationToken);
        return new PreflightFacts
        {
            Key = await KeyAsync(spec.KmsKey, cancellationToken),
            SubnetGroupFound = spec.Temporary.SubnetGroup is { } group ? await FoundAsync(new QueryForm("DescribeDBSubnetGroups").Add("DBSubnetGroupName", group), cancellationToken) : null,
            ClusterParameters = spec.Temporary.ClusterParameterGroup is { } cluster && spec.Source.Kind == DatabaseKind.Cluster
                ? await ParametersAsync(new QueryForm("DescribeDBClusterParameters").Add("DBClusterParameterGroupName", cluster), cancellationToken)
                : null,
            InstanceParameters = spec.Temporary.InstanceParameterGroup is { } instance
                ? await ParametersAsync(new QueryForm("DescribeDBParameters").Add("DBParameterGroupName", instance), cancellationToken)
                : null,
            Egress = spec.Temporary.SecurityGroups.Count > 0 ? await EgressAsync(spec.Temporary.SecurityGroups, cancellationToken) : null,
            SnapshotsLeft = snapshots,
            DatabasesLeft = databases,
            InstancesLeft = instances,
        };
    }

    private async Task<KeyFacts?> KeyAsync(string key, CancellationToken cancellationToken)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["KeyId"] = key }.ToJsonString());
        var answer = await client.JsonAsync("kms", "TrentService.DescribeKey", body, cancellationToken);
        if (answer.Failure is { } failure) return failure.Code is "NotFoundException" or "AccessDeniedException" or "AccessDenied" ? new KeyFacts(false, false, false) : null;
        using var document = answer.Value!;
        if (!document.RootElement.TryGetProperty("KeyMetadata", out var metadata)) return null;
        string Field(string name) => metadata.TryGetProperty(name, out var field) ? field.ToString() : "";
        return new KeyFacts(true, Field("KeyState") is "" or "Enabled" && Field("Enabled") is not "False", Field("KeyManager") == "AWS");
    }

    private async Task<bool?> FoundAsync(QueryForm question, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(question, cancellationToken);
        return answer.Failure is null ? true : answer.Failure.Code.Contains("NotFound", StringComparison.Ordinal) ? false : null;
    }

    private async Task<ParameterFacts?> ParametersAsync(QueryForm question, CancellationToken cancellationToken)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var marker = "";
        for (var page = 0; page < 100; page++)
        {
            var answer = await client.QueryAsync(question.Page(100, marker), cancellationToken);
            if (answer.Failure is { } failure) return failure.Code.Contains("NotFound", StringComparison.Ordinal) ? new ParameterFacts(false, values) : null;
            foreach (var parameter in RdsReader.Items(answer.Value, "Parameters"))
            {
                if (RdsReader.Text(parameter, "ParameterValue") is { Length: > 0 } value) values[RdsReader.Text(parameter, "ParameterName")] = value;
            }

            var next = RdsReader.Text(answer.Value, "Marker");
            if (next.Length == 0 || next == marker) break;
            marker = next;
        }

        return new ParameterFacts(true, values);
    }

    // A security group answers who came in without any rule for going out: so any such rule is a way out.
    private async Task<IReadOnlyList<string>?> EgressAsync(IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(new QueryForm("DescribeSecurityGroups", "2016-11-15").AddList("GroupId", groups), cancellationToken, "ec2");
        if (answer.Failure is not null) return null;
        var ways = new List<string>();
        foreach (var group in RdsReader.Items(answer.Value, "securityGroupInfo"))
        {
            var id = RdsReader.Text(group, "groupId");
            foreach (var rule in RdsReader.Items(group, "ipPermissionsEgress")) ways.AddRange(Targets(rule).Where(target => target != id).Select(target => $"{id} to {target}"));
        }

        return ways;
    }

    private static IEnumerable<string> Targets(XElement rule) =>
        RdsReader.Items(rule, "ipRanges").Select(range => RdsReader.Text(range, "cidrIp"))
            .Concat(RdsReader.Items(rule, "ipv6Ranges").Select(range => RdsReader.Text(range, "cidrIpv6")))
            .Concat(RdsReader.Items(rule, "groups").Select(group => RdsReader.Text(group, "groupId")))
            .Concat(RdsReader.Items(rule, "prefixListIds").Select(list => RdsReader.Text(list, "prefixListId")))
            .Where(target => target.Length > 0);

    private async Task<(int? Snapshots, int? Databases, int? Instances)> QuotasAsync(DatabaseKind kind, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(new QueryForm("DescribeAccountAttributes"), cancellationToken);
        if (answer.Failure is not null) return (null, null, null);
        int? Left(string name)
        {
            var quota = RdsReader.Items(answer.Value, "AccountQuotas").FirstOrDefault(entry => RdsReader.Text(entry, "AccountQuotaName") == name);
            return quota is not null && int.TryParse(RdsReader.Text(quota, "Max"), out var max) && int.TryParse(RdsReader.Text(quota, "Used"), out var used) ? max - used : null;
        }

        var instances = Left("DBInstances");
        return kind == DatabaseKind.Cluster ? (Left("DBClusterSnapshots") ?? Left("ManualClusterSnapshots"), Left("DBClusters"), instances) : (Left("ManualSnapshots"), instances, instances);
    }
}
