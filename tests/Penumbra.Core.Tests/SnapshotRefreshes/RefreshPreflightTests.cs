using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

public sealed class RefreshPreflightTests
{
    private static SortedDictionary<string, string> Values(params (string Name, string Value)[] values) => new(values.ToDictionary(pair => pair.Name, pair => pair.Value), StringComparer.Ordinal);

    [Fact]
    public void All_problems_are_told_at_once_and_nothing_is_called()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Accounts = [.. Enumerable.Range(0, 21).Select(index => $"{index:D12}")] })).WithSource();
        world.Preflight = new PreflightFacts
        {
            Local = [new Problem(Reason.InputMissing, "spec.sanitize[0].sql.configMap", "ConfigMap shop-sanitize does not exist")],
            Key = new KeyFacts(true, false, false),
            SubnetGroupFound = false,
            Egress = ["sg-0123 to 0.0.0.0/0"],
            SnapshotsLeft = 0,
            DatabasesLeft = 0,
            ClusterParameters = new ParameterFacts(true, Values(("shared_preload_libraries", "pg_stat_statements,pg_cron"), ("max_logical_replication_workers", "4"), ("autovacuum", "1"), ("event_scheduler", "ON"))),
            InstanceParameters = new ParameterFacts(false, Values()),
        };
        world.Run().Should().Be(RunOutcome.Failed);
        var message = world.Status.Run!.Message;
        message.Should().ContainAll("21 accounts", "shop-sanitize", "disabled", "subnetGroup", "0.0.0.0/0", "manual snapshots", "no more databases", "pg_cron", "max_logical_replication_workers", "autovacuum", "event_scheduler", "instanceParameterGroup");
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
        Validate.Problems(world.Spec, world.Preflight).Select(problem => problem.Reason).Distinct().Should().BeEquivalentTo(
            [Reason.InvalidSpec, Reason.InputMissing, Reason.KeyUnusable, Reason.GroupNotFound, Reason.EgressOpen, Reason.QuotaExhausted, Reason.ParameterGroupWakes]);
    }

    [Fact]
    public void What_the_cloud_refused_to_tell_and_a_group_that_nobody_named_are_not_taken_for_well()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Temporary = spec.Temporary with { SecurityGroups = [] } })).WithSource();
        world.Preflight = world.Preflight with { Unanswered = [new Problem(Reason.CloudRefused, "spec.temporary.clusterParameterGroup", "rds:DescribeDBClusterParameters was refused")] };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Message.Should().ContainAll("rds:DescribeDBClusterParameters", "spec.temporary.securityGroups", "default group");
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Theory]
    [InlineData(SourceStrategy.Clone)]
    [InlineData(SourceStrategy.NewSnapshot)]
    public void An_unencrypted_cluster_is_told_before_it_costs_whatever_the_strategy(SourceStrategy strategy)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Encryption = EncryptionMode.Copy, Source = spec.Source with { Strategy = strategy } })).WithSource();
        world.Databases[0] = world.Databases[0] with { Encrypted = false };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.SourceUnencrypted));
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Theory]
    [InlineData(DatabaseKind.Instance, true, false)]
    [InlineData(DatabaseKind.Instance, false, true)]
    [InlineData(DatabaseKind.Cluster, true, true)]
    public void An_encrypted_snapshot_of_an_instance_that_is_shared_with_us_must_be_copied_first(DatabaseKind kind, bool encrypted, bool runs)
    {
        const string Arn = "arn:aws:rds:eu-north-1:999999999999:snapshot:theirs";
        var spec = kind == DatabaseKind.Cluster ? RefreshSpecs.Cluster() : RefreshSpecs.Instance();
        var world = new RefreshWorld(spec with { Source = spec.Source with { Id = "", SnapshotArn = Arn, Account = "999999999999" } });
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1), kind) with { Arn = Arn, Type = "shared", Encrypted = encrypted });
        world.Run().Should().Be(runs ? RunOutcome.Succeeded : RunOutcome.Failed);
        if (runs) return;
        world.Status.Run!.Message.Should().ContainAll("spec.source.snapshotArn", "copy it into this account");
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    // 02:00 in Tallinn is 00:00Z on one day and 23:00Z on the same day when clocks go forward.
    [Fact]
    public void The_date_is_the_schedules_own_day_whenever_the_run_began()
    {
        RunFacts Run(string id, int hours) => new() { OwnerUid = "u", Namespace = "n", Name = "r", RunId = id, Digest = "", Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tallinn"), ScheduledAt = Moment(id), StartedAt = Moment(id).AddHours(hours) };
        static DateTimeOffset Moment(string id) => DateTimeOffset.ParseExact(id, "yyyyMMdd't'HHmmss'z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
        CloudNames.Published("c-{{date}}", Run("20270328t000000z", 0)).Should().Be("c-20270328");
        CloudNames.Published("c-{{date}}", Run("20270328t230000z", 0)).Should().Be("c-20270329");
        CloudNames.Published("c-{{date}}", Run("20270328t210000z", 5)).Should().Be("c-20270329", "caught up or not");
        CloudNames.Published("c-{{date}}", Run("20270328t000000z", 0) with { ScheduledAt = null, StartedAt = Moment("20270328t220000z") }).Should().Be("c-20270329");
    }

    [Fact]
    public void What_was_not_asked_for_is_no_problem()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Preflight = new PreflightFacts();
        world.Run().Should().Be(RunOutcome.Succeeded);
    }

    public static TheoryData<string, string> Wrong() => new()
    {
        { "default key", "customer key" },
        { "instance on restore", "Copy" },
        { "instance clone", "Clone" },
        { "no verify", "at least one check" },
        { "name", "snapshot identifier" },
        { "name without run", "{{runId}}" },
        { "account", "twelve digits" },
        { "two steps", "two steps named" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_spec_is_told_in_words(string what, string expected)
    {
        var spec = RefreshSpecs.Cluster(spec => what switch
        {
            "default key" => spec with { KmsKey = "alias/aws/rds" },
            "instance on restore" => spec with { Source = spec.Source with { Kind = DatabaseKind.Instance } },
            "instance clone" => spec with { Source = spec.Source with { Kind = DatabaseKind.Instance, Strategy = SourceStrategy.Clone }, Encryption = EncryptionMode.Copy },
            "no verify" => spec with { Verify = [] },
            "name" => spec with { PublishName = "9-{{runId}}" },
            "name without run" => spec with { PublishName = "shop-{{date}}", Schedule = "0 */2 * * *" },
            "account" => spec with { Accounts = ["12"] },
            _ => spec with { Sanitize = [new SanitizeStep.Mask("a", []), new SanitizeStep.Mask("a", [])] },
        });
        Validate.Problems(spec).Should().ContainSingle().Which.Message.Should().Contain(expected);
    }

    [Theory]
    [InlineData("0 2 * * *", true)]
    [InlineData("@daily", true)]
    [InlineData("*/5 * * * *", false)]
    [InlineData("0 2,14 * * *", false)]
    [InlineData(null, false)]
    public void A_schedule_is_at_most_daily_when_it_names_one_minute_and_one_hour(string? schedule, bool daily) => Validate.IsAtMostDaily(schedule).Should().Be(daily);

    [Fact]
    public void An_old_source_and_a_missing_one_end_the_run()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster());
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-40)));
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.SourceTooOld));

        world = new RefreshWorld(RefreshSpecs.Cluster());
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.SnapshotNotFound));

        world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Encryption = EncryptionMode.Copy }));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now) with { Encrypted = false });
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.SourceUnencrypted));
    }

    [Fact]
    public void A_published_name_of_an_earlier_run_is_found_before_anything_costs()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { PublishName = "shop-clean-{{date}}" })).WithSource();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Crash();
        (world.RunId, world.StartedAt) = ("20261121t060000z", new DateTimeOffset(2026, 11, 21, 6, 0, 0, TimeSpan.Zero));
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NameTaken));
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Fact]
    public void Identifiers_follow_from_owner_and_run_and_fit_the_cloud()
    {
        var run = new RunFacts { OwnerUid = "u", Namespace = new string('n', 63), Name = "Night--ly.x", RunId = "1", StartedAt = DateTimeOffset.UnixEpoch, Digest = "" };
        foreach (var name in new[] { CloudNames.Temporary(run), CloudNames.Member(CloudNames.Temporary(run)), CloudNames.Intermediate(run), CloudNames.Source(run), CloudNames.Temporary(run with { Namespace = "a" }) })
            CloudNames.IsIdentifier(name).Should().BeTrue(name);
        CloudNames.Temporary(run).Should().NotBe(CloudNames.Temporary(run with { OwnerUid = "v" })).And.NotBe(CloudNames.Temporary(run with { RunId = "2" }));
    }

    [Fact]
    public void Retention_spares_the_newest_verified_one_and_what_is_not_ours()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Retain = new RetainSpec(3, TimeSpan.FromDays(14)) })).WithSource();
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.CloudOwner] = RefreshWorld.Uid, [Keys.CloudPart] = Ownership.Published };
        for (var day = 1; day <= 5; day++)
        {
            var old = RefreshWorld.Automated(world.Now.AddDays(-day)) with { Id = $"shop-clean-{day}", Arn = $"arn:{day}", Type = "manual", Tags = tags, SharedWith = [] };
            world.Snapshots.Add(old);
            world.Status = world.Status with { Snapshots = world.Status.Snapshots.Add(new PublishedSnapshot { Id = old.Id, Arn = old.Arn, RunId = $"r{day}", Verified = true, CreatedAt = old.CreatedAt!.Value }) };
        }

        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddDays(-400)) with { Id = "shop-clean-foreign", Arn = "arn:foreign", Type = "manual" });
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Snapshots.Where(snapshot => snapshot.Id.StartsWith("shop-clean", StringComparison.Ordinal)).Select(snapshot => snapshot.Id).Should().BeEquivalentTo(["shop-clean-20261121t000000z", "shop-clean-1", "shop-clean-2", "shop-clean-foreign"]);
        world.Status.Snapshots.Select(snapshot => snapshot.Id).Should().Equal("shop-clean-20261121t000000z", "shop-clean-1", "shop-clean-2");

        var view = RefreshView.Of(world.Spec with { Retain = new RetainSpec(1, TimeSpan.Zero) }, world.Observe());
        RetainPolicy.TooMany(view, [.. world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).OrderByDescending(snapshot => snapshot.CreatedAt)])
            .Should().NotContain(snapshot => snapshot.Id == "shop-clean-20261121t000000z", "the newest good one stays however old it is");
    }

    [Theory]
    [InlineData(null, null, null, null, "none is named")]
    [InlineData("busy", "", null, null, "does not turn autovacuum off")]
    [InlineData(null, null, "busy", "", "does not turn autovacuum off")]
    [InlineData("quiet", "0", null, null, null)]
    [InlineData(null, null, "quiet", "off", null)]
    [InlineData("quiet", "0", "more", "", null)]
    [InlineData("unread", null, null, null, null)]
    public void Autovacuum_must_be_off_by_one_of_the_groups_that_are_named(string? cluster, string? inCluster, string? instance, string? inInstance, string? wrong)
    {
        static ParameterFacts? Facts(string? autovacuum) => autovacuum is null ? null : new ParameterFacts(true, autovacuum.Length == 0 ? Values() : Values(("autovacuum", autovacuum)));
        var spec = RefreshSpecs.Cluster(spec => spec with { Temporary = spec.Temporary with { ClusterParameterGroup = cluster, InstanceParameterGroup = instance } });
        var problems = Validate.Problems(spec, new PreflightFacts { ClusterParameters = Facts(inCluster), InstanceParameters = Facts(inInstance) });
        if (wrong is null) problems.Should().BeEmpty();
        else problems.Should().ContainSingle(problem => problem.Reason == Reason.ParameterGroupWakes).Which.ToString().Should().ContainAll(wrong, "autovacuum", "ParameterGroup");
    }

    [Theory]
    [InlineData("rds.logical_replication", "1")]
    [InlineData("autovacuum", "1")]
    public void What_wakes_the_restored_database_is_refused(string parameter, string value)
    {
        var spec = RefreshSpecs.Instance();
        var facts = Values(("autovacuum", "0"));
        facts[parameter] = value;
        Validate.Problems(spec, new PreflightFacts { InstanceParameters = new ParameterFacts(true, facts) }).Should().ContainSingle().Which.ToString().Should().ContainAll("spec.temporary.instanceParameterGroup", parameter);
    }

    [Theory]
    [InlineData("old", "spec.source.maxAge")]
    [InlineData("missing", "no available snapshot")]
    [InlineData("unencrypted", "OnRestore")]
    [InlineData("clone", "there is no cluster")]
    public void What_is_wrong_with_the_source_is_told_with_all_else(string what, string expected)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with
        {
            Encryption = what == "unencrypted" ? EncryptionMode.Copy : spec.Encryption,
            Source = spec.Source with { Strategy = what == "clone" ? SourceStrategy.Clone : spec.Source.Strategy },
        }));
        if (what != "clone") world.WithSource();
        world.Preflight = world.Preflight with { Key = new KeyFacts(true, false, false) };
        if (what == "missing") world.Snapshots.Clear();
        if (what == "unencrypted") world.Snapshots[0] = world.Snapshots[0] with { Encrypted = false };
        if (what == "old") world.Snapshots[0] = world.Snapshots[0] with { CreatedAt = world.Now.AddHours(-40) };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Step.Should().Be(RefreshStep.Preflight);
        world.Status.Run.Message.Should().ContainAll("disabled", expected);
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Theory]
    [InlineData("12.19", true)]
    [InlineData("13.4", false)]
    public void A_server_older_than_PostgreSQL_13_is_refused_before_anything_is_made(string version, bool refused)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Databases[0] = world.Databases[0] with { EngineVersion = version };
        world.Snapshots[0] = world.Snapshots[0] with { EngineVersion = version };
        world.Run().Should().Be(refused ? RunOutcome.Failed : RunOutcome.Succeeded, world.Status.Run?.Message);
        if (!refused) return;
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NotYetSupported));
        world.Status.Run.Message.Should().ContainAll("spec.source", "PostgreSQL 12", "13");
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }
}
