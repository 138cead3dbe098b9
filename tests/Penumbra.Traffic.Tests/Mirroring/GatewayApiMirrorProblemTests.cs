using Penumbra.Core.Common;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>What is refused before anything is copied, by the name that people see.</summary>
public sealed class GatewayApiMirrorProblemTests
{
    private const string Rules = "rules: [{backendRefs: [{name: orders, port: 8080}]}]";

    private readonly FakeCluster _cluster = new();

    [Fact]
    public void A_launchs_own_route_is_refused_as_the_launch_would_take_the_filter_out() =>
        Problem(Rules, "labels: {penumbra.dev/launch: orders}").Should().Match<Problem>(problem => problem.Reason == Reason.RouteContested && problem.Message.Contains("give that launch an existing route"));

    [Fact]
    public void An_applier_that_holds_the_rules_is_named() =>
        Problem(Rules, """managedFields: [{manager: argocd-controller, operation: Apply, time: "2026-11-21T09:00:00Z", fieldsV1: {"f:spec": {"f:rules": {}}}}]""")
            .Should().Match<Problem>(problem => problem.Reason == Reason.RouteContested && problem.Message.StartsWith("argocd-controller"));

    [Fact]
    public void A_route_that_also_binds_the_mesh_would_copy_our_own_requests() => Problem($$"""
        parentRefs: [{name: public}, {group: "", kind: Service, name: orders}]
        {{Rules}}
        """).Should().Match<Problem>(problem => problem.Reason == Reason.MirroringUnsupported && problem.Message.Contains("mesh"));

    [Theory]
    [InlineData("supportedFeatures: [{name: HTTPRouteRequestMirror}]", "does not report HTTPRouteRequestPercentageMirror")]
    [InlineData("supportedFeatures: [HTTPRouteRequestMirror]", "does not report HTTPRouteRequestPercentageMirror")]
    [InlineData("conditions: []", "--assume-mirroring able")]
    public void A_class_that_does_not_report_shares_is_refused_and_the_way_to_assume_it_is_told(string status, string expected)
    {
        _cluster.With(Shadows.Gateway, $"{{apiVersion: v1, kind: GatewayClass, metadata: {{name: able}}, status: {{{status}}}}}");
        Problems(Rules).Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Reason == Reason.MirroringUnsupported && problem.Message.Contains(expected));
        Problems(Rules, "", "able").Should().BeEmpty("an administrator assumes it");
        Problems(Rules, "", "another").Should().ContainSingle();
    }

    [Fact]
    public void Features_that_are_plain_strings_count_as_well()
    {
        _cluster.With(Shadows.Gateway, "{apiVersion: v1, kind: GatewayClass, metadata: {name: able}, status: {supportedFeatures: [HTTPRouteRequestPercentageMirror]}}");
        Problems(Rules).Should().BeEmpty();
    }

    [Fact]
    public void A_rule_that_copies_to_somebody_else_needs_an_implementation_that_takes_two_mirrors()
    {
        _cluster.With(Shadows.Gateway, "{apiVersion: v1, kind: GatewayClass, metadata: {name: able}, status: {supportedFeatures: [{name: HTTPRouteRequestPercentageMirror}]}}");
        Problems("rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}}}], backendRefs: [{name: orders, port: 8080}]}]")
            .Should().ContainSingle().Which.Message.Should().Contain("HTTPRouteRequestMultipleMirrors");
        Problems(Rules).Should().BeEmpty();
    }

    [Fact]
    public void A_gateway_or_a_class_that_cannot_be_found_is_named()
    {
        _cluster.With(Shadows.Able);
        Problems(Rules).Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Reason == Reason.MirroringUnsupported && problem.Message.Contains("Gateway shop/public does not exist"));
        _cluster.With("{apiVersion: v1, kind: Gateway, metadata: {name: public}, spec: {gatewayClassName: gone}}");
        Problems(Rules).Should().ContainSingle().Which.Message.Should().Contain("GatewayClass gone").And.Contain("does not exist");
    }

    [Fact]
    public void An_operator_of_one_namespace_goes_by_the_assumption_alone_and_says_so()
    {
        Problems(Rules).Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Message.Contains("one namespace") && problem.Message.Contains("--assume-mirroring"));
        Problems(Rules, "", "able").Should().BeEmpty();
        _cluster.With(Shadows.Gateway);
        Problems(Rules).Should().ContainSingle().Which.Message.Should().Contain("GatewayClass able").And.Contain("one namespace");
        Problems(Rules, "", "able").Should().BeEmpty();
    }

    [Fact]
    public void A_rule_that_is_full_of_filters_is_refused_but_not_when_one_of_them_is_ours()
    {
        string Full(int others, string last) => $"rules: [{{backendRefs: [{{name: orders, port: 8080}}], filters: [{string.Join(", ", Enumerable.Repeat("{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}", others).Append(last))}]}}]";
        Problem(Full(15, "{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}")).Should().Match<Problem>(problem => problem.Reason == Reason.RouteTooLarge && problem.Message.Contains("16 filters"));
        _cluster.With(Shadows.Gateway, Shadows.Able);
        Problems(Full(15, $"{{type: RequestMirror, requestMirror: {{backendRef: {{name: {Shadows.Server}, port: 8080}}}}}}")).Should().BeEmpty();
    }

    [Fact]
    public void A_route_whose_users_are_all_on_a_launchs_candidate_for_now_still_leads_to_live()
    {
        _cluster.With(Shadows.Gateway, Shadows.Able);
        const string Launching = "rules: [{backendRefs: [{name: orders, port: 8080, weight: 0}, {name: orders-candidate, port: 8080, weight: 100}]}]";
        Problems(Launching, """annotations: {penumbra.dev/before.checkout: '{"0":[null]}'}""").Should().BeEmpty();
        Problems(Launching).Should().ContainSingle().Which.Reason.Should().Be(Reason.RouteNamesOtherServices);
    }

    private Problem Problem(string spec, string metadata = "")
    {
        _cluster.With(Shadows.Gateway, Shadows.Able);
        return Problems(spec, metadata).Should().ContainSingle().Subject;
    }

    private IReadOnlyList<Problem> Problems(string spec, string metadata = "", params string[] assumed)
    {
        var parents = spec.Contains("parentRefs", StringComparison.Ordinal) ? "" : "parentRefs: [{name: public}]";
        var route = Yaml.Read($"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: orders\n  {metadata}\nspec:\n{Indented(parents)}{Indented(spec)}");
        _cluster.Put(route);
        var problems = new GatewayApiMirrorRouter(_cluster.Routes, _cluster.Gateways, _cluster.GatewayClasses, new SortedSet<string>(assumed)).Observe(Shadows.Of("orders")).Problems;
        problems.Select(problem => problem.Path).Distinct().Should().BeSubsetOf(["spec.live.gatewayAPI.routes[0].name"]);
        return problems;
    }

    private static string Indented(string text) => string.Concat(text.Split('\n').Where(line => line.Length > 0).Select(line => $"  {line}\n"));
}
