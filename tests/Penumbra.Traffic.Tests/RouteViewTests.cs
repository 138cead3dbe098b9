using System.Text.Json;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

public sealed class RouteViewTests
{
    [Theory]
    [InlineData("kubectl-edit", "Update", "2026-11-21T09:05:00Z", null, "kubectl-edit")]
    [InlineData("kubectl-edit", "Update", "2026-11-21T08:00:00Z", null, null)]
    [InlineData("flux", "Apply", "2026-11-21T09:05:00Z", "flux", "flux")]
    [InlineData("flux", "Apply", "2026-11-21T08:00:00Z", "flux", null)]
    public void Managed_fields_tell_who_wrote_the_rules_last_and_who_holds_them(string manager, string operation, string time, string? applier, string? changedBy)
    {
        var route = Read($$$"""
            metadata:
              name: web
              managedFields:
                - {manager: penumbra, operation: Update, time: "2026-11-21T09:00:00Z", fieldsV1: {"f:spec": {"f:rules": { } } } }
                - {manager: {{{manager}}}, operation: {{{operation}}}, time: "{{{time}}}", fieldsV1: {"f:spec": {"f:rules": { } } } }
                - {manager: gateway, operation: Apply, time: "2026-11-21T10:00:00Z", subresource: status, fieldsV1: {"f:status": { } } }
            """);

        route.Metadata.Owners.Should().Be(new FieldOwners(applier, changedBy));
    }

    [Fact]
    public void A_route_whose_only_annotation_is_dropped_by_views_still_has_annotations()
    {
        var route = Read("""
            metadata: {name: web, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}, labels: {a: b}, generation: 3}
            spec: {rules: []}
            """);

        route.Metadata.HasAnnotations.Should().BeTrue("a patch that adds an empty map would wipe it out");
        route.ToTree()["metadata"]!["annotations"]!.AsObject().Should().BeEmpty();
        route.Generation.Should().Be(3);
    }

    [Theory]
    [InlineData("True", 2, "True", 2, RouteAcceptance.Accepted)]
    [InlineData("True", 1, "True", 2, RouteAcceptance.Pending)]
    [InlineData("False", 1, "True", 2, RouteAcceptance.Pending)]
    [InlineData("False", 2, "True", 2, RouteAcceptance.Refused)]
    [InlineData("True", 2, "False", 2, RouteAcceptance.Refused)]
    [InlineData("True", 2, "Unknown", 2, RouteAcceptance.Pending)]
    public void A_route_is_accepted_when_every_parent_says_so_of_this_generation(string accepted, int acceptedOf, string resolved, int resolvedOf, RouteAcceptance expected)
    {
        var route = Read($$"""
            metadata: {name: web, namespace: shop, generation: 2}
            spec: {parentRefs: [{name: public}, {name: internal, sectionName: https}]}
            status:
              parents:
                - parentRef: {name: public}
                  conditions: [{type: Accepted, status: "{{accepted}}", observedGeneration: {{acceptedOf}}}, {type: ResolvedRefs, status: "{{resolved}}", observedGeneration: {{resolvedOf}}}]
                - parentRef: {name: internal, namespace: shop, sectionName: https}
                  conditions: [{type: Accepted, status: "True", observedGeneration: 2}, {type: ResolvedRefs, status: "True", observedGeneration: 2}]
            """);

        RouteAcceptanceReading.Of(route, (System.Text.Json.Nodes.JsonObject)route.ToTree()["spec"]!).Acceptance.Should().Be(expected);
    }

    [Fact]
    public void A_parent_that_has_not_answered_keeps_the_route_pending()
    {
        var route = Read("""
            metadata: {name: web, namespace: shop, generation: 2}
            spec: {parentRefs: [{name: public}]}
            """);

        RouteAcceptanceReading.Of(route, (System.Text.Json.Nodes.JsonObject)route.ToTree()["spec"]!).Acceptance.Should().Be(RouteAcceptance.Pending);
    }

    private static HttpRouteView Read(string yaml) => Yaml.Read(yaml).Deserialize(TrafficJson.Default.HttpRouteView)!;
}
