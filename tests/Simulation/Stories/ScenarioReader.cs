using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Simulation.Stories;

/// <summary>Reads the folders of <c>tests/Simulation/scenarios/</c>.</summary>
public static class ScenarioReader
{
    private static readonly string[] Timing = ["when", "after", "every"];

    /// <summary>All scenarios, by name.</summary>
    public static IReadOnlyList<Scenario> All() =>
    [
        .. Directory.GetDirectories(Repository.Path("tests", "Simulation", "scenarios")).Order(StringComparer.Ordinal)
            .Where(folder => File.Exists(Path.Combine(folder, "story.yaml"))).Select(Read),
    ];

    /// <summary>The scenario of a name.</summary>
    /// <exception cref="InvalidDataException">There is none; the message names those that are most like it.</exception>
    public static Scenario Find(string name)
    {
        var folders = Repository.Path("tests", "Simulation", "scenarios");
        if (File.Exists(Path.Combine(folders, name, "story.yaml"))) return Read(Path.Combine(folders, name));
        var words = name.Split('-');
        var near = Directory.GetDirectories(folders).Select(folder => Path.GetFileName(folder)).OrderByDescending(known => known.Split('-').Intersect(words, StringComparer.Ordinal).Count()).ThenBy(known => known, StringComparer.Ordinal).Take(3);
        throw new InvalidDataException($"there is no scenario {name}; most like it are {string.Join(", ", near)}, and all are in tests/Simulation/scenarios");
    }

    /// <summary>Reads one folder.</summary>
    /// <exception cref="InvalidDataException">A file of it says something that is not understood; the message says which.</exception>
    public static Scenario Read(string folder)
    {
        var name = Path.GetFileName(folder);
        var story = Document(Path.Combine(folder, "story.yaml"));
        var known = new[] { "why", "guards", "launch", "template", "story", "end", "endMayDiffer", "pairs", "shadow", "withLaunch", "refresh" };
        if (story.FirstOrDefault(pair => !known.Contains(pair.Key)).Key is { } unknown) throw new InvalidDataException($"{name}: {unknown} is none of {string.Join(", ", known)}");
        return new Scenario
        {
            Name = name,
            Why = story["why"]?.GetValue<string>() ?? throw new InvalidDataException($"{name}: why is missing"),
            Guards = [.. (story["guards"]?.AsArray() ?? []).Select(guard => guard!.GetValue<string>())],
            Template = Merged(Document(Shared("template.yaml")), story["template"]?.AsObject()),
            Launch = Merged(Document(Shared("launch.yaml")), story["launch"]?.AsObject()),
            Files = Directory.GetFiles(folder, "*.yaml").Where(file => Path.GetFileName(file) != "story.yaml")
                .ToDictionary(file => Path.GetFileName(file), file => Documents(file), StringComparer.Ordinal),
            Events = [.. (story["story"]?.AsArray() ?? []).Select(entry => Event(name, entry!.AsObject()))],
            End = End(name, story["end"]?.AsObject() ?? throw new InvalidDataException($"{name}: end is missing")),
            Shadow = story["shadow"] is JsonObject shadow ? Merged(Document(Shared("shadow.yaml")), shadow) : null,
            Refresh = story["refresh"] is JsonObject refresh ? Merged(Document(Shared("refresh.yaml")), refresh) : null,
            HasRefreshes = story["refresh"] is not null,
            HasLaunch = (story["shadow"] is null && story["refresh"] is null) || story["withLaunch"]?.GetValue<bool>() == true,
            World =
            [
                .. story["shadow"] is null ? [] : Rights("penumbra-shadows.yaml").Concat(Documents(Shared("live.yaml"))),
                .. story["refresh"] is null ? [] : Rights("penumbra-refreshes.yaml").Concat(Documents(Shared("account.yaml"))),
            ],
            EndMayDiffer = story["endMayDiffer"]?.GetValue<string>(),
            Pairs = story["pairs"]?.GetValue<bool>() ?? true,
        };
    }

    /// <summary>A merge patch (RFC 7386) applied to a copy.</summary>
    public static JsonObject Merged(JsonObject target, JsonObject? patch)
    {
        var merged = target.DeepClone().AsObject();
        foreach (var (key, value) in patch ?? [])
        {
            if (value is null) merged.Remove(key);
            else if (value is JsonObject inner && merged[key] is JsonObject old) merged[key] = Merged(old, inner);
            else merged[key] = value.DeepClone();
        }

        return merged;
    }

    private static string Shared(string file) => Repository.Path("tests", "Simulation", "scenarios", file);

    // The operator's further rights, as the chart gives them.
    private static IEnumerable<JsonObject> Rights(string file) => Documents(Repository.Path("charts", "rendered", file)).Where(document => document["kind"]!.GetValue<string>() is "ClusterRole" or "Role");

    private static JsonObject Document(string file) => Documents(file)[0];

    // Through text, so that a number reads as any type that it fits.
    private static IReadOnlyList<JsonObject> Documents(string file) => [.. YamlJson.Read(File.ReadAllText(file)).Select(node => JsonNode.Parse(node.ToJsonString())!.AsObject())];

    private static StoryEvent Event(string scenario, JsonObject entry)
    {
        var acts = entry.Where(pair => !Timing.Contains(pair.Key)).ToList();
        if (acts.Count != 1) throw new InvalidDataException($"{scenario}: an event of the story has one act, not {acts.Count}: {entry.ToJsonString()}");
        return new StoryEvent(entry["when"]?.DeepClone().AsObject(), Time(entry["after"]) ?? TimeSpan.Zero, Time(entry["every"]), acts[0].Key, acts[0].Value?.DeepClone());
    }

    private static Ending End(string scenario, JsonObject end)
    {
        var state = end.DeepClone().AsObject();
        state.Remove("within");
        state.Remove("lost");
        if (state.Count == 0) throw new InvalidDataException($"{scenario}: end says nothing");
        return new Ending(state, Time(end["within"]) ?? TimeSpan.FromMinutes(10), Time(end["lost"]) ?? TimeSpan.Zero);
    }

    private static TimeSpan? Time(JsonNode? node) => node is null ? null : Span.Parse(node.ToString()) ?? throw new InvalidDataException($"{node} is no duration");
}
