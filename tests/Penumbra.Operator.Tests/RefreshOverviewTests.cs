using System.Text;
using System.Text.Json;
using Penumbra.Api.Common;
using Penumbra.Api.Json;
using Penumbra.Api.SnapshotRefreshes;
using Penumbra.Core.Common;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.SnapshotRefreshes;

namespace Penumbra.Operator.Tests;

public sealed class RefreshOverviewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string Spec = """
        {"schedule":"0 2 * * *","serviceAccountName":"sa","provider":{"aws":{"region":"eu-north-1"}},"source":{"cluster":"shop-prod"},"temporary":{"instanceClass":"db.t4g.medium"},"database":{"name":"shop"},
         "sanitize":[{"name":"a","sql":{"configMap":{"name":"cm","key":"a.sql"}},"parameters":{"secret":{"name":"keys"}}}],
         "verify":[{"name":"v","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/x"},"publish":{"name":"c-{{runId}}","configMap":{"name":"shop-snapshot"}}}
        """;

    private static CustomView View(string kind, string spec, SnapshotRefreshStatus? status = null) => new()
    {
        Metadata = new ObjectMeta { Name = kind, Namespace = "shop", Uid = "uid-1", Generation = 3 },
        Spec = new RawJson(Encoding.UTF8.GetBytes(spec)),
        Status = status is null ? null : new RawJson(JsonSerializer.SerializeToUtf8Bytes(status, ApiJson.Default.SnapshotRefreshStatus)),
    };

    [Fact]
    public void A_spec_that_was_wrong_for_a_while_has_the_name_that_it_had_whatever_order_its_fields_are_in_now()
    {
        const string Other = """{"source":{"cluster":"shop-prod"},"deadline":"6h"}""", Same = """{"deadline":"6h","source":{"cluster":"shop-prod"}}""";
        Entry(Other).Hash.Should().Be(Entry(Same).Hash);
        Entry(Other).Hash.Should().NotBe(Entry(Other.Replace("6h", "7h", StringComparison.Ordinal)).Hash);
    }

    private static RefreshEntry Entry(string spec = Spec, SnapshotRefreshStatus? status = null) => RefreshReading.Read(View("nightly", spec, status), null);

    private static SnapshotRefreshStatus Ran(string outcome, string? reason = null) => new() { Run = new RunRecord { Id = "r1", Outcome = outcome, Reason = reason, Message = "said by the worker", Step = "Verify" } };

    private static (string? Phase, string? Reason) Of(RefreshEntry entry, params RefreshJob[] jobs)
    {
        var status = RefreshOverview.Of(entry, entry.Problems, jobs, null, Now);
        return (status.Phase, status.Conditions!.Single(condition => condition.Type == "Ready").Reason);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_what_is_missing_is_told_once()
    {
        var problems = Entry(Spec.Replace("\"instanceClass\":\"db.t4g.medium\"", "", StringComparison.Ordinal).Replace("alias/x", "alias/aws/rds", StringComparison.Ordinal)
            .Replace("\"name\":\"c-{{runId}}\",", "", StringComparison.Ordinal).Replace("\"schedule\"", "\"share\":{\"accounts\":[\"12\"]},\"schedule\"", StringComparison.Ordinal)).Problems;
        problems.Select(problem => problem.Path).Should().BeEquivalentTo("spec.temporary.instanceClass", "spec.publish.name", "spec.encryption.kmsKey", "spec.share.accounts");
    }

    [Fact]
    public void A_Job_that_a_hand_made_is_told_from_an_earlier_one_of_its_name()
    {
        RefreshJob By(string name, string uid) => RefreshJob.Of(new CustomView { Metadata = new ObjectMeta { Name = name, Namespace = "shop", Uid = uid, CreationTimestamp = Now } });
        By("manual", "0b5c9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d").RunId.Should().NotBe(By("manual", "77aa9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d").RunId);
        By("nightly-refresh-29921760", "0b5c9a3e-7f1e-4a41-8a55-0d6f1b1e2c3d").RunId.Should().Be("20261122t000000z", "the schedule's own names tell them apart");
        var pod = new JobManifests(Entry(), new WorkerOptions("penumbra:1")).Runs(held: false)["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!;
        pod["containers"]![0]!["env"]!.AsArray().Single(variable => variable!["name"]!.GetValue<string>() == "PENUMBRA_JOB_UID")!.ToJsonString().Should().Contain("batch.kubernetes.io/controller-uid");
    }

    [Fact]
    public void The_phase_tells_the_story()
    {
        var active = new RefreshJob("nightly-refresh-1", false, false, Now);
        var failed = new RefreshJob("nightly-refresh-1", false, true, Now);
        Of(Entry()).Should().Be(("Scheduled", nameof(Reason.RefreshScheduled)));
        Of(Entry(status: Ran("Running")), active).Should().Be(("Running", nameof(Reason.RefreshRunning)));
        Of(Entry(status: Ran("Succeeded"))).Should().Be(("Succeeded", nameof(Reason.RefreshSucceeded)));
        Of(Entry(status: Ran("Failed", nameof(Reason.VerifyFailed)))).Should().Be(("Failed", nameof(Reason.VerifyFailed)));
        Of(Entry(status: Ran("Running")), failed).Should().Be(("Failed", nameof(Reason.WorkerFailed)));
        Of(Entry(Spec.Replace("{\"schedule\"", "{\"suspend\":true,\"schedule\"", StringComparison.Ordinal))).Should().Be(("Suspended", nameof(Reason.RefreshSuspended)));
        Of(Entry("""{"templateRef":{"name":"gone"}}""")).Should().Be(("Stalled", nameof(Reason.RefreshTemplateNotFound)));
    }

    [Theory]
    [InlineData(0, "Scheduled", "True", "False")]
    [InlineData(9, "Scheduled", "True", "False")]
    [InlineData(10, "Stalled", "False", "True")]
    public void A_template_that_is_applied_after_its_refresh_is_waited_for_before_anybody_is_called(int seconds, string phase, string reconciling, string stalled)
    {
        var view = View("nightly", """{"templateRef":{"name":"gone"}}""");
        var entry = RefreshReading.Read(view with { Metadata = view.Metadata with { CreationTimestamp = Now } }, null);
        var status = RefreshOverview.Of(entry, entry.Problems, [], null, Now.AddSeconds(seconds));
        string? Says(string type) => status.Conditions!.Single(condition => condition.Type == type).Status;
        (status.Phase, Says("Ready"), Says("Reconciling"), Says("Stalled"), status.NextRun).Should().Be((phase, "False", reconciling, stalled, null));
        status.Conditions!.Single(condition => condition.Type == "Ready").Should().Match<Penumbra.Api.Common.StatusCondition>(
            ready => ready.Reason == nameof(Reason.RefreshTemplateNotFound) && ready.Message == "spec.templateRef.name: there is no SnapshotRefreshTemplate gone");
    }

    [Fact]
    public void What_a_refresh_with_a_run_under_way_lacks_is_told_at_once()
    {
        var view = View("nightly", """{"templateRef":{"name":"gone"}}""");
        var entry = RefreshReading.Read(view with { Metadata = view.Metadata with { CreationTimestamp = Now } }, null);
        var status = RefreshOverview.Of(entry, entry.Problems, [new RefreshJob("nightly-refresh-1", false, false, Now)], null, Now);
        status.Phase.Should().Be("Running");
        status.Conditions!.Single(condition => condition.Type == "Stalled").Should().Match<Penumbra.Api.Common.StatusCondition>(told => told.Status == "True" && told.Reason == nameof(Reason.RefreshTemplateNotFound));
    }

    [Fact]
    public void A_worker_without_fitting_client_programs_stalls_the_refresh_and_the_next_run_looks_again()
    {
        var fresh = Spec.Replace("{\"schedule\"", "{\"residue\":\"Fresh\",\"schedule\"", StringComparison.Ordinal);
        var status = RefreshOverview.Of(Entry(fresh, Ran("Failed", nameof(Reason.ClientToolsUnfit))), [], [], null, Now);
        (status.Phase, status.NextRun).Should().Be(("Stalled", new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)));
        status.Conditions!.Single(condition => condition.Type == "Stalled").Should().Match<Penumbra.Api.Common.StatusCondition>(condition => condition.Status == "True" && condition.Reason == nameof(Reason.ClientToolsUnfit) && condition.Message == "said by the worker");
        Of(Entry(status: Ran("Failed", nameof(Reason.ClientToolsUnfit)))).Phase.Should().Be("Failed", "Rewrite needs none");
    }

    [Fact]
    public void A_Job_that_ended_before_anybody_wrote_a_status_is_a_failure_whatever_the_run_before_came_to()
    {
        var yesterday = new SnapshotRefreshStatus { Phase = "Succeeded", LastSuccess = Now.AddDays(-1), Run = new RunRecord { Id = InputReader.Text(DateTimeOffset.UnixEpoch.AddMinutes(29918880)), Outcome = "Succeeded", Message = "published x" } };
        RefreshJob Job(long minutes, string? why = null) => new($"nightly-refresh-{minutes}", why is null, why is not null, DateTimeOffset.UnixEpoch.AddMinutes(minutes), why);
        Of(Entry(status: yesterday), Job(29918880)).Should().Be(("Succeeded", nameof(Reason.RefreshSucceeded)));
        Of(Entry(status: yesterday), Job(29918880), Job(29920320, "BackoffLimitExceeded")).Should().Be(("Failed", nameof(Reason.WorkerFailed)));
        Of(Entry(status: yesterday), Job(29918880), Job(29920320, "DeadlineExceeded")).Should().Be(("Failed", nameof(Reason.DeadlineExceeded)));
        Of(Entry(), Job(29920320, "PodFailurePolicy")).Should().Be(("Failed", nameof(Reason.WorkerFailed)), "the first one too");
        var told = RefreshOverview.Of(Entry(status: yesterday), [], [Job(29920320, "BackoffLimitExceeded")], null, Now).Conditions!.Single(condition => condition.Type == "Ready");
        told.Message.Should().Contain("nightly-refresh-29920320").And.Contain("BackoffLimitExceeded");
        told.Status.Should().Be("False");
    }

    [Fact]
    public void A_run_on_demand_is_told_from_others_by_its_annotation()
    {
        var job = new JobManifests(Entry(), new WorkerOptions("penumbra:1")).OnDemand("now", "cron-uid", Now);
        var view = new CustomView
        {
            Metadata = new ObjectMeta { Name = "nightly-now-12345678", Annotations = new StringMap([KeyValuePair.Create(Keys.CloudRun, job["metadata"]!["annotations"]![Keys.CloudRun]!.GetValue<string>())]) },
            Status = new RawJson("{\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\",\"reason\":\"BackoffLimitExceeded\"}]}"u8.ToArray()),
        };
        RefreshJob.Of(view).RunId.Should().Be("20261121t120000z");
        Of(Entry(status: new SnapshotRefreshStatus { Run = new RunRecord { Id = "20261121t120000z", Outcome = "Succeeded" } }), RefreshJob.Of(view)).Phase.Should().Be("Succeeded");
    }

    [Fact]
    public void A_Job_that_is_gone_hides_no_failure()
    {
        var running = RefreshOverview.Of(Entry(), [], [new RefreshJob("nightly-refresh-1", false, false, Now)], null, Now);
        var gone = RefreshOverview.Of(Entry(status: running), [], [], null, Now.AddMinutes(1));
        (gone.Phase, gone.Conditions!.Single(condition => condition.Type == "Ready").Reason).Should().Be(("Failed", nameof(Reason.WorkerFailed)));
        RefreshOverview.Of(Entry(status: gone), [], [], null, Now.AddMinutes(2)).Phase.Should().Be("Failed", "until a run succeeds");
        RefreshOverview.Of(Entry(status: gone with { LastSuccess = Now.AddHours(1), Run = new RunRecord { Id = "r2", Outcome = "Succeeded" } }), [], [], null, Now.AddHours(2)).Phase.Should().Be("Succeeded");
        Of(Entry(status: Ran("Running"))).Should().Be(("Failed", nameof(Reason.WorkerFailed)));
    }

    [Fact]
    public void A_run_that_published_and_lost_its_pod_is_no_failure()
    {
        var failed = new RefreshJob("nightly-refresh-1", false, true, Now, "BackoffLimitExceeded", "r1");
        Of(Entry(status: Ran("Succeeded")), failed).Phase.Should().Be("Succeeded");
        var published = Ran("Running") with { Snapshots = [new SnapshotRecord { Id = "s", Arn = "arn:s", RunId = "r1", Verified = true }] };
        Of(Entry(status: published), failed).Should().Be(("Succeeded", nameof(Reason.RefreshSucceeded)));
        RefreshOverview.Of(Entry(status: published), [], [failed], null, Now).Conditions![0].Message.Should().Contain("before it had cleaned up");
    }

    [Fact]
    public void The_next_run_is_told_unless_nothing_starts()
    {
        RefreshOverview.Of(Entry(), [], [], null, Now).NextRun.Should().Be(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
        RefreshOverview.Of(Entry(), [new Problem(Reason.InvalidSpec, "", "")], [], null, Now).NextRun.Should().BeNull();
    }

    [Fact]
    public void A_condition_keeps_its_time_while_it_stays()
    {
        var first = RefreshOverview.Of(Entry(), [], [], null, Now);
        var second = RefreshOverview.Of(Entry(status: first), [], [], null, Now.AddHours(1));
        second.Conditions!.Select(condition => condition.LastTransitionTime).Should().OnlyContain(at => at == Now);
        JsonSerializer.Serialize(second, ApiJson.Default.SnapshotRefreshStatus).Should().Be(JsonSerializer.Serialize(first, ApiJson.Default.SnapshotRefreshStatus), "a quiet refresh writes nothing");
    }

    [Fact]
    public void Runs_that_were_missed_are_caught_up_for_six_hours_and_the_sweep_runs_though_they_are_held()
    {
        var manifests = new JobManifests(Entry(), new WorkerOptions("penumbra:1"));
        foreach (var cron in new[] { manifests.Runs(held: true), manifests.Sweep() })
        {
            cron["spec"]!["startingDeadlineSeconds"]!.GetValue<int>().Should().Be(6 * 3600);
            cron["spec"]!["concurrencyPolicy"]!.GetValue<string>().Should().Be("Forbid");
        }

        manifests.Runs(held: true)["spec"]!["suspend"]!.GetValue<bool>().Should().BeTrue();
        manifests.Sweep()["spec"]!["suspend"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void The_Job_ignores_disruptions_ends_on_what_a_person_must_mend_and_holds_no_secret()
    {
        var manifests = new JobManifests(Entry(), new WorkerOptions("penumbra:1"));
        var job = manifests.Runs(held: false)["spec"]!["jobTemplate"]!["spec"]!;
        job["podReplacementPolicy"]!.GetValue<string>().Should().Be("Failed");
        job["activeDeadlineSeconds"]!.GetValue<long>().Should().Be(13 * 3600 + 900, "the run, a sweep that it may wait for, and its end");
        job["podFailurePolicy"]!["rules"]![0]!["onExitCodes"]!["values"]![0]!.GetValue<int>().Should().Be(2);
        job["podFailurePolicy"]!["rules"]!.AsArray()[^1]!.ToJsonString().Should().ContainAll("\"Ignore\"", "DisruptionTarget");
        var pod = job["template"]!["spec"]!;
        pod["volumes"]!.AsArray().Where(volume => volume!["emptyDir"] is null).Should().AllSatisfy(volume => volume!.ToJsonString().Should().Contain("\"optional\":true", "the worker says what is missing"));
        pod["containers"]![0]!["volumeMounts"]!.ToJsonString().Should().ContainAll("/penumbra/sql/cm", "/penumbra/parameters/keys", "/penumbra/key");
        pod["serviceAccountName"]!.GetValue<string>().Should().Be("sa");
        manifests.CleanUp()["metadata"]!["ownerReferences"].Should().BeNull("it outlives what it cleans up after");
        manifests.Runs(held: true)["spec"]!["suspend"]!.GetValue<bool>().Should().BeTrue();
        manifests.OnDemand("now", "cron-uid", Now).ToJsonString().Should().Contain("20261121t120000z");
    }

    // As a kubelet expands variables: $$ is $, and $(NAME) the variable's value.
    [Fact]
    public void Dollars_in_a_check_reach_the_worker_as_they_were_written()
    {
        var sql = "SELECT count(*) FROM t WHERE note = $$it's$$ OR note = $q$(POD_NAME)$q$ OR price = '$5'";
        var entry = Entry(Spec.Replace("SELECT 0", sql, StringComparison.Ordinal));
        var given = new JobManifests(entry, new WorkerOptions("penumbra:1")).Runs(held: false)["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .Single(variable => variable!["name"]!.GetValue<string>() == InputReader.SpecVariable)!["value"]!.GetValue<string>();
        var expanded = System.Text.RegularExpressions.Regex.Replace(given, @"\$(\$|\(([^)]*)\))", match => match.Value == "$$" ? "$" : "expanded");
        System.Text.Json.Nodes.JsonNode.Parse(expanded)!["verify"]![0]!["sql"]!.GetValue<string>().Should().Be(sql);
    }

    [Fact]
    public void A_spec_that_no_process_can_be_given_is_told_before_anything_starts()
    {
        var many = string.Join(",", Enumerable.Range(0, 20).Select(number => $$"""{"name":"c{{number}}","sql":"SELECT 0 -- {{new string('x', 8000)}}","expect":"0"}"""));
        Entry(Spec.Replace("\"verify\":[", $"\"verify\":[{many},", StringComparison.Ordinal)).Problems.Should().ContainSingle().Which.Message.Should().Contain("131049").And.Contain("spec.verify");
    }

    [Theory]
    [InlineData("eu-north-1", "shop-prod", null, null)]
    [InlineData("eu-west-1", "shop-prod", "spec.provider.aws.region", "set it to eu-north-1")]
    [InlineData("eu-north-1", null, "spec.source", "set it back")]
    public void Another_region_or_kind_of_source_waits_until_the_temporary_database_is_gone(string region, string? cluster, string? path, string? remedy)
    {
        var status = new SnapshotRefreshStatus { Run = new RunRecord { Id = "r1", Outcome = "Failed", StartedAt = Now, Temporary = new TemporaryRecord { Cluster = "penumbra-shop-1", Arn = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-1" } } };
        var spec = Spec.Replace("eu-north-1", region, StringComparison.Ordinal);
        var entry = Entry(cluster is null ? spec.Replace("\"cluster\":\"shop-prod\"", "\"instance\":\"shop-prod\"", StringComparison.Ordinal) : spec, status);
        var problems = Relocation.Problems(entry, null, Now.AddHours(1));
        problems.Select(problem => problem.Path).Should().Equal(path is null ? [] : [path]);
        if (path is not null) problems[0].Message.Should().ContainAll("penumbra-shop-1", remedy!, "until a run has succeeded");
        Relocation.Problems(entry, null, Now.AddDays(5)).Should().BeEmpty("the sweep has deleted it");
        Relocation.Problems(Entry(spec, new SnapshotRefreshStatus { Run = status.Run with { Temporary = null } }), null, Now).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Running", "Publish", true, false, true)]
    [InlineData("Succeeded", "Retain", true, true, false)]
    [InlineData("Running", "Verify", true, false, false)]
    [InlineData("Running", "Publish", true, true, false)]
    [InlineData("Running", "Publish", false, false, false)]
    public void Another_ConfigMap_waits_until_what_the_one_before_may_name_is_listed(string outcome, string step, bool renamed, bool listed, bool held)
    {
        var status = new SnapshotRefreshStatus
        {
            Run = new RunRecord { Id = "r1", Outcome = outcome, StartedAt = Now, Step = step, Proof = new ProofRecord { RunId = "r1", ResourceId = "cluster-R1", Digest = "d", VerifiedAt = Now, Fence = "7" } }, Snapshots = listed ? [new SnapshotRecord { Id = "s", Arn = "arn:s", RunId = "r1", Verified = true }] : [],
        };
        var given = Entry(status: status);
        var entry = Entry(renamed ? Spec.Replace("shop-snapshot", "other", StringComparison.Ordinal) : Spec, status);
        var problems = Relocation.Problems(entry, given, Now.AddHours(1));
        problems.Should().HaveCount(held ? 1 : 0);
        if (held) problems[0].ToString().Should().ContainAll("spec.publish.configMap", "set it back to shop-snapshot", "until a run has listed it");
        Relocation.Problems(entry, null, Now).Should().BeEmpty("nobody knows what it was");
        Relocation.Problems(entry, given, Now.AddDays(5)).Should().BeEmpty("it is not looked for for ever");
    }

    [Fact]
    public void A_sweep_that_failed_is_told_until_one_succeeds()
    {
        RefreshJob Sweep(int day, bool succeeded) => new($"nightly-sweep-{day}", succeeded, !succeeded, Now.AddDays(day), succeeded ? null : "BackoffLimitExceeded");
        SnapshotRefreshStatus Swept(SnapshotRefreshStatus before, params RefreshJob[] sweeps) => RefreshOverview.Of(Entry(status: before), [], [], null, Now, null, sweeps);
        static StatusCondition? Orphaned(SnapshotRefreshStatus status) => status.Conditions!.SingleOrDefault(condition => condition.Type == nameof(Reason.OrphanedDatabase));
        var failed = Swept(new(), Sweep(0, true), Sweep(1, false), new RefreshJob("nightly-sweep-2", false, false, Now.AddDays(2)));
        Orphaned(failed).Should().Match<StatusCondition>(condition => condition.Status == "True" && condition.Message!.Contains("nightly-sweep-1") && condition.Message.Contains("BackoffLimitExceeded") && condition.Message.Contains("uid-1"));
        Orphaned(Swept(failed))!.Message.Should().Be(Orphaned(failed)!.Message, "its Job may be gone, and nothing better is known");
        Orphaned(Swept(failed, Sweep(1, false), Sweep(2, true))).Should().BeNull();
    }

    [Theory]
    [InlineData("Preflight", "Stalled")]
    [InlineData("Encrypt", "Failed")]
    public void A_key_that_cannot_be_used_stalls_the_refresh_where_preflight_says_so(string step, string phase)
    {
        var ran = Ran("Failed", nameof(Reason.KeyUnusable));
        var status = RefreshOverview.Of(Entry(status: ran with { Run = ran.Run! with { Step = step } }), [], [], null, Now);
        (status.Phase, status.NextRun is not null).Should().Be((phase, true), "each run looks again");
        status.Conditions!.Single(condition => condition.Type == "Stalled").Reason.Should().Be(nameof(Reason.KeyUnusable));
    }

    [Fact]
    public void A_run_that_made_way_for_another_hides_nothing_of_it()
    {
        var (now, scheduled) = (new RefreshJob("nightly-now-1", false, false, Now.AddHours(-1), null, "r1"), new RefreshJob("nightly-refresh-29918880", true, false, Now));
        RefreshOverview.Newest([now, scheduled])!.Name.Should().Be("nightly-now-1");
        Of(Entry(status: Ran("Running")), now, scheduled).Phase.Should().Be("Running");
        Of(Entry(status: Ran("Succeeded")), now with { Succeeded = true }, scheduled).Phase.Should().Be("Succeeded");
        Of(Entry(status: Ran("Failed", nameof(Reason.VerifyFailed))), now with { Failed = true }, scheduled).Phase.Should().Be("Failed");
    }

    [Fact]
    public void The_next_run_of_an_interval_counts_from_the_last()
    {
        var entry = Entry(Spec.Replace("0 2 * * *", "@every 1h", StringComparison.Ordinal));
        RefreshOverview.Of(entry, [], [], null, Now, scheduled: Now.AddMinutes(-20)).NextRun.Should().Be(Now.AddMinutes(40));
        RefreshOverview.Of(entry, [], [], null, Now).NextRun.Should().BeNull();
    }

    [Theory]
    [InlineData("@every 24h", false)]
    [InlineData("@every 1h", false)]
    [InlineData("@daily", true)]
    [InlineData("0 2 * * *", true)]
    public void An_interval_has_no_latest_start_as_a_longer_one_would_never_end(string schedule, bool expected) =>
        (new JobManifests(Entry(Spec.Replace("0 2 * * *", schedule, StringComparison.Ordinal)), new WorkerOptions("penumbra:1")).Runs(held: false)["spec"]!["startingDeadlineSeconds"] is not null).Should().Be(expected);

    [Fact]
    public void The_worker_may_touch_this_one_refresh_alone()
    {
        var rules = new RefreshManifests(Entry()).Role()["rules"]!.AsArray();
        rules.Where(rule => rule!["resources"]![0]!.GetValue<string>() != "events").Should().AllSatisfy(rule => rule!["resourceNames"]!.AsArray().Should().NotBeEmpty());
        rules.ToJsonString().Should().NotContain("secrets").And.NotContain("\"*\"").And.NotContain("delete").And.NotContain("list");
    }

    [Fact]
    public void Names_fit_and_one_word_is_one_Job()
    {
        var longest = new string('n', 40);
        foreach (var name in new[] { RefreshNames.Runs(longest), RefreshNames.Sweep(longest) }) name.Length.Should().BeLessThanOrEqualTo(52, "a CronJob adds eleven");
        RefreshNames.OnDemand(longest, "u", "x").Length.Should().BeLessThanOrEqualTo(63);
        RefreshNames.OnDemand("a", "u", "x").Should().Be(RefreshNames.OnDemand("a", "u", "x")).And.NotBe(RefreshNames.OnDemand("a", "u", "y"))
            .And.NotBe(RefreshNames.OnDemand("a", "v", "x"), "a refresh that was made anew under the name starts a run of its own");
        RefreshNames.SweepMinute("uid-1").Should().BeInRange(0, (24 * 60) - 1);
    }
}
