using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Contract;
using Penumbra.Simulation.Stories;

namespace Penumbra.Fuzz.Running;

/// <summary>A launch with half of the users on its candidate. What is told leaves them there, and the launch is promoted afterwards; what is taken may end it, and nobody is without an answer.</summary>
public sealed class LaunchRunning : IRunning
{
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    private readonly Scenario _usual = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", "promote-good-release"));

    /// <inheritdoc/>
    public IReadOnlyList<string> Documents => ["managed"];

    /// <inheritdoc/>
    public bool EndsAlike(Outcome outcome) => outcome is Outcome.Told or Outcome.SameMeaning;

    /// <inheritdoc/>
    public Scenario Story(string name, JsonObject right, JsonObject wrong, Outcome outcome)
    {
        static JsonObject Half() => new() { ["weight"] = "50" };
        var isTold = outcome is Outcome.Told;

        // Whoever asks for no pods has nobody served by them meanwhile, and until they have started again.
        var isNone = wrong["spec"]?["replicas"]?.ToJsonString() == "0";

        // A launch that has waited longer than its patience is paused until somebody says retry (onUnknown: Pause), whatever is declared afterwards.
        var isImpatient = !isTold && Span.Parse(wrong["spec"]?["analysis"]?["patience"]?.ToString()) < Bad;
        return new Scenario
        {
            Name = name,
            Why = "A wrong field in the middle of a launch, and back.",
            Template = _usual.Template,
            Launch = right,
            Files = new Dictionary<string, IReadOnlyList<JsonObject>> { ["wrong"] = [wrong] },
            Events =
            [
                new StoryEvent(new JsonObject { ["phase"] = "Healthy" }, TimeSpan.FromSeconds(3), null, "release", new JsonObject { ["version"] = "2" }),
                new StoryEvent(Half(), TimeSpan.FromSeconds(2), null, "apply", "wrong"),
                isTold
                    ? new StoryEvent(new JsonObject { ["condition"] = "Stalled=True", ["weight"] = "50" }, Bad, null, "nothing", null)
                    : new StoryEvent(null, Bad, null, "nothing", null),
                new StoryEvent(isTold ? Half() : null, TimeSpan.Zero, null, "apply", "launch"),
                .. isImpatient ? [new StoryEvent(null, Bad, null, "annotate", new JsonObject { ["penumbra.dev/retry"] = "{revision of 2}/1" })] : Array.Empty<StoryEvent>(),
            ],
            End = new Ending(
                isTold ? new JsonObject { ["phase"] = "Healthy", ["stable"] = "2", ["atRest"] = true } : new JsonObject { ["atRest"] = true },
                TimeSpan.FromMinutes(10), isNone ? Bad + TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1)),
        };
    }
}
