using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class GatewayStatusTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public GatewayStatusTests()
    {
        _cluster.Create(BuiltInTypes.GatewayClass, """{"metadata":{"name":"sandbox"},"spec":{"controllerName":"sandbox.penumbra.dev/gateway"}}""");
        _cluster.Create(BuiltInTypes.Gateway, """{"metadata":{"name":"public"},"spec":{"gatewayClassName":"sandbox","listeners":[{"name":"http","protocol":"HTTP","port":80}]}}""");
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_gateway_is_accepted_and_programmed_with_addresses()
    {
        Conditions.Status(_cluster.Get(BuiltInTypes.GatewayClass, "sandbox"), "Accepted").Should().Be("True");
        var gateway = _cluster.Get(BuiltInTypes.Gateway, "public");
        Conditions.Status(gateway, "Accepted").Should().Be("True");
        Conditions.Status(gateway, "Programmed").Should().Be("True");
        gateway.Items("status", "addresses").Select(address => address.Text("value")).Should().Equal("127.0.0.1", "127.0.0.1:80");
    }

    [Fact]
    public void The_class_reports_what_its_gateway_can_do_sorted_by_name()
    {
        var features = _cluster.Get(BuiltInTypes.GatewayClass, "sandbox").Items("status", "supportedFeatures").Select(feature => feature.Text("name")).ToList();
        features.Should().Contain(["HTTPRouteRequestMirror", "HTTPRouteRequestPercentageMirror", "HTTPRouteRequestMultipleMirrors"]).And.NotContain("HTTPRouteCORS");
        features.Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public void A_route_whose_service_is_missing_is_accepted_with_unresolved_references_until_it_exists()
    {
        Route("""{"parentRefs":[{"name":"public"}],"rules":[{"backendRefs":[{"name":"shop","port":80}]}]}""");
        Reason("Accepted").Should().Be("Accepted");
        Reason("ResolvedRefs").Should().Be("BackendNotFound");

        _cluster.Service("shop", "web");

        Reason("ResolvedRefs").Should().Be("ResolvedRefs");
        var route = _cluster.Get(BuiltInTypes.HttpRoute, "shop");
        Conditions.Find(route.Items("status", "parents").Single(), "Accepted").Number("observedGeneration").Should().Be(route.Generation());
        _cluster.Get(BuiltInTypes.Gateway, "public").Items("status", "listeners").Single().Number("attachedRoutes").Should().Be(1);
    }

    [Theory]
    [InlineData("""{"parentRefs":[{"name":"public","sectionName":"nowhere"}]}""", "NoMatchingParent")]
    [InlineData("""{"parentRefs":[{"name":"public","port":81}]}""", "NoMatchingParent")]
    public void A_route_without_a_matching_listener_says_why(string spec, string reason)
    {
        Route(spec);

        Reason("Accepted").Should().Be(reason);
    }

    [Fact]
    public void A_backend_of_another_namespace_needs_a_grant()
    {
        _cluster.Create(BuiltInTypes.Namespace, """{"metadata":{"name":"other"}}""");
        _cluster.Create(BuiltInTypes.Service, """{"metadata":{"name":"shop","namespace":"other"},"spec":{"ports":[{"port":80}]}}""");

        Route("""{"parentRefs":[{"name":"public"}],"rules":[{"backendRefs":[{"name":"shop","namespace":"other","port":80}]}]}""");

        Reason("ResolvedRefs").Should().Be("RefNotPermitted");
    }

    [Fact]
    public void A_route_from_a_namespace_that_the_listener_does_not_allow_is_refused()
    {
        _cluster.Create(BuiltInTypes.Namespace, """{"metadata":{"name":"other"}}""");
        var route = _cluster.Create(BuiltInTypes.HttpRoute, """
            {"metadata":{"name":"shop","namespace":"other"},"spec":{"parentRefs":[{"name":"public","namespace":"default"}]}}
            """);

        var status = _cluster.Store.Get(BuiltInTypes.HttpRoute, "other", route.Name());
        Conditions.Find(status.Items("status", "parents").Single(), "Accepted").Text("reason").Should().Be("NotAllowedByListeners");
    }

    private void Route(string spec) => _cluster.Create(BuiltInTypes.HttpRoute, $$"""{"metadata":{"name":"shop"},"spec":{{spec}} }""");

    private string? Reason(string type) => Conditions.Find(_cluster.Get(BuiltInTypes.HttpRoute, "shop").Items("status", "parents").Single(), type).Text("reason");
}
