using System.Text.Json.Nodes;
using System.Xml.Linq;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Rds;

/// <summary>
/// What is looked at once, before anything costs money. Each question stands for itself. What is refused is told with the right that is missing, as what cannot be looked at is not taken for well;
/// what does not answer for the moment is asked again, all of it.
/// </summary>
/// <param name="client">Sends the calls.</param>
internal sealed class CloudPreflight(CloudClient client)
{
    /// <summary>Asks all of it.</summary>
    public async Task<CloudResult<PreflightFacts>> LookAsync(SnapshotRefreshSpec spec, CancellationToken cancellationToken)
    {
        var answers = new Answers();
        var (snapshots, databases, instances) = await QuotasAsync(spec.Source.Kind, answers, cancellationToken);
        var facts = new PreflightFacts
        {
            Key = await KeyAsync(spec.KmsKey, answers, cancellationToken),
            SubnetGroupFound = spec.Temporary.SubnetGroup is { } group ? await FoundAsync(new QueryForm("DescribeDBSubnetGroups").Add("DBSubnetGroupName", group), answers, cancellationToken) : null,
            ClusterParameters = spec.Temporary.ClusterParameterGroup is { } cluster && spec.Source.Kind == DatabaseKind.Cluster
                ? await ParametersAsync(new QueryForm("DescribeDBClusterParameters").Add("DBClusterParameterGroupName", cluster), "spec.temporary.clusterParameterGroup", answers, cancellationToken)
                : null,
            InstanceParameters = spec.Temporary.InstanceParameterGroup is { } instance
                ? await ParametersAsync(new QueryForm("DescribeDBParameters").Add("DBParameterGroupName", instance), "spec.temporary.instanceParameterGroup", answers, cancellationToken)
                : null,
            Egress = spec.Temporary.SecurityGroups.Count > 0 ? await EgressAsync(spec.Temporary.SecurityGroups, answers, cancellationToken) : null,
            SnapshotsLeft = snapshots,
            DatabasesLeft = databases,
            InstancesLeft = instances,
            Unanswered = answers.Refused,
        };
        return answers.Passing is { } failure ? failure : facts;
    }

    private async Task<KeyFacts?> KeyAsync(string key, Answers answers, CancellationToken cancellationToken)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["KeyId"] = key }.ToJsonString());
        var answer = await client.JsonAsync("kms", "TrentService.DescribeKey", body, cancellationToken);
        if (answer.Failure is { Code: "NotFoundException" or "AccessDeniedException" or "AccessDenied" }) return new KeyFacts(false, false, false);
        if (answers.Miss(answer.Failure, "kms:DescribeKey", "spec.encryption.kmsKey")) return null;
        using var document = answer.Value!;
        if (!document.RootElement.TryGetProperty("KeyMetadata", out var metadata)) return null;
        string Field(string name) => metadata.TryGetProperty(name, out var field) ? field.ToString() : "";
        return new KeyFacts(true, Field("KeyState") is "" or "Enabled" && Field("Enabled") is not "False", Field("KeyManager") == "AWS");
    }

    private async Task<bool?> FoundAsync(QueryForm question, Answers answers, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(question, cancellationToken);
        if (answer.Failure is { } failure && failure.Code.Contains("NotFound", StringComparison.Ordinal)) return false;
        return answers.Miss(answer.Failure, $"rds:{question.Action}", "spec.temporary.subnetGroup") ? null : true;
    }

    private async Task<ParameterFacts?> ParametersAsync(QueryForm question, string path, Answers answers, CancellationToken cancellationToken)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var marker = "";
        for (var page = 0; page < 100; page++)
        {
            var answer = await client.QueryAsync(question.Page(100, marker), cancellationToken);
            if (answer.Failure is { } failure && failure.Code.Contains("NotFound", StringComparison.Ordinal)) return new ParameterFacts(false, values);
            if (answers.Miss(answer.Failure, $"rds:{question.Action}", path)) return null;
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
    private async Task<IReadOnlyList<string>?> EgressAsync(IReadOnlyList<string> groups, Answers answers, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(new QueryForm("DescribeSecurityGroups", "2016-11-15").AddList("GroupId", groups), cancellationToken, "ec2");
        if (answers.Miss(answer.Failure, "ec2:DescribeSecurityGroups", "spec.temporary.securityGroups")) return null;
        var ways = new List<string>();
        foreach (var group in RdsReader.Items(answer.Value, "securityGroupInfo"))
        {
            var id = RdsReader.Text(group, "groupId");
            foreach (var rule in RdsReader.Items(group, "ipPermissionsEgress")) ways.AddRange(Targets(rule).Select(target => $"{id} to {(target == id ? "itself" : target)}"));
        }

        return ways;
    }

    private static IEnumerable<string> Targets(XElement rule) =>
        RdsReader.Items(rule, "ipRanges").Select(range => RdsReader.Text(range, "cidrIp"))
            .Concat(RdsReader.Items(rule, "ipv6Ranges").Select(range => RdsReader.Text(range, "cidrIpv6")))
            .Concat(RdsReader.Items(rule, "groups").Select(group => RdsReader.Text(group, "groupId")))
            .Concat(RdsReader.Items(rule, "prefixListIds").Select(list => RdsReader.Text(list, "prefixListId")))
            .Where(target => target.Length > 0);

    private async Task<(int? Snapshots, int? Databases, int? Instances)> QuotasAsync(DatabaseKind kind, Answers answers, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(new QueryForm("DescribeAccountAttributes"), cancellationToken);
        // One that does not answer stops nothing: the call that finds it full says so.
        if (answer.Failure is { Class: CallClass.Retry }) return (null, null, null);
        if (answers.Miss(answer.Failure, "rds:DescribeAccountAttributes", "")) return (null, null, null);
        int? Left(string name)
        {
            var quota = RdsReader.Items(answer.Value, "AccountQuotas").FirstOrDefault(entry => RdsReader.Text(entry, "AccountQuotaName") == name);
            return quota is not null && int.TryParse(RdsReader.Text(quota, "Max"), out var max) && int.TryParse(RdsReader.Text(quota, "Used"), out var used) ? max - used : null;
        }

        var instances = Left("DBInstances");
        return kind == DatabaseKind.Cluster ? (Left("DBClusterSnapshots") ?? Left("ManualClusterSnapshots"), Left("DBClusters"), instances) : (Left("ManualSnapshots"), instances, instances);
    }

    // What was not answered: refused for good, or not for the moment.
    private sealed class Answers
    {
        public List<Problem> Refused { get; } = [];

        public CloudFailure? Passing { get; private set; }

        public bool Miss(CloudFailure? failure, string right, string path)
        {
            if (failure is null) return false;
            // Without an identity nothing can be asked: that alone is told.
            if (failure.Class == CallClass.Retry || failure.Code == CloudIdentity.None) Passing = failure;
            else Refused.Add(new Problem(Reason.CloudRefused, path, $"this could not be looked at: {failure.Operation} was answered with {failure.Code}; the worker's role needs the right {right}, and what is named must exist"));
            return true;
        }
    }
}
