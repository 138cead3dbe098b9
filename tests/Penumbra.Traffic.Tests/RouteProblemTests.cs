using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

/// <summary>What is refused before the first pod of a candidate, by the name that people see.</summary>
public sealed class RouteProblemTests
{
    private readonly FakeCluster _cluster = new();

    [Fact]
    public void A_rule_that_divides_its_requests_with_a_stranger_is_refused() => Problem("""
        rules: [{backendRefs: [{name: checkout, port: 8080, weight: 1}, {name: legacy, port: 80, weight: 1}]}]
        """).Should().Match<Problem>(problem => problem.Reason == Reason.MixedBackends && problem.Message.Contains("legacy"));

    [Fact]
    public void Rules_that_do_not_fit_with_the_pilots_copies_are_refused_with_the_arithmetic()
    {
        var rules = string.Join(", ", Enumerable.Range(0, 9).Select(index => $"{{matches: [{{path: {{value: /p{index}}}}}], backendRefs: [{{name: checkout, port: 8080}}]}}"));
        Problem($"rules: [{rules}]", Launches.Header).Should().Match<Problem>(problem => problem.Reason == Reason.RouteTooLarge && problem.Message.Contains("18"));
    }

    [Fact]
    public void A_rule_that_names_the_candidate_by_itself_is_refused() => Problem("""
        rules: [{backendRefs: [{name: checkout, port: 8080}, {name: checkout-candidate, port: 8080}]}]
        """).Reason.Should().Be(Reason.RouterCannot);

    private Problem Problem(string yaml, params PilotMatch[] pilots) =>
        new GatewayApiRouter(_cluster.Routes, _cluster.Services).Observe(Launches.Managed($"parentRefs: [{{name: public}}]\n{yaml}", pilots)).Problems[0];
}
