using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

public sealed class GatewayApiMirrorContractTests : MirrorRouterContractTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: orders}
        spec:
          parentRefs: [{name: public}]
          rules:
            - name: orders
              matches: [{path: {value: /orders}}, {path: {value: /order, type: Exact}, method: POST}]
              filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: y}]}}, {type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}, percent: 3}}]
              backendRefs: [{name: orders, port: 8080, weight: 5}, {name: old, port: 80, weight: 0}]
            - matches: [{path: {value: /images}}]
              backendRefs: [{name: images, port: 80, weight: 3}]
            - backendRefs: [{name: orders, port: 8080, filters: [{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}]}]
            - matches: [{path: {value: /drained}}]
              backendRefs: [{name: orders, port: 8080, weight: 0}, {name: images, port: 80}]
        """;

    protected override IMirrorRouter Router => new GatewayApiMirrorRouter(Cluster.Routes, Cluster.Gateways, Cluster.GatewayClasses, new SortedSet<string>());

    protected override JsonObject Live => Cluster.Get("HTTPRoute", "orders");

    protected override string Neighbour => "matches";

    protected override MirrorTarget Given()
    {
        Cluster.With(Route, Shadows.Gateway, Shadows.Able);
        return Shadows.Of("orders");
    }

    [Fact]
    public void What_people_write_into_a_route_makes_it_another()
    {
        var shadow = Given();
        var form = Router.Observe(shadow).Mirrors.Single().Form;
        Cluster.Edit("HTTPRoute", "orders", live => live["spec"]!["rules"]![1]!["backendRefs"]![0]!["weight"] = 4);
        Router.Observe(shadow).Mirrors.Single().Form.Should().NotBe(form).And.NotBeEmpty();
    }

    [Fact]
    public void A_launchs_step_is_no_edit_of_people()
    {
        var shadow = Given();
        var form = Router.Observe(shadow).Mirrors.Single().Form;
        var launch = Steering("orders", "launch-1");
        var neighbour = Steering("images", "launch-2");
        foreach (var (name, traffic, aim) in (IEnumerable<(string, LaunchTraffic, TrafficAim)>)
        [
            ("pilots alone", launch, Launches.Aim("0", pilots: true)), ("a first step", launch, Launches.Aim("5", pilots: true)), ("a neighbour's step", neighbour, Launches.Aim("50", pilots: true)),
            ("everybody", launch, Launches.Aim("100")), ("a way back", neighbour, Launches.Aim("0", direction: TrafficDirection.Back)), ("its end", neighbour, Launches.Release), ("rest", launch, Launches.Aim("0")), ("the end", launch, Launches.Release),
        ])
        {
            Steer(traffic, aim);
            Router.Observe(shadow).Mirrors.Single().Form.Should().Be(form, name);
        }

        Steer(launch, Launches.Aim("25", pilots: true));
        Cluster.Edit("HTTPRoute", "orders", live => live["spec"]!["rules"]!.AsArray().Single(rule => rule!["backendRefs"]![0]!["name"]!.GetValue<string>() == "images" && rule["matches"]![0]!["path"]!["value"]!.GetValue<string>() == "/images")!["backendRefs"]![0]!["port"] = 81);
        Router.Observe(shadow).Mirrors.Single().Form.Should().NotBe(form, "people edited it while a launch steered it");
    }

    [Fact]
    public void A_filter_that_is_set_while_a_launch_steers_is_no_edit_of_people()
    {
        var shadow = Given();
        var form = Router.Observe(shadow).Mirrors.Single().Form;
        var launch = Steering("orders", "launch-1");
        Steer(launch, Launches.Aim("5", pilots: true));
        Cluster.Send(Router.Plan(shadow, Router.Observe(shadow).Mirrors.Single().Id, Shadows.Share("10")));
        Router.Observe(shadow).Mirrors.Single().Form.Should().Be(form);
        Steer(launch, Launches.Release);
        Router.Observe(shadow).Mirrors.Single().Form.Should().Be(form);
    }

    private static LaunchTraffic Steering(string service, string uid) => Launches.Of(new GatewayApiRouting { Routes = [new RouteReference { Name = "orders" }] }, false, Launches.Header) with
    {
        Launch = service, LaunchUid = uid, Spec = new TrafficSpec { Service = service, Pilots = [Launches.Header] },
    };

    private void Steer(LaunchTraffic launch, TrafficAim aim)
    {
        var router = new GatewayApiRouter(Cluster.Routes, Cluster.Services);
        if (aim.Marker is { } marker) aim = aim with { Marker = marker with { LaunchUid = launch.LaunchUid } };
        Cluster.Send(router.Plan(launch, router.Observe(launch).Routes.Single().Id, aim));
    }

    protected override void Scribble(JsonObject live)
    {
        var ours = Launches.Json($$"""{"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "{{Shadows.Server}}", "port": 8080} } }""");
        var rules = live["spec"]!["rules"]!.AsArray();
        rules[0]!["filters"]!.AsArray().Add(ours.DeepClone());
        rules[1]!["filters"] = new JsonArray(ours.DeepClone());
        rules[2]!["backendRefs"]![0]!["filters"]!.AsArray().Add(ours.DeepClone());
    }

    protected override void Freeze() => Cluster.Routes.Freeze();

    protected override void Thaw() => Cluster.Routes.Thaw();
}
