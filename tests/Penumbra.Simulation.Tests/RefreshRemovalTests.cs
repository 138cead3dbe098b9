using System.Text.Json.Nodes;

namespace Penumbra.Simulation.Tests;

/// <summary>What a failed run left in the cloud is cleaned up, or named, whatever goes first.</summary>
public sealed class RefreshRemovalTests
{
    private const string Temporary = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1";
    private const string Fresh = "arn:aws:rds:eu-north-1:123456789012:cluster:penumbra-shop-nightly-1-fresh";

    private static JsonObject Template => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefreshTemplate", ["metadata"] = new JsonObject { ["name"] = "standard" }, ["spec"] = new JsonObject { ["deadline"] = "6h" },
    };

    private static JsonObject Refresh
    {
        get
        {
            var refresh = RefreshStory.Refresh;
            refresh["spec"]!["templateRef"] = new JsonObject { ["name"] = "standard" };
            return refresh;
        }
    }

    private static JsonObject Ran => JsonNode.Parse("""
        {"object":{"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"}},"subresource":"status",
         "patch":{"status":{"run":{"id":"r1","outcome":"Failed","reason":"VerifyFailed","message":"m","step":"Verify","temporary":{"cluster":"penumbra-shop-nightly-1","arn":"TEMPORARY"},"fresh":{"cluster":"penumbra-shop-nightly-1-fresh","arn":"ANOTHER"}}}}}
        """.Replace("TEMPORARY", Temporary, StringComparison.Ordinal).Replace("ANOTHER", Fresh, StringComparison.Ordinal))!.AsObject();

    [Fact]
    public void A_template_that_is_deleted_first_keeps_no_cleanup_from_running()
    {
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "template"),
                RefreshStory.Then("apply", "templated"),
                RefreshStory.Then("patch", Ran, new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("delete", new JsonObject { ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefreshTemplate", ["name"] = "standard" }),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly")),
                RefreshStory.Then("nothing", null, seconds: 60),
            ],
            new JsonObject { ["refresh"] = "Stalled" },
            new Dictionary<string, JsonObject> { ["template"] = Template, ["templated"] = Refresh });
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        run.Summary.Should().Contain(line => line.StartsWith("Job nightly-cleanup-", StringComparison.Ordinal));
        run.Summary.Should().NotContain(line => line.StartsWith("CronJob ", StringComparison.Ordinal));
    }
}
