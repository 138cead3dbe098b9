using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>What is Istio's own: names of Services, percentages, named HTTP routes, and what is refused.</summary>
public sealed class IstioMirrorTests
{
    private static readonly MeshServices Services = new("shop", "orders", Shadows.Server, 8080);

    private readonly FakeCluster _cluster = new();

    private IstioMirrorRouter Router => new(_cluster.VirtualServices);

    [Theory]
    [InlineData("orders", true)]
    [InlineData("orders.shop", true)]
    [InlineData("orders.shop.svc", true)]
    [InlineData("orders.shop.svc.cluster.local", true)]
    [InlineData("orders.shop.svc.corp.example", true)]
    [InlineData("orders.other", false)]
    [InlineData("orders.shop.example.com", false)]
    [InlineData("orders-v2", false)]
    public void A_service_has_several_names(string host, bool expected) =>
        Services.LeadsToLive(Launches.Json($$"""{"route": [{"destination": {"host": "{{host}}"} }]}""")).Should().Be(expected);

    [Theory]
    [InlineData("0.5", "0.5")]
    [InlineData("12.125", "12.125")]
    [InlineData("10", "10")]
    public void Shares_are_percentages(string share, string expected) =>
        Services.Mirror(Shadows.Share(share))["percentage"]!["value"]!.ToJsonString().Should().Be(expected);

    [Theory]
    [InlineData("""{"percentage": {"value": 10.0}}""", "10")]
    [InlineData("""{"percentage": {"value": 0.00001}}""", "0.001")]
    [InlineData("""{"percentage": {"value": 1e1}}""", "10")]
    [InlineData("""{"percentage": {}}""", "0")]
    [InlineData("{}", "100")]
    public void What_somebody_wrote_is_read_as_istio_reads_it(string mirror, string expected)
    {
        var http = new JsonArray(new JsonObject { ["mirrors"] = new JsonArray(Launches.Json(mirror)) });
        http[0]!["mirrors"]![0]!["destination"] = new JsonObject { ["host"] = Shadows.Server };
        HttpMirroring.SampleOf(http, Services).Should().Be(Shadows.Share(expected));
    }

    [Fact]
    public void Only_the_named_http_routes_copy_and_one_that_is_no_longer_named_stops()
    {
        Put("""
            - {name: primary, route: [{destination: {host: orders}}]}
            - {name: export, route: [{destination: {host: orders}}]}
            - {route: [{destination: {host: orders}}]}
            """);
        Do(["primary"]);
        Mirrored().Should().Equal(true, false, false);
        Do(["export"]);
        Mirrored().Should().Equal(false, true, false);
        Do([]);
        Mirrored().Should().Equal(true, true, true);
    }

    [Theory]
    [InlineData("- {name: primary, route: [{destination: {host: orders}}], mirror: {host: audit}}", "[primary]", Reason.RouteContested, "as an entry of mirrors")]
    [InlineData("- {name: primary, route: [{destination: {host: orders}}]}", "[secondary]", Reason.RouteNotFound, "no HTTP route of the name secondary")]
    [InlineData("- {name: primary, route: [{destination: {host: images}}]}", "[primary]", Reason.RouteNamesOtherServices, "does not lead to Service orders")]
    [InlineData("- {name: primary, redirect: {uri: /}}", "[]", Reason.RouteNamesOtherServices, "no HTTP route of VirtualService orders")]
    public void What_cannot_copy_is_refused(string http, string named, Reason reason, string message)
    {
        Put(http);
        Problems([.. Yaml.Read(named).AsArray().Select(name => name!.GetValue<string>())]).Should().ContainSingle()
            .Which.Should().Match<Problem>(problem => problem.Reason == reason && problem.Message.Contains(message) && problem.Path.StartsWith("spec.live.istio.virtualServices[0]."));
    }

    [Theory]
    [InlineData("hosts: [orders]", true)]
    [InlineData("hosts: [orders], gateways: [mesh, ingress/public]", true)]
    [InlineData("hosts: [orders], gateways: [ingress/public]", false)]
    [InlineData("exportTo: ['.']", false)]
    public void One_that_binds_the_mesh_would_copy_our_own_requests(string binding, bool isRefused)
    {
        Put("- {route: [{destination: {host: orders}}]}", binding);
        Problems([]).Select(problem => problem.Reason).Should().Equal(isRefused ? [Reason.MirroringUnsupported] : []);
    }

    [Fact]
    public void An_old_mirror_of_a_route_that_does_not_copy_hurts_nobody()
    {
        Put("""
            - {name: primary, route: [{destination: {host: orders}}]}
            - {name: audit, route: [{destination: {host: orders}}], mirror: {host: audit}}
            """);
        Problems(["primary"]).Should().BeEmpty();
    }

    private void Put(string http, string binding = "hosts: [orders.example.com], gateways: [ingress/public]") =>
        _cluster.Put(Yaml.Read($"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: orders}}\nspec:\n  {binding.Replace(", gateways", "\n  gateways")}\n  http:\n{string.Concat(http.Split('\n').Select(line => $"    {line}\n"))}"));

    private IReadOnlyList<Problem> Problems(string[] named) => Router.Observe(Shadows.Mesh(("orders", named))).Problems;

    private void Do(string[] named) => _cluster.Send(Router.Plan(Shadows.Mesh(("orders", named)), new RouteId("istio", "VirtualService", "orders"), Share.Percent(10)));

    private IEnumerable<bool> Mirrored() => _cluster.Get("VirtualService", "orders")["spec"]!["http"]!.AsArray().Select(route => route!["mirrors"] is not null);
}
