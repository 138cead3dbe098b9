using System.Text.Json.Nodes;

namespace Penumbra.Api.Tests.SnapshotRefreshes;

/// <summary>Every wrong value names its field and says what would be right, also where the server would have refused it: a template brings what the server has not seen.</summary>
public sealed class WrongRefreshTests
{
    [Fact]
    public void The_right_one_is_right() => Refreshes.Problems(Refreshes.Right()).Should().BeEmpty();

    [Theory]
    [InlineData("serviceAccountName: ~", "spec.serviceAccountName", "must be set, here or in the template")]
    [InlineData("deadline: tomorrow", "spec.deadline", "duration")]
    [InlineData("deadline: 0s", "spec.deadline", "longer than nothing")]
    [InlineData("provider: ~", "spec.provider.aws.region", "must be set")]
    [InlineData("source: ~", "spec.source", "exactly one of cluster, instance and snapshotArn")]
    [InlineData("source: {cluster: ~}", "spec.source", "exactly one of cluster, instance and snapshotArn")]
    [InlineData("source: {instance: shop-prod}", "spec.source", "exactly one of cluster, instance and snapshotArn")]
    [InlineData("source: {cluster: ~, snapshotArn: \"arn:aws:rds:eu-north-1:222233334444:cluster-snapshot:s\", account: \"111122223333\"}", "spec.source.account", "must be the account in source.snapshotArn")]
    [InlineData("source: {cluster: ~, snapshotArn: \"arn:aws:rds:eu-north-1:222233334444:cluster:s\"}", "spec.source.snapshotArn", "not the ARN of a snapshot")]
    [InlineData("source: {cluster: ~, snapshotArn: \"arn:aws:rds:eu-north-1:222233334444:cluster-snapshot:s\", strategy: LatestManual}", "spec.source.strategy", "one snapshot is named already")]
    [InlineData("source: {strategy: Guess}", "spec.source.strategy", "LatestAutomated")]
    [InlineData("source: {maxAge: old}", "spec.source.maxAge", "duration")]
    [InlineData("{source: {cluster: ~, instance: shop-prod, strategy: Clone}}", "spec.source.strategy", "for clusters only")]
    [InlineData("{source: {cluster: ~, instance: shop-prod}, encryption: {mode: OnRestore}}", "spec.encryption.mode", "must be Copy for a plain instance")]
    [InlineData("{source: {cluster: ~, instance: shop-prod}, temporary: {clusterParameterGroup: quiet}}", "spec.temporary.clusterParameterGroup", "is for clusters")]
    [InlineData("{source: {cluster: ~, instance: shop-prod}, temporary: {serverless: {min: \"0.5\", max: \"2\"}}}", "spec.temporary.serverless", "is for clusters")]
    [InlineData("temporary: {instanceClass: ~}", "spec.temporary.instanceClass", "must be set")]
    [InlineData("temporary: {serverless: {min: \"4\", max: \"0.5\"}}", "spec.temporary.serverless", "min at most max")]
    [InlineData("temporary: {serverless: {min: \"0.3\", max: \"2\"}}", "spec.temporary.serverless", "steps of 0.5")]
    [InlineData("database: {name: ~}", "spec.database.name", "must be set")]
    [InlineData("database: {engine: mysql}", "spec.database.engine", "")]
    [InlineData("database: {connect: {timeout: soon}}", "spec.database.connect.timeout", "duration")]
    [InlineData("sanitize: [{name: people}]", "spec.sanitize[0]", "exactly one of sql, container and mask")]
    [InlineData("sanitize: [{name: people, sql: {configMap: {name: a, key: b}}, container: {image: c}}]", "spec.sanitize[0]", "exactly one of sql, container and mask")]
    [InlineData("sanitize: [{name: people, container: {image: c}, parameters: {secret: {name: a}}}]", "spec.sanitize[0].parameters", "is for sql")]
    [InlineData("sanitize: [{name: people, container: {image: \"x y\"}}]", "spec.sanitize[0].container.image", "without spaces")]
    [InlineData("sanitize: [{name: worker-two, container: {image: c}}]", "spec.sanitize", "the pod's own")]
    [InlineData("sanitize: [{name: people, container: {image: c}}, {name: people, container: {image: d}}]", "spec.sanitize", "two steps named people")]
    [InlineData("sanitize: [{name: people, mask: [{table: a, column: b, as: Hash}]}]", "spec.sanitize[0].mask[0].as", "Email")]
    [InlineData("{maskKey: {secret: {name: a}}, sanitize: ~}", "spec.maskKey", "nothing would use")]
    [InlineData("residue: Keep", "spec.residueAcknowledged", "must be true with residue: Keep")]
    [InlineData("residue: Shred", "spec.residue", "Rewrite")]
    [InlineData("verify: ~", "spec.verify", "at least one check")]
    [InlineData("verify: []", "spec.verify", "at least one check")]
    [InlineData("verify: [{name: a}]", "spec.verify[0]", "exactly one of sql, survivors and suspects")]
    [InlineData("verify: [{name: a, sql: SELECT 0}]", "spec.verify[0].expect", "belong together")]
    [InlineData("verify: [{name: a, suspects: {}, expect: \"0\"}]", "spec.verify[0].expect", "belong together")]
    [InlineData("verify: [{name: a, suspects: {}}, {name: a, suspects: {}}]", "spec.verify", "two checks named a")]
    [InlineData("encryption: ~", "spec.encryption.kmsKey", "must be set")]
    [InlineData("encryption: {kmsKey: alias/aws/rds}", "spec.encryption.kmsKey", "default key")]
    [InlineData("encryption: {mode: Later}", "spec.encryption.mode", "OnRestore")]
    [InlineData("share: {accounts: [\"1234\"]}", "spec.share.accounts", "twelve digits")]
    [InlineData("publish: ~", "spec.publish.name", "must be set")]
    [InlineData("publish: {name: shop-clean}", "spec.publish.name", "must hold {{runId}}")]
    [InlineData("publish: {name: \"1-{{runId}}\"}", "spec.publish.name", "snapshot identifier")]
    [InlineData("{schedule: \"0 * * * *\", publish: {name: \"shop-{{date}}\"}}", "spec.publish.name", "at most daily")]
    [InlineData("retain: {keep: 0}", "spec.retain.keep", "1")]
    [InlineData("retain: {maxAge: long}", "spec.retain.maxAge", "duration")]
    [InlineData("onDelete: Burn", "spec.onDelete", "Keep")]
    [InlineData("history: {failed: 21}", "spec.history.failed", "20")]
    public void A_wrong_value_is_named(string edit, string path, string says) =>
        Refreshes.Problems(Refreshes.With(edit)).Should().Contain(problem => problem.Path == path && problem.Message.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void More_containers_than_a_pod_can_tell_apart_are_told()
    {
        var spec = Refreshes.Right();
        spec["sanitize"] = new JsonArray([.. Enumerable.Range(0, 17).Select(index => new JsonObject { ["name"] = $"step-{index}", ["container"] = new JsonObject { ["image"] = "c" } })]);
        Refreshes.Problems(spec).Should().ContainSingle().Which.Path.Should().Be("spec.sanitize");
    }
}
