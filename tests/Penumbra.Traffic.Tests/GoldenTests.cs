using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.ReplicaShare;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

/// <summary>
/// One folder a case: what is given, what is aimed at, and what is to be expected (problems, facts, the write, the object after it).
/// With PENUMBRA_GOLDEN=write the expectations are written anew: read the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_routers_do_what_the_golden_folder_says(string name)
    {
        var folder = Path.Combine(Folder(), name);
        var expectation = Path.Combine(folder, "expect.yaml");
        var actual = Yaml.Write(Run(Yaml.Read(File.ReadAllText(Path.Combine(folder, "given.yaml"))), Yaml.Read(File.ReadAllText(Path.Combine(folder, "aim.yaml")))));
        if (Environment.GetEnvironmentVariable("PENUMBRA_GOLDEN") == "write") File.WriteAllText(expectation, actual);
        actual.Should().Be(File.ReadAllText(expectation));
    }

    private static JsonObject Run(JsonNode given, JsonNode aimed)
    {
        var cluster = new FakeCluster();
        foreach (var item in given["objects"] as JsonArray ?? []) cluster.Put(item!);
        var routers = new TrafficRouters([new GatewayApiRouter(cluster.Routes, cluster.Services), new ReplicaShareRouter(cluster.Services)]);
        var launch = Launch(given["launch"]!.AsObject());
        var seen = routers.Observe(launch);
        var expected = new JsonObject();
        if (seen.Problems.Count > 0) expected["problems"] = new JsonArray([.. seen.Problems.Select(problem => (JsonNode)$"{problem.Reason}: {problem}")]);
        var writes = new JsonArray();
        foreach (var route in seen.Routes.Where(route => aimed["of"] is null || route.InSpec == (aimed["of"]!.GetValue<string>() == "spec")))
        {
            if (seen.Problems.Count > 0 && aimed["anyway"] is null) break;
            if (routers.Plan(launch, route.Id, Aim(aimed)) is not { } planned) continue;
            writes.Add((JsonNode)new JsonObject
            {
                ["verb"] = planned.Write.Verb.ToString(),
                ["object"] = route.Id.ToString(),
                ["foreign"] = planned.Foreign,
                ["body"] = planned.Write.Body!.DeepClone(),
            });
            cluster.Send(planned);
        }

        expected["before"] = Facts(seen);
        expected["writes"] = writes;
        if (writes.Count == 0) return expected;
        expected["after"] = Facts(routers.Observe(launch));
        expected["objects"] = new JsonArray([.. writes.Select(write => write!["object"]!.GetValue<string>().Split('/')).Select(id => (JsonNode)Trimmed(cluster.Get(id[0], id[1])))]);
        return expected;
    }

    private static LaunchTraffic Launch(JsonObject launch) => new()
    {
        Namespace = "shop",
        Launch = "checkout",
        LaunchUid = Launches.Uid,
        Spec = new TrafficSpec
        {
            Service = "checkout",
            AdoptService = launch["adopt"] is not null,
            Pilots = [.. (launch["pilots"] as JsonArray ?? []).Select(pilot => Pilot(pilot!.AsObject()))],
        },
        Routers = new DarkLaunchTraffic
        {
            GatewayApi = launch["gatewayAPI"] is not JsonObject gateway ? null : new GatewayApiRouting
            {
                Managed = gateway["managed"]?.AsObject(),
                Routes = gateway["routes"]?.AsArray().Select(route => new RouteReference { Name = route!["name"]!.GetValue<string>() }).ToList(),
            },
            ReplicaShare = launch["replicaShare"] is null ? null : new ReplicaShareRouting(),
        },
        SteeredBefore = [.. (launch["steeredBefore"] as JsonArray ?? []).Select(name => name!.GetValue<string>())],
    };

    private static PilotMatch Pilot(JsonObject pilot)
    {
        var (kind, value) = pilot["header"] is { } header ? (PilotKind.Header, header) : (PilotKind.Cookie, pilot["cookie"]!);
        return new PilotMatch(kind, value["name"]!.GetValue<string>(), (value["regex"] ?? value["value"])!.GetValue<string>(), value["regex"] is not null);
    }

    private static TrafficAim Aim(JsonNode aim)
    {
        if (aim["release"] is not null) return Launches.Release;
        var share = aim["share"]!.ToString();
        var direction = aim["back"] is null ? TrafficDirection.Forward : TrafficDirection.Back;
        var wanted = Launches.Aim(share, aim["pilots"] is not null, direction);
        return aim["marker"]?.GetValue<string>() == "none" ? wanted with { Marker = null } : wanted;
    }

    private static JsonArray Facts(RouterObservation seen) => new([.. seen.Routes.Select(route => (JsonNode)new JsonObject
    {
        ["id"] = $"{route.Id.Router} {route.Id}",
        ["exists"] = route.Exists,
        ["inSpec"] = route.InSpec,
        ["marker"] = route.Marker?.ToString(),
        ["actual"] = route.Actual.ToString(),
        ["pilots"] = route.Pilots,
        ["namesCandidate"] = route.NamesCandidate,
        ["atRest"] = route.AtRest,
        ["acceptance"] = $"{route.Acceptance} {route.AcceptanceMessage}".Trim(),
        ["changedBy"] = route.ChangedBy,
    })]);

    private static JsonObject Trimmed(JsonObject item)
    {
        var trimmed = (JsonObject)item.DeepClone();
        trimmed.Remove("status");
        trimmed["metadata"]!.AsObject().Remove("managedFields");
        trimmed["metadata"]!.AsObject().Remove("resourceVersion");
        return trimmed;
    }

    // Not by the compiler's path of this file: a deterministic build writes another one.
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Operator.sln"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Penumbra.Traffic.Tests", "golden");
    }
}
