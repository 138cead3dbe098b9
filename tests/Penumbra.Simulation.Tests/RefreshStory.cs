using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;
using Penumbra.Testing;

namespace Penumbra.Simulation.Tests;

/// <summary>A story of one refresh, <c>nightly</c>, with the chart's rights; no worker runs in it.</summary>
internal static class RefreshStory
{
    private static readonly Scenario Usual = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", "promote-good-release"));

    public static JsonObject Refresh => JsonNode.Parse("""
        {"apiVersion":"penumbra.dev/v1alpha1","kind":"SnapshotRefresh","metadata":{"namespace":"shop","name":"nightly"},
         "spec":{"schedule":"0 2 * * *","serviceAccountName":"snapshot-refresh","provider":{"aws":{"region":"eu-north-1"} },"source":{"cluster":"shop-prod"},
          "temporary":{"instanceClass":"db.t4g.medium","securityGroups":["sg-0123"],"clusterParameterGroup":"quiet"},"database":{"name":"shop"},"sanitize":[{"name":"customers","sql":{"configMap":{"name":"shop-sanitize","key":"customers.sql"} },"parameters":{"secret":{"name":"keys"} } }],
          "verify":[{"name":"no-real-mail","sql":"SELECT 0","expect":"0"}],"encryption":{"kmsKey":"alias/lower-envs"},"share":{"accounts":["111122223333"]},
          "publish":{"configMap":{"name":"shop-snapshot"},"name":"shop-clean-DATE"}
         }
        }
        """.Replace("DATE", "{{date}}", StringComparison.Ordinal))!.AsObject();

    /// <summary>Plays it: what must not be, and what there is at the end.</summary>
    public static RunResult Play(IReadOnlyList<StoryEvent> events, JsonObject end, IReadOnlyDictionary<string, JsonObject> files, Func<SimulatedCluster, Oracle>? watch = null, params IReadOnlyList<string> faults)
    {
        var rights = YamlJson.Read(File.ReadAllText(Repository.Path("charts", "rendered", "penumbra-refreshes.yaml"))).OfType<JsonObject>().Where(document => document["kind"]!.GetValue<string>() is "ClusterRole" or "Role");
        var account = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = "snapshot-refresh" } };
        var story = new Scenario
        {
            Name = "a-refresh",
            Why = "A refresh among others.",
            Template = Usual.Template,
            Launch = Usual.Launch,
            HasLaunch = false,
            HasRefreshes = true,
            World = [.. rights, account],
            Files = files.Append(KeyValuePair.Create("refresh", Refresh)).ToDictionary(file => file.Key, file => (IReadOnlyList<JsonObject>)[file.Value]),
            Events = events,
            End = new Ending(end, TimeSpan.FromMinutes(10), TimeSpan.Zero),
            Watches = watch is null ? [] : [watch],
        };
        return OwnThread.Run(() => SimulationRun.Run(BaseCluster.Make(), story, faults, seed: 0));
    }

    public static StoryEvent Then(string act, JsonNode? argument, JsonObject? when = null, int seconds = 2) => new(when, TimeSpan.FromSeconds(seconds), null, act, argument);

    public static JsonObject Delete(string apiVersion, string kind, string name) => new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["name"] = name };
}
