using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

/// <summary>What a router says of a route that was edited while it is steered.</summary>
public sealed class ManagedRouteEditTests
{
    private const string Spec = """
        parentRefs: [{name: public}]
        rules:
          - matches: [{path: {value: /cart}}]
            backendRefs: [{name: checkout, port: 8080}]
          - backendRefs: [{name: checkout, port: 8080}]
        """;

    private readonly FakeCluster _cluster = new();

    private GatewayApiRouter Router => new(_cluster.Routes, _cluster.Services);

    [Theory]
    [InlineData("0", true)]
    [InlineData("25", false)]
    [InlineData("25", true)]
    [InlineData("100", true)]
    public void An_edit_of_the_spec_shows_at_any_share_and_is_written_without_touching_the_share(string share, bool pilots)
    {
        var launch = Steered(share, pilots);
        Facts(launch).Current.Should().BeTrue();

        var edited = Launches.Managed(Spec.Replace("/cart", "/basket", StringComparison.Ordinal), Launches.Header);
        Facts(edited).Current.Should().BeFalse();
        _cluster.Send(Router.Plan(edited, Facts(edited).Id, Launches.Aim(share, pilots)));
        Facts(edited).Should().Match<RouteFacts>(facts => facts.Current && facts.Actual == Share.Parse(share));
        _cluster.Get("HTTPRoute", "checkout").ToJsonString().Should().Contain("/basket").And.NotContain("/cart");
    }

    [Fact]
    public void One_rule_that_somebody_lowered_shows_beside_the_one_that_was_not()
    {
        var launch = Steered("25", pilots: false);
        Facts(launch).Least.Should().Be(Share.Percent(25));
        _cluster.Edit("HTTPRoute", "checkout", route =>
        {
            var backends = route["spec"]!["rules"]!.AsArray()[^1]!["backendRefs"]!.AsArray();
            (backends[0]!["weight"], backends[1]!["weight"]) = (95, 5);
        });
        Facts(launch).Should().Match<RouteFacts>(facts => facts.Actual == Share.Percent(25) && facts.Least == Share.Percent(5) && facts.Current);

        _cluster.Edit("HTTPRoute", "checkout", route => route["spec"]!["rules"]!.AsArray()[^1]!["backendRefs"]!.AsArray().RemoveAt(1));
        Facts(launch).Least.Should().Be(Share.None);
    }

    private LaunchTraffic Steered(string share, bool pilots)
    {
        var launch = Launches.Managed(Spec, Launches.Header);
        _cluster.Send(Router.Plan(launch, Router.Observe(launch).Routes[0].Id, new() { Stable = "aaa" }));
        _cluster.Send(Router.Plan(launch, Facts(launch).Id, Launches.Aim(share, pilots)));
        return launch;
    }

    private RouteFacts Facts(LaunchTraffic launch) => Router.Observe(launch).Routes.Single();
}
