using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

/// <summary>What must hold for every route, tried with hundreds of random ones. A failure names its seed.</summary>
public sealed class SteeringPropertyTests
{
    private const int Cases = 800;
    private static readonly SteeredServices Services = new("shop", "checkout", "checkout-candidate");

    [Fact]
    public void Undoing_needs_the_route_alone_and_gives_back_exactly_the_users_rules() => ForAll((seed, given, random) =>
    {
        var (share, pilots) = (random.Share(), random.Coin() ? given.Pilots : []);
        var (steered, before) = RuleSteering.Steer(given.Rules, Services, share, pilots);
        foreach (var known in (IReadOnlyList<PilotMatch>[])[given.Pilots, []])
        {
            var undone = RuleSteering.Unsteer(Wire(steered), Services, BeforeNote.Parse(before.ToString()), known);
            Same(undone, given.Rules, $"seed {seed}, {share} %, {pilots.Count} pilots");
        }
    });

    [Fact]
    public void Steering_again_changes_nothing() => ForAll((seed, given, random) =>
    {
        var (share, pilots) = (random.Share(), random.Coin() ? given.Pilots : []);
        var (once, before) = RuleSteering.Steer(given.Rules, Services, share, pilots);
        var (twice, again) = RuleSteering.Steer(RuleSteering.Unsteer(Wire(once), Services, before, given.Pilots), Services, share, pilots);
        Same(twice, once, $"seed {seed}");
        again.ToString().Should().Be(before.ToString());
    });

    [Fact]
    public void Any_aim_can_follow_any_other() => ForAll((seed, given, random) =>
    {
        var (from, to) = (random.Share(), random.Share());
        var (first, before) = RuleSteering.Steer(given.Rules, Services, from, random.Coin() ? given.Pilots : []);
        var direct = RuleSteering.Steer(given.Rules, Services, to, given.Pilots).Rules;
        Same(RuleSteering.Steer(RuleSteering.Unsteer(Wire(first), Services, before, given.Pilots), Services, to, given.Pilots).Rules, direct, $"seed {seed}");
    });

    [Fact]
    public void Rules_that_lead_elsewhere_are_kept_byte_for_byte_and_in_order() => ForAll((seed, given, random) =>
    {
        var steered = RuleSteering.Steer(given.Rules, Services, random.Share(), given.Pilots).Rules;
        var foreign = given.Rules.Where(rule => !RuleSteering.LeadsToApex(rule, Services)).Select(rule => rule!.ToJsonString());
        steered.Where(rule => !RuleSteering.LeadsToApex(rule, Services) && !Services.HasCandidate(rule)).Select(rule => rule!.ToJsonString()).Should().Equal(foreign, $"seed {seed}");
    });

    [Fact]
    public void The_share_of_every_weighted_rule_is_exact() => ForAll((seed, given, random) =>
    {
        var share = random.Share();
        var steered = RuleSteering.Steer(given.Rules, Services, share, []).Rules;
        foreach (var rule in steered.Where(rule => Services.HasCandidate(rule)))
        {
            var weights = rule!["backendRefs"]!.AsArray().ToList();
            var candidate = weights.Where(Services.IsCandidate).Sum(SteeredServices.WeightOf);
            var whole = weights.Sum(SteeredServices.WeightOf);
            (candidate * Share.Whole).Should().Be(whole * share.Parts, $"seed {seed}");
            weights.Should().OnlyContain(reference => SteeredServices.WeightOf(reference) <= RuleSteering.MaxWeight);
        }

        RouteShape.Of(steered, Services, BeforeNote.Empty, given.Pilots).Actual.Should().Be(steered.Any(rule => Services.HasCandidate(rule)) ? share : Share.None);
    });

    [Fact]
    public void Every_pilot_is_in_every_match_of_every_rule_of_the_apex() => ForAll((seed, given, random) =>
    {
        var steered = RuleSteering.Steer(given.Rules, Services, random.Share(), given.Pilots).Rules;
        foreach (var rule in given.Rules.Where(rule => RuleSteering.LeadsToApex(rule, Services)).Select(rule => rule!.AsObject()))
        {
            foreach (var match in PilotRules.OwnMatches(rule))
            {
                foreach (var pilot in given.Pilots.Where(pilot => match["headers"] is not JsonArray headers || headers.All(header => header!["name"]!.GetValue<string>() != PilotRules.Header(pilot)["name"]!.GetValue<string>())))
                {
                    var narrowed = (JsonObject)match.DeepClone();
                    narrowed["headers"] = new JsonArray([.. (match["headers"] as JsonArray ?? []).Select(header => header!.DeepClone()), PilotRules.Header(pilot)]);
                    steered.Where(copy => Services.HasCandidate(copy) && !Services.HasApex(copy)).SelectMany(copy => copy!["matches"]!.AsArray())
                        .Should().Contain(other => JsonNode.DeepEquals(other, narrowed), $"seed {seed}");
                }
            }
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pilots_and_everybody_else_go_where_they_should(bool matchesWholeValues)
    {
        var gateway = new TinyGateway(matchesWholeValues);
        var tried = 0;
        ForAll((seed, given, random) =>
        {
            var (share, pilots) = (random.Share(), random.Coin() ? given.Pilots : []);
            if (PilotPrecedence.Stolen(given.Rules, Services, pilots) is not null) return;
            if (given.Rules.Any(rule => RuleSteering.LeadsToApex(rule, Services) && PilotRules.Clash(rule!.AsObject(), pilots) is not null)) return;
            tried++;
            var steered = Wire(RuleSteering.Steer(given.Rules, Services, share, pilots).Rules);
            var rules = Wire(given.Rules);
            for (var count = 0; count < 40; count++)
            {
                var request = random.Request();
                var before = gateway.RuleFor(rules, request);
                var after = gateway.RuleFor(steered, request);
                var why = $"seed {seed}: {request}, {share} %, pilots {string.Join(", ", pilots)}, rules {given.Rules.ToJsonString()}";
                if (before is null || !RuleSteering.LeadsToApex(before, Services)) TinyGateway.Shares(after).Should().Be(TinyGateway.Shares(before), why);
                else if (pilots.Any(pilot => IsPilot(pilot, request)) || share == Share.All) TinyGateway.Shares(after).Should().Be(TinyGateway.Shares(before).Replace("checkout:", "checkout-candidate:"), why);
                else if (share == Share.None) TinyGateway.Shares(after).Should().Be(TinyGateway.Shares(before), why);
                else TinyGateway.Shares(after).Should().Contain("checkout-candidate:").And.Contain("checkout:", why);
            }
        });
        tried.Should().BeGreaterThan(Cases / 2, "most random routes must be steerable, else this proves little");
    }

    [Fact]
    public void Reading_the_shape_of_a_steered_route_gives_the_aim_again() => ForAll((seed, given, random) =>
    {
        var (share, pilots) = (random.Share(), random.Coin() ? given.Pilots : []);
        var (steered, before) = RuleSteering.Steer(given.Rules, Services, share, pilots);
        var shape = RouteShape.Of(Wire(steered), Services, before, given.Pilots);
        shape.NamesCandidate.Should().Be(steered.Any(rule => Services.HasCandidate(rule)));
        shape.Pilots.Should().Be(steered.Any(rule => Services.HasCandidate(rule) && !Services.HasApex(rule)), $"seed {seed}");
    });

    [Fact]
    public void What_somebody_scribbles_over_the_rules_never_breaks_the_reading() => ForAll((seed, given, random) =>
    {
        var (steered, before) = RuleSteering.Steer(given.Rules, Services, random.Share(), given.Pilots);
        var scribbled = Wire(steered);
        scribbled.Add((JsonNode)"text");
        scribbled.Add((JsonNode)new JsonObject { ["backendRefs"] = "text", ["matches"] = 3 });
        scribbled.Add((JsonNode)new JsonObject { ["backendRefs"] = new JsonArray(new JsonObject { ["name"] = "checkout-candidate", ["weight"] = "x" }, 5) });
        if (random.Coin()) scribbled.RemoveAt(0);
        RouteShape.Of(scribbled, Services, before, given.Pilots).Actual.Should().Be(Share.All, "a rule without the apex sends everybody to the candidate");
        var undone = RuleSteering.Unsteer(scribbled, Services, random.Coin() ? before : null, given.Pilots);
        undone.Should().NotContain(rule => Services.HasCandidate(rule), $"seed {seed}");
    });

    private static bool IsPilot(PilotMatch pilot, Request request)
    {
        if (pilot.Kind == PilotKind.Header)
        {
            return request.Headers.TryGetValue(pilot.Name, out var value)
                && (pilot.IsRegex ? Regex.IsMatch(value, $"^(?:{pilot.Value})$", RegexOptions.None, TimeSpan.FromSeconds(5)) : value == pilot.Value);
        }

        var cookies = request.Headers.TryGetValue("Cookie", out var header) ? header.Split(';').Select(cookie => cookie.Trim().Split('=', 2)) : [];
        return cookies.Any(cookie => cookie[0] == pilot.Name && (pilot.IsRegex ? Regex.IsMatch(cookie[1], $"^(?:{pilot.Value})$", RegexOptions.None, TimeSpan.FromSeconds(5)) : cookie[1] == pilot.Value));
    }

    private static void ForAll(Action<int, SteeredRoute, Generator> property)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Generator(seed);
            property(seed, random.Route(), random);
        }
    }

    private static JsonArray Wire(JsonArray rules) => JsonNode.Parse(rules.ToJsonString())!.AsArray();

    private static void Same(JsonArray actual, JsonArray expected, string because)
    {
        if (!JsonNode.DeepEquals(actual, expected)) actual.ToJsonString().Should().Be(expected.ToJsonString(), because);
    }
}
