using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Patching;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

/// <summary>Fields of a managed route that the installed HTTPRoute does not declare: the API server drops them without a word.</summary>
public sealed class UnknownFieldTests
{
    private const string Plain = """
        parentRefs: [{name: public}]
        rules:
          - matches: [{path: {value: /cart}}]
            backendRefs: [{name: checkout, port: 8080}]
          - backendRefs: [{name: checkout, port: 8080}]
        """;

    private const string WithTeapot = """
        parentRefs: [{name: public}]
        kettle: {hot: true}
        rules:
          - matches: [{path: {value: /cart}}]
            backendRefs: [{name: checkout, port: 8080}]
          - backendRefs: [{name: checkout, port: 8080, teapot: 1}]
        """;

    private static readonly string[] Pruned = ["kettle", "rules/*/backendRefs/*/teapot"];

    private readonly FakeCluster _cluster = new();

    private GatewayApiRouter Router => new(_cluster.Routes, _cluster.Services);

    [Theory]
    [InlineData("""{"parentRefs": [{"name": "public"}], "rules": [{"a": {"b": 1}}]}""", """{"parentRefs": [{"name": "public", "kind": "Gateway"}], "rules": [{"a": {"b": 1}, "matches": []}]}""", "")]
    [InlineData("""{"rules": [{"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}]}""", """{"rules": [{"a": {"b": 1}}, {"a": {}}]}""", "rules/*/a/c")]
    [InlineData("""{"a/b": 1, "none": null, "rules": []}""", """{"rules": []}""", "a~1b")]
    [InlineData("""{"rules": [{"a": 1}]}""", """{"rules": []}""", "")]
    public void What_a_created_object_lost_is_found_and_what_it_gained_is_not(string sent, string stored, string expected)
    {
        var write = new ObjectWrite { Verb = WriteVerb.Create, Kind = ResourceKinds.HttpRoute, Key = new ObjectKey("shop", "checkout"), Body = new JsonObject { ["spec"] = JsonNode.Parse(sent) } };
        string.Join(' ', PrunedFields.Of(write, new JsonObject { ["spec"] = JsonNode.Parse(stored) })).Should().Be(expected);
    }

    [Theory]
    [InlineData("/spec/rules", """[{"name": "x", "retry": {}}]""", "rules/*/retry")]
    [InlineData("/spec/rules/0/backendRefs", """[{"name": "y", "weight": 3}]""", "rules/*/backendRefs/*/weight")]
    [InlineData("/spec/retry", """{"attempts": 1}""", "retry")]
    [InlineData("/spec/rules/7", """{"retry": {}}""", "rules/*")]
    [InlineData("/metadata/annotations/x", "\"y\"", "")]
    public void What_a_patch_lost_is_found_at_its_place(string path, string value, string expected)
    {
        var patch = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = JsonNode.Parse(value) });
        var write = new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = ResourceKinds.HttpRoute, Key = new ObjectKey("shop", "checkout"), Body = patch };
        string.Join(' ', PrunedFields.Of(write, (JsonObject)JsonNode.Parse("""{"spec": {"rules": [{"name": "x", "backendRefs": [{"name": "y"}]}]}}""")!)).Should().Be(expected);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("25", true)]
    [InlineData("100", true)]
    public void With_fields_that_the_cluster_drops_a_route_is_as_it_should_be_and_the_fields_are_named(string share, bool pilots)
    {
        // As the server stores it: without the fields.
        var stored = Launches.Managed(Plain, Launches.Header);
        _cluster.Send(Router.Plan(stored, Router.Observe(stored).Routes[0].Id, new() { Stable = "aaa" }));
        if (share != "0") _cluster.Send(Router.Plan(stored, Facts(stored).Id, Launches.Aim(share, pilots)));

        var unlearnt = Launches.Managed(WithTeapot, Launches.Header);
        Router.Plan(unlearnt, Facts(unlearnt).Id, Launches.Aim(share, pilots)).Should().NotBeNull();

        var learnt = unlearnt with { Pruned = Pruned };
        Facts(learnt).Current.Should().BeTrue();
        Facts(learnt).AtRest.Should().Be(share == "0");
        if (share != "0") Router.Plan(learnt, Facts(learnt).Id, Launches.Aim(share, pilots)).Should().BeNull("nothing is left to write");
        Router.Observe(learnt).Problems.Should().OnlyContain(problem => problem.Reason == Reason.RouterCannot && problem.Message.Contains("the installed HTTPRoute does not know this field"));
        Router.Observe(learnt).Problems.Select(problem => problem.Path).Should().Equal("spec.traffic.gatewayAPI.managed.kettle", "spec.traffic.gatewayAPI.managed.rules[1].backendRefs[0].teapot");
        Router.Observe(stored with { Pruned = Pruned }).Problems.Should().BeEmpty("a field that nobody writes hurts nobody");
    }

    private RouteFacts Facts(LaunchTraffic launch) => Router.Observe(launch).Routes.Single();
}
