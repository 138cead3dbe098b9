using System.Text.Json.Nodes;
using Amazon.Runtime;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Tests.Postgres.Real;
using Penumbra.Databases.Tests.Worker;
using Penumbra.Databases.Worker;

namespace Penumbra.Databases.Tests.Rds;

/// <summary>The client against moto, with signatures and policies checked. What moto gets wrong (docs/testing.md) is not asserted here: the fake of the worker's tests does that right.</summary>
public sealed class MotoContractTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static readonly RunFacts Run = new() { OwnerUid = "uid-1", Namespace = "shop", Name = "nightly", RunId = "20261121t000000z", StartedAt = DateTimeOffset.UnixEpoch, Digest = "d" };

    // The account before the run: made by who may do everything, and then everybody is checked.
    private async Task<(RdsCloud Cloud, SnapshotRefreshSpec Spec)> PrepareAsync(DatabaseKind kind, SnapshotRefreshSpec spec)
    {
        await moto.ResetAsync();
        var root = moto.Client();
        async Task Do(QueryForm form) => (await root.QueryAsync(form, CancellationToken.None)).Failure.Should().BeNull(form.Action);
        // First of all: moto describes the parameters of the first group that there is, whichever is asked for.
        await Do(new QueryForm("CreateDBParameterGroup").Add("DBParameterGroupName", "quiet").Add("DBParameterGroupFamily", "postgres15").Add("Description", "nothing acts by itself"));
        await Do(new QueryForm("ModifyDBParameterGroup").Add("DBParameterGroupName", "quiet").Add("Parameters.Parameter.1.ParameterName", "autovacuum").Add("Parameters.Parameter.1.ParameterValue", "0").Add("Parameters.Parameter.1.ApplyMethod", "immediate"));
        var (database, snapshot) = kind == DatabaseKind.Cluster ? ("DBCluster", "DBClusterSnapshot") : ("DBInstance", "DBSnapshot");
        await Do(new QueryForm($"Create{database}").Add($"{database}Identifier", "shop-prod").Add("Engine", kind == DatabaseKind.Cluster ? "aurora-postgresql" : "postgres").Add("EngineVersion", "15.4").Add("MasterUsername", "postgres").Add("MasterUserPassword", "production-password")
            .Add("StorageEncrypted", true).Add("DBInstanceClass", kind == DatabaseKind.Instance ? "db.t4g.medium" : null).Add("AllocatedStorage", kind == DatabaseKind.Instance ? "20" : null));
        await Do(new QueryForm($"Create{snapshot}").Add($"{snapshot}Identifier", "before-the-run").Add($"{database}Identifier", "shop-prod"));
        var key = (await root.JsonAsync("kms", "TrentService.CreateKey", "{}"u8.ToArray(), CancellationToken.None)).Value!.RootElement.GetProperty("KeyMetadata").GetProperty("KeyId").GetString()!;
        (await root.JsonAsync("kms", "TrentService.CreateAlias", System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["AliasName"] = spec.KmsKey, ["TargetKeyId"] = key }.ToJsonString()), CancellationToken.None)).Failure.Should().BeNull();
        const string Ec2 = "2016-11-15";
        var group = (await root.QueryAsync(new QueryForm("CreateSecurityGroup", Ec2).Add("GroupName", "quiet").Add("GroupDescription", "nothing goes out"), CancellationToken.None, "ec2")).Value!.Descendants().First(element => element.Name.LocalName == "groupId").Value;
        (await root.QueryAsync(
            new QueryForm("RevokeSecurityGroupEgress", Ec2).Add("GroupId", group).Add("IpPermissions.1.IpProtocol", "-1").Add("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"), CancellationToken.None, "ec2")).Failure.Should().BeNull();
        var user = await moto.UserAsync("refresh", LeastPolicy.ForMoto());
        await moto.CheckAsync();
        return (new RdsCloud(moto.Client(user)), spec with { Temporary = spec.Temporary with { SecurityGroups = [group] } });
    }

    private static SnapshotRefreshSpec Spec(DatabaseKind kind)
    {
        var spec = WorkerSpecs.Of(kind);
        return spec with { Source = spec.Source with { Strategy = SourceStrategy.LatestManual }, Temporary = spec.Temporary with { SecurityGroups = [] } };
    }

    [MotoFact]
    public async Task The_worker_goes_the_whole_way_and_is_gone_on_from_with_the_least_rights()
    {
        var spec = Spec(DatabaseKind.Cluster);
        (var prepared, spec) = await PrepareAsync(DatabaseKind.Cluster, spec);
        var cloud = new WholerMoto(prepared);
        var run = new MotoRun(spec, cloud) { DiesAfter = RefreshStep.Sanitize };
        (await run.ProcessAsync()).Should().Be(ExitCode.Again, "its Lease is lost after Sanitize: {0}", string.Join("; ", run.Told));
        run.Status.Run!.Temporary.Should().NotBeEmpty("it is kept for who goes on");
        (await run.ProcessAsync()).Should().Be(ExitCode.Done, "{0}: {1}", run.Status.Run!.Message, string.Join("; ", run.Told));

        cloud.Restores.Should().Be(1, "the same database is gone on with");
        run.Map["snapshotId"].Should().Be("shop-clean-20261121t000000z");
        var facts = (await cloud.ObserveAsync(spec, [run.Map["snapshotId"]], CancellationToken.None)).Value!;
        facts.Databases.Should().ContainSingle("only production is left").Which.Id.Should().Be("shop-prod");
        var published = facts.Snapshots.Single(snapshot => snapshot.Id == run.Map["snapshotId"]);
        published.SharedWith.Should().Equal("111122223333");

        // The next run is told which columns this one knew.
        run.Kept.Should().Equal("public.customers.email");
        run.Known.Should().BeNull("nothing had run before");
        run.RunId = "20261122t000000z";
        run.Declare(spec with { Accounts = ["444455556666"] });
        (await run.ProcessAsync()).Should().Be(ExitCode.Done, "{0}: {1}", run.Status.Run!.Message, string.Join("; ", run.Told));
        run.Known.Should().Equal("public.customers.email");

        // Who is not named any more loses what was published before; who is new gains what was published since.
        run.Status.Snapshots.Select(snapshot => string.Join(",", snapshot.SharedWith)).Should().Equal("444455556666", "");
        var shares = (await cloud.ObserveAsync(spec, [published.Id, run.Map["snapshotId"]], CancellationToken.None)).Value!.Snapshots;
        shares.Single(snapshot => snapshot.Id == published.Id).SharedWith.Should().BeEmpty();
        shares.Single(snapshot => snapshot.Id == run.Map["snapshotId"]).SharedWith.Should().Equal("444455556666");

        run.Mode = RefreshMode.Remove;
        (await run.ProcessAsync()).Should().Be(ExitCode.Done);
        (await cloud.ObserveAsync(spec, [published.Id], CancellationToken.None)).Value!.Snapshots.Should().Contain(snapshot => snapshot.Id == published.Id, "onDelete is Keep");
    }

    // What stands in the data files when the snapshot is taken is what the cloud would copy.
    [MotoFact]
    public async Task The_worker_goes_the_whole_way_with_a_real_database_and_none_of_its_values_is_in_what_is_taken()
    {
        if (!PostgresFactAttribute.IsThere && Environment.GetEnvironmentVariable("CI") != "true") return;
        using var postgres = new PostgresServer();
        await postgres.InitializeAsync();
        try
        {
            var spec = Spec(DatabaseKind.Cluster) with
            {
                Sanitize = [Shop.Masks, Shop.Sql("orders", "UPDATE orders SET remark = 'masked'")], Verify = [Shop.NoRealMail, Shop.Survivors, Shop.Suspects],
            };
            (var prepared, spec) = await PrepareAsync(DatabaseKind.Cluster, spec);
            var (restored, taken) = (new List<bool>(), new List<bool>());
            async Task<bool> IsRawAsync()
            {
                await postgres.RunAsync("postgres", "CHECKPOINT");
                var folder = Path.Combine(postgres.Data, "base", (await postgres.AskAsync<long>("postgres", "SELECT oid::bigint FROM pg_database WHERE datname = 'shop'")).ToString(System.Globalization.CultureInfo.InvariantCulture));
                return Directory.EnumerateFiles(folder).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("zqx"u8) >= 0);
            }

            var cloud = new WholerMoto(prepared)
            {
                Data = async effect =>
                {
                    if (effect is RefreshEffect.RestoreDatabase)
                    {
                        await postgres.RunAsync("postgres", "DROP DATABASE IF EXISTS shop WITH (FORCE)");
                        await postgres.RunAsync("postgres", "CREATE DATABASE shop");
                        await postgres.RunAsync("shop", Shop.Script.Replace("person%s@", "zqx%s@", StringComparison.Ordinal) + "UPDATE orders SET remark = 'for ' || customer_email; ANALYZE; DELETE FROM customers WHERE id > 480;");
                        restored.Add(await IsRawAsync());
                    }

                    if (effect is RefreshEffect.CreateSnapshot) taken.Add(await IsRawAsync());
                },
            };
            var run = new MotoRun(spec, cloud) { DiesAfter = RefreshStep.Sanitize, Real = postgres.Work("shop") };
            (await run.ProcessAsync()).Should().Be(ExitCode.Again, "its Lease is lost after Sanitize: {0}", string.Join("; ", run.Told));
            (await run.ProcessAsync()).Should().Be(ExitCode.Done, "{0}: {1}", run.Status.Run!.Message, string.Join("; ", run.Told));
            restored.Should().Equal(true);
            taken.Should().Equal(false);
            run.Kept.Should().Contain("public.customers.full_name").And.HaveCount(10);
            run.Status.Snapshots.Should().ContainSingle().Which.Verified.Should().BeTrue();

            // A file that forgets a column, the next night.
            var forgetful = spec with { Sanitize = [Shop.Masks] };
            var next = new MotoRun(forgetful, cloud) { RunId = "20261122t000000z", Real = postgres.Work("shop") };
            (await next.ProcessAsync()).Should().Be(ExitCode.Failed);
            next.Status.Run!.Message.Should().Contain("customers.email: originals stand").And.Contain("orders.remark");
            (restored.Count, taken.Count).Should().Be((2, 1), "no snapshot is taken of it");
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }

    [MotoFact]
    public Task A_new_cluster_is_made_loaded_and_published_with_the_least_rights() => FreshAsync(DatabaseKind.Cluster);

    [MotoFact]
    public Task A_new_instance_is_made_loaded_and_published_with_the_least_rights() => FreshAsync(DatabaseKind.Instance);

    private async Task FreshAsync(DatabaseKind kind)
    {
        var spec = Spec(kind) with { Residue = ResidueMode.Fresh };
        (var prepared, spec) = await PrepareAsync(kind, spec);
        var cloud = new WholerMoto(prepared);
        var run = new MotoRun(spec, cloud) { DiesAfter = RefreshStep.Load };
        (await run.ProcessAsync()).Should().Be(ExitCode.Again, "its Lease is lost after Load: {0}", string.Join("; ", run.Told));
        run.Status.Run!.Fresh.Should().EndWith("-fresh");
        (await run.ProcessAsync()).Should().Be(ExitCode.Done, "{0}: {1}", run.Status.Run!.Message, string.Join("; ", run.Told));

        (cloud.Restores, cloud.Creations).Should().Be((1, 1), "the same databases are gone on with");
        run.Status.Snapshots.Should().ContainSingle().Which.Physical.Should().BeTrue();
        var facts = (await cloud.ObserveAsync(spec, [run.Map["snapshotId"]], CancellationToken.None)).Value!;
        facts.Databases.Should().ContainSingle("only production is left").Which.Id.Should().Be("shop-prod");
        facts.Snapshots.Single(snapshot => snapshot.Id == run.Map["snapshotId"]).Should().Match<CloudSnapshot>(snapshot => snapshot.Encrypted && snapshot.SharedWith!.Single() == "111122223333");
    }

    [MotoFact]
    public async Task A_snapshot_that_does_not_say_whose_it_is_is_never_shared()
    {
        var spec = Spec(DatabaseKind.Cluster);
        (var prepared, spec) = await PrepareAsync(DatabaseKind.Cluster, spec);
        var cloud = new WholerMoto(prepared) { SaysWhose = false };
        var run = new MotoRun(spec, cloud);
        (await run.ProcessAsync()).Should().Be(ExitCode.Failed);
        run.Status.Run!.Reason.Should().Be(nameof(Reason.FenceMoved));
        run.Map.Should().BeEmpty();
        (await cloud.ObserveAsync(spec, ["shop-clean-20261121t000000z"], CancellationToken.None)).Value!.Snapshots.Should().OnlyContain(snapshot => snapshot.SharedWith == null || snapshot.SharedWith.Count == 0);
    }

    [MotoFact]
    public Task A_cluster_goes_the_whole_way() => WholeWayAsync(DatabaseKind.Cluster);

    [MotoFact]
    public Task An_instance_goes_the_whole_way() => WholeWayAsync(DatabaseKind.Instance);

    private async Task WholeWayAsync(DatabaseKind kind)
    {
        var spec = Spec(kind);
        (var cloud, spec) = await PrepareAsync(kind, spec);
        async Task<CloudFacts> Look() => (await cloud.ObserveAsync(spec, ["shop-clean-1"], CancellationToken.None)) is { Value: { } facts } ? facts : throw new InvalidOperationException();
        async Task Do(RefreshEffect effect) => (await cloud.CarryOutAsync(effect, spec, "password-of-a-test", CancellationToken.None)).Should().BeNull(effect.ToString());

        (await cloud.PreflightAsync(spec, CancellationToken.None)).Value!.Key.Should().Be(new KeyFacts(true, true, false));
        var source = (await Look()).Snapshots.Single(snapshot => snapshot.DatabaseId == "shop-prod" && snapshot.Type == "manual");
        source.Encrypted.Should().BeTrue();
        source.CreatedAt.Should().NotBeNull();
        var tags = Ownership.Tags(Run, Ownership.Temporary, (Keys.CloudDigest, "digest with a space"));
        await Do(new RefreshEffect.RestoreDatabase(kind, "penumbra-a", source.Id, source.Engine, source.EngineVersion, kind == DatabaseKind.Cluster ? spec.KmsKey : null, tags));
        var temporary = (await Look()).Databases.Single(database => database.Id == "penumbra-a");
        temporary.ResourceId.Should().NotBeEmpty();
        Ownership.IsOurs(temporary.Tags, "uid-1").Should().BeTrue();
        Ownership.Tag(temporary.Tags, Keys.CloudDigest).Should().Be("digest with a space");
        if (kind == DatabaseKind.Cluster)
        {
            await Do(new RefreshEffect.CreateMember("penumbra-a-1", "penumbra-a", source.Engine, tags));
            (await Look()).Members.Should().ContainSingle(member => member.Id == "penumbra-a-1" && member.ClusterId == "penumbra-a");
        }

        var fresh = Ownership.Tags(Run, Ownership.Fresh, (Keys.CloudSource, temporary.ResourceId));
        await Do(new RefreshEffect.CreateDatabase(kind, "penumbra-a-fresh", temporary, spec.KmsKey, fresh));
        var made = (await Look()).Databases.Single(database => database.Id == "penumbra-a-fresh");
        (made.Encrypted, made.KmsKey?.Length > 0, made.Engine, made.EngineVersion, made.DeletionProtected).Should().Be((true, true, temporary.Engine, temporary.EngineVersion, false));
        (Ownership.IsOurs(made.Tags, "uid-1"), Ownership.Tag(made.Tags, Keys.CloudSource)).Should().Be((true, temporary.ResourceId));
        made.ResourceId.Should().NotBeEmpty();
        await Do(new RefreshEffect.SetPassword(kind, "penumbra-a-fresh", made.ResourceId));
        await Do(new RefreshEffect.DeleteDatabase(kind, "penumbra-a-fresh"));
        await Do(new RefreshEffect.SetPassword(kind, "penumbra-a", temporary.ResourceId));
        await Do(new RefreshEffect.CreateSnapshot(kind, "penumbra-s", "penumbra-a", Ownership.Tags(Run, Ownership.Intermediate)));
        var facts = await Look();
        var taken = facts.Snapshots.Single(snapshot => snapshot.Id == "penumbra-s");
        CloudStates.Of(taken.Status).Should().Be(CloudState.Ready);
        Ownership.IsFor(taken.Tags, Ownership.Intermediate).Should().BeTrue();
        await Do(new RefreshEffect.CopySnapshot(kind, taken.Arn, "shop-clean-1", spec.KmsKey, Ownership.Tags(Run, Ownership.Published)));
        await Do(new RefreshEffect.ShareSnapshot(kind, "shop-clean-1", ["111122223333", "444455556666"], []));
        await Do(new RefreshEffect.ShareSnapshot(kind, "shop-clean-1", [], ["444455556666"]));
        (await Look()).Snapshots.Single(snapshot => snapshot.Id == "shop-clean-1").SharedWith.Should().Equal("111122223333");

        var one = await cloud.LookAsync(facts, new CloudTarget(CloudThing.Snapshot, kind, "penumbra-s"), CancellationToken.None);
        one.Value!.Snapshots.Should().Contain(snapshot => snapshot.Id == "penumbra-s");
        if (kind == DatabaseKind.Cluster)
        {
            (await cloud.CarryOutAsync(new RefreshEffect.DeleteDatabase(kind, "penumbra-a"), spec, "", CancellationToken.None))!.Class.Should().Be(CallClass.Retry, "its instance is still there");
            await Do(new RefreshEffect.DeleteMember("penumbra-a-1"));
        }

        await Do(new RefreshEffect.DeleteDatabase(kind, "penumbra-a"));
        await Do(new RefreshEffect.DeleteSnapshot(kind, "penumbra-s"));
        await Do(new RefreshEffect.DeleteSnapshot(kind, "penumbra-s"));
        (await Look()).Databases.Select(database => database.Id).Should().Equal("shop-prod");
    }

    [MotoFact]
    public async Task A_clone_is_made_and_a_protected_one_is_unprotected_before_it_goes()
    {
        var spec = Spec(DatabaseKind.Cluster) with { Source = new SourceSpec { Kind = DatabaseKind.Cluster, Id = "shop-prod", Strategy = SourceStrategy.Clone } };
        (var cloud, spec) = await PrepareAsync(DatabaseKind.Cluster, spec);
        async Task<CloudDatabase?> Clone() => (await cloud.ObserveAsync(spec, ["none"], CancellationToken.None)).Value!.Databases.SingleOrDefault(database => database.Id == "penumbra-c");
        async Task Do(RefreshEffect effect) => (await cloud.CarryOutAsync(effect, spec, "password-of-a-test", CancellationToken.None)).Should().BeNull(effect.ToString());
        await Do(new RefreshEffect.CloneDatabase("penumbra-c", "shop-prod", spec.KmsKey, Ownership.Tags(Run, Ownership.Temporary, (Keys.CloudSource, "shop-prod"))));
        var clone = (await Clone())!;
        (Ownership.IsOurs(clone.Tags, "uid-1"), Ownership.Tag(clone.Tags, Keys.CloudSource), clone.Encrypted, clone.DeletionProtected).Should().Be((true, "shop-prod", true, false));
        (clone.ResourceId.Length, clone.Engine).Should().Be(((await cloud.ObserveAsync(spec, ["none"], CancellationToken.None)).Value!.Databases.Single(database => database.Id == "shop-prod").ResourceId.Length, "aurora-postgresql"));

        // Somebody protects it.
        await moto.ResetAuthAsync();
        (await moto.Client().QueryAsync(new QueryForm("ModifyDBCluster").Add("DBClusterIdentifier", "penumbra-c").Add("DeletionProtection", true).Add("ApplyImmediately", true), CancellationToken.None)).Failure.Should().BeNull();
        await moto.CheckAsync();
        (await Clone())!.DeletionProtected.Should().BeTrue();
        await Do(new RefreshEffect.Unprotect(DatabaseKind.Cluster, "penumbra-c"));
        (await Clone())!.DeletionProtected.Should().BeFalse();
        await Do(new RefreshEffect.DeleteDatabase(DatabaseKind.Cluster, "penumbra-c"));
        (await Clone()).Should().BeNull();
    }

    [MotoFact]
    public async Task Groups_are_found_and_read_and_those_that_do_not_exist_are_told()
    {
        var (cloud, spec) = await PrepareAsync(DatabaseKind.Instance, Spec(DatabaseKind.Instance));
        var seen = (await cloud.PreflightAsync(spec, CancellationToken.None)).Value!;
        seen.InstanceParameters.Should().Match<ParameterFacts>(facts => facts.Found && facts.Values["autovacuum"] == "0");
        seen.Egress.Should().BeEmpty();
        Penumbra.Core.SnapshotRefreshes.Validate.Problems(spec, seen).Should().BeEmpty();

        spec = spec with { Temporary = spec.Temporary with { SubnetGroup = "nowhere" } };
        seen = (await cloud.PreflightAsync(spec, CancellationToken.None)).Value!;
        seen.SubnetGroupFound.Should().BeFalse();
        Penumbra.Core.SnapshotRefreshes.Validate.Problems(spec, seen).Select(problem => problem.Reason).Should().Equal(Reason.GroupNotFound);

        var opened = spec.Temporary.SecurityGroups[0];
        await moto.ResetAuthAsync();
        (await moto.Client().QueryAsync(
            new QueryForm("AuthorizeSecurityGroupEgress", "2016-11-15").Add("GroupId", opened).Add("IpPermissions.1.IpProtocol", "tcp").Add("IpPermissions.1.FromPort", "5432").Add("IpPermissions.1.ToPort", "5432").Add("IpPermissions.1.Groups.1.GroupId", opened),
            CancellationToken.None, "ec2")).Failure.Should().BeNull();
        await moto.CheckAsync();
        (await cloud.PreflightAsync(spec, CancellationToken.None)).Value!.Egress.Should().Equal($"{opened} to itself");
    }

    [MotoFact]
    public async Task A_wrong_secret_is_refused()
    {
        await PrepareAsync(DatabaseKind.Cluster, Spec(DatabaseKind.Cluster));
        var answer = await moto.Client(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "wrong")).QueryAsync(new QueryForm("DescribeDBClusters"), CancellationToken.None);
        answer.Failure!.Class.Should().Be(CallClass.Person);
    }

    [MotoFact]
    public async Task Each_action_of_the_least_policy_is_needed()
    {
        await moto.ResetAsync();
        var calls = SampleCalls.Writes().Concat(SampleCalls.Reads.Select(action => new QueryForm(action))).DistinctBy(form => form.Action).ToList();
        var users = new SortedDictionary<string, BasicAWSCredentials>(StringComparer.Ordinal);
        foreach (var form in calls) users[form.Action] = await moto.UserAsync(form.Action, LeastPolicy.ForMoto(without: $"rds:{form.Action}"));
        var all = await moto.UserAsync("all", LeastPolicy.ForMoto());
        await moto.CheckAsync();
        foreach (var form in calls)
        {
            (await moto.Client(users[form.Action]).QueryAsync(form, CancellationToken.None)).Failure?.Code.Should().Be("AccessDenied", $"{form.Action} is taken away");
            (await moto.Client(users[form.Action]).QueryAsync(form, CancellationToken.None)).Failure.Should().NotBeNull(form.Action);
            if (form.Action is not "DescribeAccountAttributes" and not "DescribeDBSnapshotAttributes") (await moto.Client(all).QueryAsync(form, CancellationToken.None)).Failure?.Code.Should().NotBe("AccessDenied", $"{form.Action} is allowed");
        }
    }

    [MotoFact]
    public async Task An_answer_that_is_no_XML_is_survived_and_named_by_its_status()
    {
        await moto.ResetAsync();
        var answer = await moto.Client().QueryAsync(new QueryForm("ModifyDBCluster").Add("DBClusterIdentifier", "nobody").Add("MasterUserPassword", "long-enough"), CancellationToken.None);
        answer.Failure!.Class.Should().BeOneOf(CallClass.Retry, CallClass.Gone);
        answer.Failure.Message.Should().NotContain("<");
    }

    [MotoFact]
    public async Task A_key_that_does_not_exist_is_found_before_anything_costs()
    {
        await moto.ResetAsync();
        (await new RdsCloud(moto.Client()).PreflightAsync(Spec(DatabaseKind.Cluster), CancellationToken.None)).Value!.Key.Should().Be(new KeyFacts(false, false, false));
    }
}
