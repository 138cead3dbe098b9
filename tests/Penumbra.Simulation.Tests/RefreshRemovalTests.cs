using System.Text.Json.Nodes;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;

namespace Penumbra.Simulation.Tests;

/// <summary>What a failed run left in the cloud is cleaned up, or named, whatever goes first.</summary>
public sealed class RefreshRemovalTests
{
    private const string Temporary = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1";
    private const string Fresh = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1-fresh";

    // The operator of these stories looks after one namespace and sees no template: one that is named is one that went.
    private static JsonObject Templated => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"patch":{"spec":{"templateRef":{"name":"standard"}}}}
        """)!.AsObject();

    private static JsonObject Ran => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"subresource":"status",
         "patch":{"status":{"run":{"id":"r1","outcome":"Failed","reason":"VerifyFailed","message":"m","step":"Verify","temporary":{"cluster":"penumbra-shop-nightly-1","arn":"TEMPORARY"},"fresh":{"cluster":"penumbra-shop-nightly-1-fresh","arn":"ANOTHER"}}}}}
        """.Replace("TEMPORARY", Temporary, StringComparison.Ordinal).Replace("ANOTHER", Fresh, StringComparison.Ordinal))!.AsObject();

    [Fact]
    public void A_template_that_is_deleted_first_keeps_no_cleanup_from_running()
    {
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("patch", Templated),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly")),
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
                RefreshStory.Then("delete", RefreshStory.Delete("batch/v1", "CronJob", "nightly-sweep")),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly")),
                RefreshStory.Then("nothing", null, seconds: 3540),
                RefreshStory.Then("nothing", null, new JsonObject { ["refresh"] = "Stalled" }, seconds: 120),
            ],
            new JsonObject { ["refresh"] = "" },
            new Dictionary<string, JsonObject>(),
            cluster => new Events(cluster, notes));
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        notes.Should().Contain(note => note.Contains($"left in the cloud may be: {Temporary}, {Fresh}", StringComparison.Ordinal));
    }

    private sealed class Events(SimulatedCluster cluster, SortedSet<string> notes) : Oracle(cluster)
    {
        public override void Tick()
        {
            foreach (var told in Cluster.List(Cluster.Store.FindType("events.k8s.io", "events")!)) notes.Add(told["note"]?.GetValue<string>() ?? "");
        }
    }
}
