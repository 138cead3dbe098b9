using System.Text.Json.Nodes;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;

namespace Penumbra.Simulation.Tests;

/// <summary>What has a name of ours and is somebody else's is neither taken over nor deleted; what is ours and was taken away is made again.</summary>
public sealed class RefreshOwnershipTests
{
    private const string Rights = "rbac.authorization.k8s.io/v1";

    [Theory]
    [InlineData(Rights, "Role", "nightly-refresh", """{"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""")]
    [InlineData(Rights, "RoleBinding", "nightly-refresh", """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"somebodys"},"subjects":[]}""")]
    [InlineData("v1", "ConfigMap", "shop-snapshot", """{"data":{"snapshot":"somebodys"}}""")]
    [InlineData("v1", "ConfigMap", "nightly-refresh-columns", """{"data":{"columns":"somebodys"}}""")]
    [InlineData("batch/v1", "CronJob", "nightly-sweep", """{"spec":{"schedule":"0 0 1 1 *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b"}]}}}}}}""")]
    public void Somebody_elses_object_is_told_and_left_alone(string apiVersion, string kind, string name, string content)
    {
        var foreign = JsonNode.Parse(content)!.AsObject();
        (foreign["apiVersion"], foreign["kind"]) = (apiVersion, kind);
        foreign["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = name };
        var told = "";
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "foreign"),
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("delete", RefreshStory.Delete(apiVersion, kind, name), new JsonObject { ["refreshCondition"] = "Stalled=True/NameTaken" }, seconds: 90),
            ],
            new JsonObject { ["refreshCondition"] = new JsonArray("Ready=True/RefreshScheduled", "Stalled=False") },
            new Dictionary<string, JsonObject> { ["foreign"] = foreign },
            cluster => new Untouched(cluster, foreign, message => told = message));
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        told.Should().Contain($"{kind} {name} exists and is not this refresh's; rename one of the two");
    }

    [Fact]
    public void What_a_hand_takes_away_is_made_again_within_an_hour_and_a_quiet_refresh_writes_nothing_until_then()
    {
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("delete", RefreshStory.Delete(Rights, "Role", "nightly-refresh"), new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }, seconds: 600),
                RefreshStory.Then("delete", RefreshStory.Delete(Rights, "RoleBinding", "nightly-refresh")),
                RefreshStory.Then("nothing", null, seconds: 3600),
            ],
            new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" },
            new Dictionary<string, JsonObject>());
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        run.Summary.Should().Contain(line => line.StartsWith("Role nightly-refresh ", StringComparison.Ordinal)).And.Contain(line => line.StartsWith("RoleBinding nightly-refresh ", StringComparison.Ordinal));
        run.Writes.Should().BeLessThan(40);
    }

    [Fact]
    public void A_refresh_that_goes_takes_along_what_is_its_own_alone()
    {
        var foreign = new JsonObject { ["apiVersion"] = Rights, ["kind"] = "Role", ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = "nightly-refresh" }, ["rules"] = new JsonArray() };
        var run = RefreshStory.Play(
            [
                RefreshStory.Then("apply", "refresh"),
                RefreshStory.Then("delete", RefreshStory.Delete(Rights, "Role", "nightly-refresh"), new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }),
                RefreshStory.Then("apply", "foreign", seconds: 0),
                RefreshStory.Then("delete", RefreshStory.Delete("penumbra.dev/v1alpha1", "SnapshotRefresh", "nightly")),
            ],
            new JsonObject { ["refresh"] = "" },
            new Dictionary<string, JsonObject> { ["foreign"] = foreign });
        run.Violations.Select(violation => violation.ToString()).Should().BeEmpty();
        run.Summary.Should().Contain("Role nightly-refresh []");
        run.Summary.Should().NotContain(line => line.StartsWith("RoleBinding ", StringComparison.Ordinal) || line.StartsWith("CronJob ", StringComparison.Ordinal));
    }

    // As long as it is there it is what it was.
    private sealed class Untouched(SimulatedCluster cluster, JsonObject foreign, Action<string> tells) : Oracle(cluster)
    {
        private string? _was, _uid;
        private bool _isGone;

        public override void Tick()
        {
            if (_isGone) return;
            var group = foreign["apiVersion"]!.GetValue<string>() is var version && version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "";
            var live = Cluster.Get(group, $"{foreign["kind"]!.GetValue<string>().ToLowerInvariant()}s", foreign["metadata"]!["name"]!.GetValue<string>());
            var (uid, now) = (live?["metadata"]!["uid"]!.GetValue<string>(), live?.ToJsonString());
            _uid ??= uid;
            _isGone = uid != _uid;
            if (!_isGone && _was is not null && now != _was) Cluster.Violate("untouched", $"{_was} has become {now}");
            _was ??= now;
            var stalled = Cluster.Refresh()?["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == "Stalled" && condition["status"]?.GetValue<string>() == "True");
            if (stalled?["message"]?.GetValue<string>() is { } message) tells(message);
        }
    }
}
