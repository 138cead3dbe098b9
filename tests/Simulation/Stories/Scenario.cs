using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Oracles;

namespace Penumbra.Simulation.Stories;

/// <summary>A story about a launch, with its end: a folder of <c>scenarios/</c>.</summary>
public sealed record Scenario
{
    /// <summary>The folder's name: verb, noun and what is special.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The bugs of others that it guards against, such as <c>argo-rollouts#2522</c>.</summary>
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>The template, as Git holds it.</summary>
    public required JsonObject Template { get; init; }

    /// <summary>The launch, as Git holds it.</summary>
    public required JsonObject Launch { get; init; }

    /// <summary>Whether the launch is there from the beginning: a story of a shadow may have none.</summary>
    public bool HasLaunch { get; init; } = true;

    /// <summary>The shadow, as Git holds it; null in stories without one.</summary>
    public JsonObject? Shadow { get; init; }

    /// <summary>The refresh, as Git holds it; null in stories without one.</summary>
    public JsonObject? Refresh { get; init; }

    /// <summary>Whether the operator looks after refreshes in it.</summary>
    public bool HasRefreshes { get; init; }

    /// <summary>How many refreshes there are: the given one, and those of the folder's manifests.</summary>
    public int Refreshes => !HasRefreshes ? 0 : Math.Max(1, (Refresh is null ? 0 : 1) + Files.Values.Sum(documents => documents.Count(document => document["kind"]?.GetValue<string>() == "SnapshotRefresh")));

    /// <summary>Who watches beside the oracles of every run.</summary>
    public IReadOnlyList<Func<SimulatedCluster, Oracle>> Watches { get; init; } = [];

    /// <summary>What is there before the operator starts, beside the template: of stories with a shadow live's Service and route, the shadow's template, and the operator's further rights.</summary>
    public IReadOnlyList<JsonObject> World { get; init; } = [];

    /// <summary>The shorter of the launch's two deadlines: whoever sees nothing for so long is right to go back. A refresh that is not seen for a while is gone on with, however long that was.</summary>
    public TimeSpan ShortestDeadline
    {
        get
        {
            if (Refresh is not null && !HasLaunch) return TimeSpan.MaxValue;
            var spec = Launch["spec"]!;
            var progress = Span.Parse(spec["progressDeadline"]?.GetValue<string>()) ?? TimeSpan.FromMinutes(10);
            var unknown = Span.Parse(spec["analysis"]?["unknownDeadline"]?.GetValue<string>()) ?? TimeSpan.FromMinutes(5);
            return progress < unknown ? progress : unknown;
        }
    }

    /// <summary>More manifests of the folder, by file name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> Files { get; init; } = new Dictionary<string, IReadOnlyList<JsonObject>>();

    /// <summary>What happens from outside, in order.</summary>
    public required IReadOnlyList<StoryEvent> Events { get; init; }

    /// <summary>How it must end.</summary>
    public required Ending End { get; init; }

    /// <summary>Whether crashes may change what is decided, and why; null when the end must be the same whatever goes wrong.</summary>
    public string? EndMayDiffer { get; init; }

    /// <summary>How many pairs of crashes are run: all, unless the scenario says why fewer are enough.</summary>
    public bool Pairs { get; init; } = true;
}
