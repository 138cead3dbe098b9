using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Traffic.Tests.World;

/// <summary>Random routes, pilots and requests out of few values, so that they meet. A seed replays them.</summary>
public sealed class Generator(int seed)
{
    private static readonly string[] Paths = ["/", "/a", "/a/b", "/c"];
    private static readonly string[] Names = ["X-Pilot", "X-Group", "X-Beta"];
    private static readonly string[] Values = ["true", "one", "two"];
    private readonly Random _random = new(seed);

    public SteeredRoute Route()
    {
        var rules = new JsonArray();
        var count = _random.Next(1, 6);
        for (var index = 0; index < count; index++) rules.Add((JsonNode)Rule());
        return new SteeredRoute(rules, [.. Pilots().DistinctBy(pilot => (pilot.Kind, pilot.Name, pilot.Value))]);
    }

    public Share Share() => One([Core.Common.Share.None, Core.Common.Share.Percent(1), Core.Common.Share.Parse("0.5")!.Value, Core.Common.Share.Parse("33.333")!.Value, Core.Common.Share.Percent(50), Core.Common.Share.All]);

    public bool Coin() => _random.Next(2) == 0;

    public int Below(int bound) => _random.Next(bound);

    public Request Request()
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in Names.Where(_ => Coin())) headers[name] = One(Values);
        if (Coin()) headers["Cookie"] = One(["pilot=yes", "a=b; pilot=yes", "pilot=yes; a=b", "a=1;pilot=yes;b=2", "notpilot=yes", "pilot=yessir", "pilot=no", "x=pilot=yes", "a=b; group=g7", "group=h7"]);
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Coin()) query["v"] = One(Values);
        return new Request(One(["/", "/a", "/a/b", "/a/b/c", "/ab", "/c", "/d"]), One(["GET", "POST"]), headers, query);
    }

    private JsonObject Rule()
    {
        var rule = new JsonObject();
        if (Coin()) rule["name"] = $"rule-{_random.Next(1_000_000)}";
        if (_random.Next(4) > 0) rule["matches"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Match())]);
        if (Coin()) rule["filters"] = new JsonArray(new JsonObject { ["type"] = "URLRewrite", ["urlRewrite"] = new JsonObject { ["hostname"] = "x" } });
        if (Coin()) rule["timeouts"] = new JsonObject { ["request"] = "3s" };
        if (_random.Next(8) == 0) return rule;
        var references = new JsonArray();
        switch (_random.Next(6))
        {
            case 0: references.Add((JsonNode)Reference("images", 80)); break;
            case 1: references.Add((JsonNode)Reference("images", 80)); references.Add((JsonNode)Reference("videos", 80)); break;
            case 2: references.Add((JsonNode)Reference("checkout", 8080)); references.Add((JsonNode)Reference("checkout", 8081)); break;
            case 3: references.Add((JsonNode)Weighted("old", 80, 0)); references.Add((JsonNode)Reference("checkout", 8080)); break;
            default: references.Add((JsonNode)Reference("checkout", 8080)); break;
        }

        rule["backendRefs"] = references;
        return rule;
    }

    private JsonObject Match()
    {
        var match = new JsonObject();
        if (_random.Next(4) > 0) match["path"] = new JsonObject { ["type"] = One(["PathPrefix", "PathPrefix", "Exact"]), ["value"] = One(Paths) };
        if (_random.Next(4) == 0) match["method"] = One(["GET", "POST"]);
        if (_random.Next(3) == 0)
        {
            match["headers"] = new JsonArray([.. Names.Where(_ => _random.Next(3) == 0).DefaultIfEmpty("X-Group").Select(name =>
                (JsonNode)new JsonObject { ["name"] = name, ["value"] = One(Values) })]);
        }

        if (_random.Next(4) == 0) match["queryParams"] = new JsonArray(new JsonObject { ["name"] = "v", ["value"] = One(Values) });
        return match;
    }

    private JsonObject Reference(string name, int port) => _random.Next(3) == 0 ? Weighted(name, port, _random.Next(1, 10)) : Backend(name, port);

    private static JsonObject Weighted(string name, int port, int weight)
    {
        var reference = Backend(name, port);
        reference["weight"] = weight;
        return reference;
    }

    private static JsonObject Backend(string name, int port) => new() { ["name"] = name, ["port"] = port };

    private IEnumerable<PilotMatch> Pilots()
    {
        for (var count = _random.Next(0, 4); count > 0; count--)
        {
            yield return _random.Next(4) switch
            {
                0 => new PilotMatch(PilotKind.Cookie, "pilot", "yes", false),
                1 => new PilotMatch(PilotKind.Cookie, "group", "^g[0-9]$", true),
                2 => new PilotMatch(PilotKind.Header, "X-Mail", ".*@example[.]com", true),
                _ => new PilotMatch(PilotKind.Header, "X-Pilot", "true", false),
            };
        }
    }

    private T One<T>(T[] values) => values[_random.Next(values.Length)];
}

/// <summary>A route's rules and the pilots of its launch.</summary>
public sealed record SteeredRoute(JsonArray Rules, IReadOnlyList<PilotMatch> Pilots);
