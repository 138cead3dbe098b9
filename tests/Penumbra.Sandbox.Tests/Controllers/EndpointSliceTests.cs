using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Controllers;

public sealed class EndpointSliceTests : IDisposable
{
    private readonly SteppedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_service_has_a_slice_with_its_pods_and_named_ports_resolved()
    {
        _cluster.Deploy("web", 2);
        _cluster.Service("shop", "web");
        _cluster.Pass(1);

        var slice = _cluster.All(BuiltInTypes.EndpointSlice).Should().ContainSingle().Subject;
        slice.Label("kubernetes.io/service-name").Should().Be("shop");
        slice.Label("endpointslice.kubernetes.io/managed-by").Should().Be("endpointslice-controller.k8s.io");
        slice.Label("team").Should().Be("shop");
        slice.ControllerRef().Text("kind").Should().Be("Service");
        slice.Items("ports").Single().Number("port").Should().Be(8080);
        slice.Items("ports").Single().Text("name").Should().Be("web");
        slice.Items("endpoints").Select(endpoint => endpoint.Flag("conditions", "ready")).Should().Equal(true, true);
    }

    [Fact]
    public void A_selector_that_moves_moves_the_endpoints()
    {
        _cluster.Deploy("one", 1);
        _cluster.Deploy("two", 2);
        _cluster.Service("shop", "one");
        _cluster.Pass(1);

        _cluster.Edit(BuiltInTypes.Service, "shop", obj => obj["spec"]!["selector"]!["app"] = "two");

        _cluster.All(BuiltInTypes.EndpointSlice).Single().Items("endpoints").Select(endpoint => endpoint.Text("targetRef", "name")).Should()
            .HaveCount(2).And.OnlyContain(name => name!.StartsWith("two-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_slice_holds_at_most_a_hundred_endpoints()
    {
        _cluster.Deploy("web", 130);
        _cluster.Service("shop", "web");
        _cluster.Pass(1);

        _cluster.All(BuiltInTypes.EndpointSlice).Select(slice => slice.Items("endpoints").Count()).OrderDescending().Should().Equal(100, 30);
    }

    [Fact]
    public void A_deleted_service_takes_its_slices_along()
    {
        _cluster.Deploy("web", 1);
        _cluster.Service("shop", "web");

        _cluster.Delete(BuiltInTypes.Service, "shop");

        _cluster.All(BuiltInTypes.EndpointSlice).Should().BeEmpty();
    }
}
