using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Runs;

namespace Penumbra.Simulation.Tests;

/// <summary>What a failed run left in the cloud is cleaned up, or named, whatever goes first.</summary>
public sealed class RefreshRemovalTests
{
    private const string Temporary = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1";
    private const string Fresh = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1-fresh";

    private const string Published = "arn:aws:rds:eu-north-1:123456789012:cluster-snapshot:shop-clean-1";

    private static JsonObject Takes => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"patch":{"spec":{"onDelete":"Delete"}}}
        """)!.AsObject();

    // The operator of these stories looks after one namespace and sees no template: one that is named is one that went.
    private static JsonObject Templated => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"patch":{"spec":{"templateRef":{"name":"standard"}}}}
        """)!.AsObject();

    private static JsonObject Ran => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"subresource":"status",
         "patch":{"status":{"run":{"id":"r1","outcome":"Failed","reason":"VerifyFailed","message":"m","step":"Verify","temporary":{"cluster":"penumbra-shop-nightly-1","arn":"TEMPORARY"},"fresh":{"cluster":"penumbra-shop-nightly-1-fresh","arn":"ANOTHER"}},
           "snapshots":[{"id":"shop-clean-1","arn":"PUBLISHED","createdAt":"2026-11-01T01:00:00Z","runId":"r0","verified":true,"physical":false,"sharedWith":[]}]}}}
        """.Replace("TEMPORARY", Temporary, StringComparison.Ordinal).Replace("PUBLISHED", Published, StringComparison.Ordinal).Replace("ANOTHER", Fresh, StringComparison.Ordinal))!.AsObject();

    [Fact]
    public void A_template_that_is_deleted_first_keeps_no_cleanup_from_running()
    {
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("patch", Templated),

                // Until nobody waits for the template any more.
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly"), seconds: 12),
                RefreshStory.Then("nothing", null, seconds: 60),
            ],
            new JsonObject { ["refresh"] = "Stalled" },
            new Dictionary<string, JsonObject>());
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        run.Summary.Should().Contain(line => line.StartsWith("Job nightly-cleanup-", StringComparison.Ordinal));
        run.Summary.Should().NotContain(line => line.StartsWith("CronJob ", StringComparison.Ordinal));
    }

    [Fact]
    public void When_nobody_can_tell_where_to_look_for_an_hour_the_finalizer_goes_and_both_databases_are_named()
    {
        var notes = new SortedSet<string>(StringComparer.Ordinal);
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("patch", Templated),
                RefreshStory.Then("delete", RefreshStory.Delete("batch/v1", "CronJob", "nightly-sweep"), seconds: 12),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly")),
                RefreshStory.Then("nothing", null, seconds: 3540),
                RefreshStory.Then("nothing", null, new JsonObject { ["refresh"] = "Stalled" }, seconds: 120),
            ],
            new JsonObject { ["refresh"] = "" },
            new Dictionary<string, JsonObject>(),
            cluster => new Events(cluster, notes));
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        notes.Should().Contain(note => note.Contains("left in the cloud may be what is tagged penumbra.dev/owner=", StringComparison.Ordinal) && note.EndsWith($": {Temporary}, {Fresh}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(1000, false)]
    public void A_cleanup_Job_that_is_refused_is_tried_again_for_an_hour_before_the_finalizer_goes(int times, bool isMade)
    {
        // Somebody's admission webhook refuses it, and every one of its kind after it. Which write that is, a run without it tells.
        var making = 0;
        Removal(cluster => new Makings(cluster, number => making = making == 0 ? number : making));
        making.Should().BePositive("a cleanup Job is made");
        var notes = new SortedSet<string>(StringComparer.Ordinal);
        var run = Removal(cluster => new Events(cluster, notes), $"refuse {making} 422 {times}");
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        notes.Should().Contain(note => note.Contains("which deletes what is left in the cloud, was refused", StringComparison.Ordinal) && note.EndsWith("tried again for an hour", StringComparison.Ordinal));
        run.Summary.Any(line => line.StartsWith("Job nightly-cleanup-", StringComparison.Ordinal)).Should().Be(isMade, string.Join("; ", notes));
        notes.Any(note => note.Contains("no cleanup Job could be made", StringComparison.Ordinal) && note.EndsWith($": {Temporary}, {Fresh}, {Published}", StringComparison.Ordinal)).Should().Be(!isMade, string.Join("; ", notes));
    }

    [Fact]
    public void A_cleanup_that_could_be_made_only_after_a_day_without_a_server_has_time_to_delete_a_database()
    {
        RunResult Deleted(int seconds, Func<SimulatedCluster, Oracle> watch, params IReadOnlyList<string> faults) => RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly"), new JsonObject { ["refresh"] = "Failed" }),
                RefreshStory.Then("nothing", null, seconds: seconds),
            ],
            new JsonObject { ["refresh"] = "" },
            new Dictionary<string, JsonObject>(),
            watch,
            faults);
        var making = 0;
        Deleted(3700, cluster => new Makings(cluster, number => making = making == 0 ? number : making));
        var (made, gone) = (TimeSpan.Zero, TimeSpan.Zero);
        var run = Deleted(90_000, cluster => new Times(cluster, at => made = at, at => gone = at), $"outage {making - 1} 24h");
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        made.Should().BeGreaterThan(TimeSpan.FromHours(24));
        (gone - made).Should().BeGreaterThan(TimeSpan.FromMinutes(14), "it had ten seconds, as the hour of the deletion was long over");
    }

    // Deleted; after nearly an hour it must still be there, and soon after the hour it must be gone: no worker runs here, so that a Job that is made is never done.
    private static RunResult Removal(Func<SimulatedCluster, Oracle> watch, params IReadOnlyList<string> faults) => RefreshStory.Play(
        [
            RefreshStory.Then("apply", "refresh"),
            RefreshStory.Then("patch", Takes),
            RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
            RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly"), new JsonObject { ["refresh"] = "Failed" }),
            RefreshStory.Then("nothing", null, seconds: 3570),
            RefreshStory.Then("nothing", null, new JsonObject { ["refresh"] = "Failed" }, seconds: 120),
        ],
        new JsonObject { ["refresh"] = "" },
        new Dictionary<string, JsonObject>(),
        watch,
        faults);

    private sealed class Times(SimulatedCluster cluster, Action<TimeSpan> made, Action<TimeSpan> gone) : Oracle(cluster)
    {
        public override void AfterCall(ApiCall call, ApiResponse response)
        {
            if (response.Status >= 300 || !call.IsWrite) return;
            if (call is { Plural: "jobs", Request.Method: "POST" }) made(Cluster.Time.Elapsed);
            if (call is { Plural: "snapshotrefreshes", Subresource: "" or null }) gone(Cluster.Time.Elapsed);
        }
    }

    private sealed class Makings(SimulatedCluster cluster, Action<int> heard) : Oracle(cluster)
    {
        public override void AfterCall(ApiCall call, ApiResponse response)
        {
            if (call is { Plural: "jobs", Request.Method: "POST" }) heard(call.Number);
        }
    }

    private sealed class Events(SimulatedCluster cluster, SortedSet<string> notes) : Oracle(cluster)
    {
        public override void Tick()
        {
            foreach (var told in Cluster.List(Cluster.Store.FindType("events.k8s.io", "events")!)) notes.Add(told["note"]?.GetValue<string>() ?? "");
        }
    }
}
