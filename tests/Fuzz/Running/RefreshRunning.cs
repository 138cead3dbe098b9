using System.Text.Json.Nodes;
using Penumbra.Fuzz.Contract;
using Penumbra.Sandbox.Embedded;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// A refresh, or the template that it takes all from, while a run on demand is under way. What is told holds the CronJob until it is put right; the run that goes on, and what is published, are left alone
/// whatever is declared.
/// </summary>
/// <param name="template">The template of refreshes that name one; null where it is the template that goes wrong.</param>
public sealed class RefreshRunning(JsonObject? template) : IRunning
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    private readonly Scenario _usual = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", "promote-good-release"));
    private readonly IReadOnlyList<JsonObject> _rights =
        [.. YamlJson.Read(File.ReadAllText(Repository.Path("charts", "rendered", "penumbra-refreshes.yaml"))).OfType<JsonObject>().Where(document => document["kind"]!.GetValue<string>() is "ClusterRole" or "Role")];

    /// <inheritdoc/>
    public IReadOnlyList<string> Documents => template is null ? ["standard"] : ["cluster"];

    /// <inheritdoc/>
    public bool EndsAlike(Outcome outcome) => true;

    // Where a snapshot was published under a name, applications read it by that name: nobody takes it away when another is declared.
    /// <inheritdoc/>
    public bool MayRemain(string line) => line.StartsWith("ConfigMap ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Scenario Story(string name, JsonObject right, JsonObject wrong, Outcome outcome)
    {
        var refresh = template is null ? Refresh() : right;
        return new Scenario
        {
            Name = name,
            Why = "A wrong field while a refresh runs, and back.",
            Template = _usual.Template,
            Launch = _usual.Launch,
            HasLaunch = false,
            HasRefreshes = true,
            World = [.. _rights, Account(), template is null ? refresh : template],
            Files = new Dictionary<string, IReadOnlyList<JsonObject>> { ["right"] = [right], ["wrong"] = [wrong] },
            Events =
            [
                new StoryEvent(null, Soon, null, "apply", "right"),
                new StoryEvent(new JsonObject { ["refreshCondition"] = "Ready=True/RefreshScheduled" }, Soon, null, "patch", Patch(refresh, "", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["penumbra.dev/refresh"] = "now" } } })),

                // What the worker writes, who is none of this story.
                new StoryEvent(new JsonObject { ["refresh"] = "Running" }, Soon, null, "patch", Patch(refresh, "status", new JsonObject { ["status"] = Worked() })),
                new StoryEvent(null, Soon, null, "apply", "wrong"),
                outcome is Outcome.Told
                    ? new StoryEvent(new JsonObject { ["refreshCondition"] = "Stalled=True" }, Bad, null, "nothing", null)
                    : new StoryEvent(null, Bad, null, "nothing", null),
                new StoryEvent(outcome is Outcome.Told ? new JsonObject { ["refreshCondition"] = "Stalled=True", ["refresh"] = "Running" } : null, TimeSpan.Zero, null, "apply", "right"),
            ],
            End = new Ending(new JsonObject { ["refresh"] = "Running", ["refreshCondition"] = "Stalled=False" }, TimeSpan.FromMinutes(5), TimeSpan.Zero),
        };
    }

    private static JsonObject Refresh() => new()
    {
        ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefresh",
        ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = "nightly" },
        ["spec"] = new JsonObject { ["templateRef"] = new JsonObject { ["name"] = "standard" } },
    };

    private static JsonObject Account() => new() { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = "snapshot-refresh" } };

    private static JsonObject Worked() => new()
    {
        ["run"] = new JsonObject { ["id"] = "20261102-080010", ["outcome"] = "Running", ["step"] = "Sanitize", ["message"] = "customers" },
        ["snapshots"] = new JsonArray(new JsonObject { ["id"] = "shop-clean-20261101-030000", ["arn"] = "arn:aws:rds:eu-north-1:111122223333:cluster-snapshot:shop-clean-20261101-030000", ["runId"] = "20261101-030000" }),
    };

    private static JsonObject Patch(JsonObject refresh, string subresource, JsonObject patch) => new()
    {
        ["object"] = new JsonObject { ["apiVersion"] = "penumbra.dev/v1alpha1", ["kind"] = "SnapshotRefresh", ["metadata"] = new JsonObject { ["name"] = refresh["metadata"]!["name"]!.GetValue<string>() } },
        ["subresource"] = subresource,
        ["patch"] = patch,
    };
}
