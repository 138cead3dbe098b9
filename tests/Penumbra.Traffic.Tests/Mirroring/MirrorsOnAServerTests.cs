using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;
using Penumbra.Sandbox.Embedded;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>The routers' patches against an API server that defaults, prunes and validates, and a gateway that says what it can do and whether it accepts.</summary>
public sealed class MirrorsOnAServerTests : IAsyncLifetime
{
    private static readonly string?[] Shares = ["1", "10", "0.5", "12.125", "100", null];
    private readonly string _folder = Directory.CreateTempSubdirectory("mirrors-").FullName;
    private EmbeddedCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(_folder, null);
        await Apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        foreach (var service in (string[])["orders", Shadows.Server])
            await Apply($"{{apiVersion: v1, kind: Service, metadata: {{name: {service}, namespace: shop}}, spec: {{selector: {{app: {service}}}, ports: [{{port: 8080}}]}}}}");
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_route_copies_each_share_is_accepted_and_is_left_as_it_was()
    {
        await Apply("{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: public, namespace: shop}, spec: {gatewayClassName: sandbox, listeners: [{name: http, protocol: HTTP, port: 80}]}}");
        await Apply("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: orders, namespace: shop}
            spec:
              parentRefs: [{name: public}]
              rules:
                - matches: [{path: {value: /orders}}]
                  filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: y}]}}]
                  backendRefs: [{name: orders, port: 8080}]
                - backendRefs: [{name: orders, port: 8080}]
            """);
        var router = new GatewayApiMirrorRouter(
            Informer(ResourceKinds.HttpRoute, TrafficJson.Default.HttpRouteView), Informer(ResourceKinds.Gateway, ViewJson.Default.CustomView), Informer(ResourceKinds.GatewayClass, ViewJson.Default.CustomView), new SortedSet<string>());

        await Lives(router, Shadows.Of("orders"), ResourceKinds.HttpRoute);
    }

    [Fact]
    public async Task A_virtual_service_copies_each_share_and_is_left_as_it_was()
    {
        await Define("percentage: {type: object, properties: {value: {type: number, format: double}}}");
        await Lives(new IstioMirrorRouter(Informer(ResourceKinds.VirtualService, ViewJson.Default.CustomView)), Shadows.Mesh(("orders", [])), ResourceKinds.VirtualService);
    }

    [Fact]
    public async Task A_definition_without_the_share_is_found_out_and_nothing_is_stored()
    {
        await Define("note: {type: string}");
        var router = new IstioMirrorRouter(Informer(ResourceKinds.VirtualService, ViewJson.Default.CustomView));
        var write = router.Plan(Shadows.Mesh(("orders", [])), new RouteId("istio", "VirtualService", "orders"), Share.Percent(10))!.Write;

        var answer = await _cluster.Client.WriteAsync(write with { DryRun = true }, default);

        MirrorRehearsal.Problem(write, answer.Value!).Should().Match<Problem>(problem => problem.Reason == Reason.MirroringUnsupported && problem.Message.Contains("everything would be copied"));
        router.Observe(Shadows.Mesh(("orders", []))).Mirrors.Single().Sample.Should().BeNull();
    }

    private async Task Lives(IMirrorRouter router, MirrorTarget shadow, ResourceKind kind)
    {
        MirrorFacts Facts() => router.Observe(shadow).Mirrors.Single();
        await Until(() => router.Observe(shadow).Problems.Count == 0 && Facts().Acceptance == RouteAcceptance.Accepted);
        var before = Stored(kind)["spec"]!.DeepClone();
        foreach (var text in Shares)
        {
            Share? share = text is null ? null : Shadows.Share(text);
            var planned = router.Plan(shadow, Facts().Id, share)!;
            var rehearsed = await _cluster.Client.WriteAsync(planned.Write with { DryRun = true }, default);
            MirrorRehearsal.Problem(planned.Write, rehearsed.Value!).Should().BeNull("at {0} %", text);

            (await Send(planned)).Should().BeTrue();

            Facts().Should().Match<MirrorFacts>(facts => facts.Sample == share && facts.Uniform);
            router.Plan(shadow, Facts().Id, share).Should().BeNull("the server stored what was meant, at {0} %", text);
            (await Send(planned)).Should().BeFalse("the generation is another one");
            planned.Replan!(Stored(kind)).Should().BeNull();
            await Until(() => Facts().Acceptance == RouteAcceptance.Accepted);
        }

        Stored(kind)["spec"].ShouldBe(before);
    }

    private async Task Define(string share)
    {
        await Apply($$$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: virtualservices.networking.istio.io}
            spec:
              group: networking.istio.io
              scope: Namespaced
              names: {plural: virtualservices, singular: virtualservice, kind: VirtualService}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec:
                          type: object
                          properties:
                            hosts: {type: array, items: {type: string}}
                            gateways: {type: array, items: {type: string}}
                            http:
                              type: array
                              items:
                                type: object
                                properties:
                                  name: {type: string}
                                  match: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                                  route: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                                  mirrors:
                                    type: array
                                    items:
                                      type: object
                                      required: [destination]
                                      properties:
                                        destination: {type: object, required: [host], properties: {host: {type: string}, port: {type: object, properties: {number: {type: integer, minimum: 0} } } } }
                                        {{{share}}}
            """);
        await Apply("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: orders, namespace: shop}
            spec:
              hosts: [orders.example.com]
              gateways: [public]
              http:
                - {name: primary, match: [{uri: {prefix: /orders}}], route: [{destination: {host: orders}}], mirrors: [{destination: {host: audit}}]}
                - {route: [{destination: {host: orders.shop}}]}
            """);
    }

    private async Task<bool> Send(PlannedWrite planned) => (await _cluster.Client.WriteAsync(planned.Write, default)).Succeeded;

    private JsonObject Stored(ResourceKind kind) => _cluster.Get(kind.Group, kind.Plural, "shop", "orders")!.DeepClone().AsObject();

    private FakeInformer<T> Informer<T>(ResourceKind kind, JsonTypeInfo<T> view)
        where T : class, IProjection => new(kind, () => _cluster.Server.Cluster.FindType(kind.Group, kind.Plural) is { } type ? [.. _cluster.Server.Cluster.List(type).Select(item => item.Deserialize(view)!)] : []);

    private async Task Apply(string yaml) => await Until(async () => await _cluster.Apply.ObjectAsync(YamlJson.Read(yaml).Single().AsObject(), default) is null);

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(30), "the condition should have come true by now");
            await Task.Yield();
        }
    }
}
