using System.Text.Json.Nodes;
using Penumbra.Fuzz.Contract;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>
/// A shadow that is compared with all of its sample. What is told ends the copying until it is put right, and what was found stays; what is taken is another comparison, and so is what it was before.
/// Either way it comes to the verdict that it comes to without, and leaves what that leaves.
/// </summary>
public sealed class ShadowRunning : IRunning
{
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    private readonly Scenario _usual = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", "compare-equal-shadow"));

    /// <inheritdoc/>
    public IReadOnlyList<string> Documents => ["comparing"];

    /// <inheritdoc/>
    public bool EndsAlike(Outcome outcome) => true;

    /// <inheritdoc/>
    public Scenario Story(string name, JsonObject right, JsonObject wrong, Outcome outcome) => _usual with
    {
        Name = name,
        Why = "A wrong field in the middle of a comparison, and back.",
        Shadow = right,
        Files = new Dictionary<string, IReadOnlyList<JsonObject>> { ["wrong"] = [wrong] },
        Events =
        [
            new StoryEvent(null, TimeSpan.FromSeconds(2), null, "apply", "shadow"),
            new StoryEvent(new JsonObject { ["mirrored"] = "10" }, TimeSpan.FromSeconds(10), null, "apply", "wrong"),
            outcome is Outcome.Told
                ? new StoryEvent(new JsonObject { ["shadowCondition"] = "Stalled=True", ["mirrored"] = "0" }, Bad, null, "nothing", null)
                : new StoryEvent(null, Bad, null, "nothing", null),
            new StoryEvent(outcome is Outcome.Told ? new JsonObject { ["shadowCondition"] = "Stalled=True", ["mirrored"] = "0", ["shadow"] = "Comparing" } : null, TimeSpan.Zero, null, "apply", "shadow"),
        ],
        End = new Ending(
            new JsonObject { ["shadow"] = "Decided", ["verdict"] = "SameOrBetter", ["mirrored"] = "0", ["shares"] = new JsonObject { ["1"] = 100 }, ["atRest"] = true }, TimeSpan.FromMinutes(15), TimeSpan.Zero),
        Watches = [cluster => new ShadowWatch(cluster)],
    };
}
