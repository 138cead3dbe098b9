using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;
using static Penumbra.Traffic.Tests.World.Launches;

namespace Penumbra.Traffic.Tests;

/// <summary>One existing route that leads to the Services of two launches, as a team's front door does: neither may see or undo what the other does.</summary>
public sealed class SharedRouteTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web}
        spec:
          rules:
            - matches: [{path: {value: /images}}]
              backendRefs: [{name: images, port: 80, weight: 3}]
            - matches: [{path: {value: /cart}}]
              backendRefs: [{name: checkout, port: 8080, weight: 5}]
            - backendRefs: [{name: checkout, port: 8080}]
        """;

    private readonly FakeCluster _cluster = new();
    private readonly LaunchTraffic _checkout = Existing(Header, Cookie);
    private readonly LaunchTraffic _images = Existing(Header) with { Launch = "pictures", LaunchUid = "launch-2", Spec = new TrafficSpec { Service = "images", Pilots = [Header] } };

    private GatewayApiRouter Router => field ??= new(_cluster.Routes, _cluster.Services);

    private JsonObject Live => _cluster.Get("HTTPRoute", "web");

    [Fact]
    public void A_rollback_of_one_launch_gives_back_its_own_rules_and_leaves_the_others_share()
    {
        _cluster.Put(Yaml.Read(Route));
        var before = Live.DeepClone();
        Do(_checkout, Aim("25", pilots: true));
        Do(_images, Of(_images, Aim("50", pilots: true)));

        Do(_checkout, Aim("0", direction: TrafficDirection.Back));

        Facts(_checkout).Should().Match<RouteFacts>(facts => facts.AtRest && facts.Actual == Share.None && facts.Marker!.Direction == TrafficDirection.Back);
        Facts(_images).Should().Match<RouteFacts>(facts => !facts.AtRest && facts.Pilots && facts.Actual == Share.Percent(50) && facts.Marker!.Direction == TrafficDirection.Forward);

        Do(_images, Release);
        Do(_checkout, Release);
        JsonNode.DeepEquals(Live["spec"], before["spec"]).Should().BeTrue("{0}", Live["spec"]!.ToJsonString());
        Live["metadata"]!["annotations"].Should().Match<JsonNode?>(annotations => annotations == null || annotations.AsObject().Count == 0);
    }

    [Fact]
    public void Writes_of_both_may_meet_in_any_order_and_each_finds_the_route_as_it_asked()
    {
        var tried = 0;
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Generator(seed);
            var given = random.Route();
            // A rule that divides its requests between Services is refused.
            if (given.Rules.Any(rule => (rule!["backendRefs"] as JsonArray ?? []).Where(reference => SteeredServices.WeightOf(reference) > 0).DistinctBy(reference => reference!["name"]!.GetValue<string>()).Count() > 1)) continue;
            tried++;
            _cluster.Put(new JsonObject
            {
                ["apiVersion"] = "gateway.networking.k8s.io/v1",
                ["kind"] = "HTTPRoute",
                ["metadata"] = new JsonObject { ["name"] = "web" },
                ["spec"] = new JsonObject { ["rules"] = given.Rules.DeepClone() },
            });
            var before = Live["spec"]!.DeepClone();
            var asked = new Dictionary<LaunchTraffic, TrafficAim>();
            foreach (var launch in (IEnumerable<LaunchTraffic>)[_checkout, _images]) asked[launch] = Of(launch, Aim("0"));
            for (var write = 0; write < 12; write++)
            {
                var (launch, other) = random.Coin() ? (_checkout, _images) : (_images, _checkout);
                asked[launch] = Of(launch, Aim(random.Share().ToString(), random.Coin()));
                // The other's write comes between this one's plan and its arrival.
                var planned = Router.Plan(launch, Id, asked[launch]);
                if (random.Coin()) Do(other, asked[other] = Of(other, Aim(random.Share().ToString(), random.Coin())));
                _cluster.Send(planned);
                foreach (var one in asked.Keys.Where(one => LeadsTo(given, one)))
                {
                    var facts = Facts(one);
                    var why = $"seed {seed}, write {write}, {one.Launch}: {Live.ToJsonString()}";
                    facts.Actual.Should().Be(asked[one].Share, why);
                    facts.NamesCandidate.Should().Be(NamesCandidate(given, one, asked[one]), why);
                }
            }

            foreach (var launch in asked.Keys) Do(launch, Release);
            JsonNode.DeepEquals(Live["spec"], before).Should().BeTrue($"seed {seed}: {Live["spec"]!.ToJsonString()} should be {before.ToJsonString()}");
            _cluster.Delete("HTTPRoute", "web");
        }

        tried.Should().BeGreaterThan(200);
    }

    [Fact]
    public void A_neighbours_copies_make_the_route_too_large_for_nobody_who_rests()
    {
        var rules = string.Join('\n', Enumerable.Range(0, 9).Select(index => $"    - matches: [{{path: {{value: /{index}}}}}]\n      backendRefs: [{{name: {(index < 5 ? "checkout" : "images")}, port: 80}}]"));
        _cluster.Put(Yaml.Read($"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: web}}\nspec:\n  rules:\n{rules}\n"));
        Router.Observe(_images).Problems.Should().BeEmpty();

        Do(Existing(Header), Aim("5", pilots: true));

        Live["spec"]!["rules"]!.AsArray().Should().HaveCount(14);
        Router.Observe(_images).Problems.Should().BeEmpty("9 rules and 4 copies fit once the neighbour is done, and it is the server that says what fits before");
    }

    [Fact]
    public void A_route_that_another_launch_makes_from_its_own_spec_cannot_be_steered_too()
    {
        _cluster.Put(Yaml.Read(Route));
        _cluster.Edit("HTTPRoute", "web", live => live["metadata"]!["labels"] = new JsonObject { [Keys.Launch] = "web" });

        Router.Observe(_images).Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem =>
            problem.Reason == Reason.RouteContested && problem.Path == "spec.traffic.gatewayAPI.routes[0].name"
            && problem.Message == "HTTPRoute web is made by DarkLaunch web from its spec, which would put the rules back; name an HTTPRoute that no launch makes, or take label penumbra.dev/launch off one that web makes no more");
    }

    private static RouteId Id { get; } = new("gatewayAPI", "HTTPRoute", "web");

    private static TrafficAim Of(LaunchTraffic launch, TrafficAim aim) => aim with { Marker = aim.Marker! with { LaunchUid = launch.LaunchUid } };

    private static bool LeadsTo(SteeredRoute given, LaunchTraffic launch) => given.Rules.Any(rule => RuleSteering.LeadsToApex(rule, Services(launch)));

    // What steering the user's own rules alone would give.
    private static bool NamesCandidate(SteeredRoute given, LaunchTraffic launch, TrafficAim aim) =>
        RuleSteering.Steer(given.Rules, Services(launch), aim.Share, aim.Pilots ? launch.Spec.Pilots : []).Rules.Any(rule => Services(launch).HasCandidate(rule));

    private static SteeredServices Services(LaunchTraffic launch) => new("shop", launch.Spec.Service, launch.Spec.CandidateService);

    private void Do(LaunchTraffic launch, TrafficAim aim) => _cluster.Send(Router.Plan(launch, Id, aim));

    private RouteFacts Facts(LaunchTraffic launch) => Router.Observe(launch).Routes.Should().ContainSingle().Subject;
}
