using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>
/// One folder a case: what is given, the share that is aimed at, and what is to be expected (problems, facts, the write, the object after it).
/// With PENUMBRA_GOLDEN=write the expectations are written anew: read the difference before committing it.
/// </summary>
public sealed class MirrorGoldenTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_routers_do_what_the_golden_folder_says(string name)
    {
        var expectation = Path.Combine(Folder(), name, "expect.yaml");
        var actual = Yaml.Write(Run(Yaml.Read(File.ReadAllText(Path.Combine(Folder(), name, "given.yaml")))));
        if (Environment.GetEnvironmentVariable("PENUMBRA_GOLDEN") == "write") File.WriteAllText(expectation, actual);
        actual.Should().Be(File.ReadAllText(expectation));
    }

    private static JsonObject Run(JsonNode given)
    {
        var cluster = new FakeCluster().With(Shadows.Gateway, Shadows.Able);
        foreach (var item in given["objects"] as JsonArray ?? []) cluster.Put(item!);
        var assumed = new SortedSet<string>(Texts(given["assumed"]), StringComparer.Ordinal);
        var routers = new MirrorRouters([new GatewayApiMirrorRouter(cluster.Routes, cluster.Gateways, cluster.GatewayClasses, assumed), new IstioMirrorRouter(cluster.VirtualServices)]);
        var shadow = Shadows.Of([.. Texts(given["routes"])]) with
        {
            VirtualServices = [.. (given["virtualServices"] as JsonArray ?? []).Select(entry => (entry!["name"]!.GetValue<string>(), (IReadOnlyList<string>)[.. Texts(entry["routes"])]))],
        };
        var share = given["share"] is { } text ? Shadows.Share(text.ToString()) : (Share?)null;
        var seen = routers.Observe(shadow);
        var expected = new JsonObject();
        if (seen.Problems.Count > 0) expected["problems"] = new JsonArray([.. seen.Problems.Select(problem => (JsonNode)$"{problem.Reason}: {problem}")]);
        expected["before"] = Facts(seen);
        var writes = new JsonArray();
        foreach (var mirror in seen.Mirrors)
        {
            if (seen.Problems.Count > 0 && share is not null) break;
            if (routers.Plan(shadow, mirror.Id, mirror.InSpec ? share : null) is not { } planned) continue;
            writes.Add((JsonNode)new JsonObject { ["object"] = mirror.Id.ToString(), ["body"] = planned.Write.Body!.DeepClone() });
            cluster.Send(planned);
        }

        expected["writes"] = writes;
        if (writes.Count == 0) return expected;
        expected["after"] = Facts(routers.Observe(shadow));
        expected["specs"] = new JsonArray([.. writes.Select(write => write!["object"]!.GetValue<string>().Split('/')).Select(id => cluster.Get(id[0], id[1])["spec"]!.DeepClone())]);
        return expected;
    }

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!.GetValue<string>());

    private static JsonArray Facts(MirrorObservation seen) => new([.. seen.Mirrors.Select(mirror => (JsonNode)new JsonObject
    {
        ["id"] = $"{mirror.Id.Router} {mirror.Id}",
        ["exists"] = mirror.Exists,
        ["inSpec"] = mirror.InSpec,
        ["sample"] = mirror.Sample?.ToString(),
        ["uniform"] = mirror.Uniform,
        ["acceptance"] = $"{mirror.Acceptance} {mirror.AcceptanceMessage}".Trim(),
    })]);

    // Not by the compiler's path of this file: a deterministic build writes another one.
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Operator.sln"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "Penumbra.Traffic.Tests", "Mirroring", "golden");
    }
}
