using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>What must hold for every route that copies, tried with hundreds of random ones. A failure names its seed.</summary>
public sealed class RuleMirroringPropertyTests
{
    private const int Cases = 400;
    private static readonly MirroredServices Services = new("shop", "checkout", Shadows.Server, 8080);
    private static readonly SteeredServices Steered = new("shop", "checkout", "checkout-candidate");

    [Fact]
    public void Ending_gives_back_exactly_the_rules_that_were_there() => ForAll((seed, rules, random) =>
    {
        var mirrored = RuleMirroring.Mirror(rules, Services, random.Share()).Wire();
        RuleMirroring.Unmirror(mirrored, Services).ShouldBe(rules, $"seed {seed}");
        RuleMirroring.Unmirror(Stored(mirrored), Services).ShouldBe(Stored(rules), $"seed {seed}, as the server stores it");
    });

    [Fact]
    public void What_the_server_stored_copies_as_it_should() => ForAll((seed, rules, random) =>
    {
        var share = random.Share();
        var stored = Stored(RuleMirroring.Mirror(rules, Services, share));
        RuleMirroring.Mirror(stored, Services, share).ShouldBe(stored, $"seed {seed}, {share} %");
        RuleMirroring.SampleOf(stored, Services).Should().Be(rules.Any(rule => RuleSteering.LeadsToApex(rule, Steered)) ? share : null);
    });

    [Fact]
    public void Any_share_can_follow_any_other() => ForAll((seed, rules, random) =>
    {
        var to = random.Share();
        RuleMirroring.Mirror(Stored(RuleMirroring.Mirror(rules, Services, random.Share())), Services, to).ShouldMean(RuleMirroring.Mirror(Stored(rules), Services, to), $"seed {seed}");
    });

    [Fact]
    public void Whatever_was_scribbled_over_them_every_rule_to_live_has_one_filter_of_ours_and_no_other_has() => ForAll((seed, rules, random) =>
    {
        var share = random.Share();
        var scribbled = RuleMirroring.Mirror(rules, Services, random.Share()).Wire();
        for (var count = 0; count < 4; count++) Scribble(scribbled, random);
        RuleMirroring.Unmirror(scribbled, Services).ToJsonString().Should().NotContain(Shadows.Server);
        var mirrored = RuleMirroring.Mirror(scribbled, Services, share);
        mirrored.Count.Should().Be(scribbled.Count);
        for (var index = 0; index < mirrored.Count; index++)
        {
            var text = mirrored[index]?.ToJsonString() ?? "";
            var ours = text.Split($"\"{Shadows.Server}\"").Length - 1;
            ours.Should().Be(RuleSteering.LeadsToApex(mirrored[index], Steered) ? 1 : 0, $"seed {seed}, rule {index}: {text}");
        }
    });

    [Fact]
    public void A_launch_on_the_same_route_still_knows_its_own_rules_and_puts_them_back() => ForAll((seed, rules, random, pilots) =>
    {
        var (steered, before) = RuleSteering.Steer(rules, Steered, random.Share(), pilots);
        var mirrored = RuleMirroring.Mirror(steered.Wire(), Services, random.Share(), true);
        // The pilots may have been edited meanwhile: then copies are known by the rule before which they stand alone.
        foreach (var known in (IReadOnlyList<PilotMatch>[])[pilots, []])
        {
            var unsteered = RuleSteering.Unsteer(mirrored.Wire(), Steered, BeforeNote.Parse(before.ToString()), known);
            RuleMirroring.Unmirror(unsteered, Services).ShouldBe(rules, $"seed {seed}, {pilots.Count} pilots");
        }
    });

    [Fact]
    public void A_launch_that_begins_while_requests_are_copied_leaves_nothing_of_ours_behind_when_they_no_longer_are() => ForAll((seed, rules, random, pilots) =>
    {
        var mirrored = RuleMirroring.Mirror(rules, Services, random.Share()).Wire();
        var (steered, before) = RuleSteering.Steer(mirrored, Steered, random.Share(), pilots);
        var ended = RuleMirroring.Unmirror(steered.Wire(), Services);
        RuleSteering.Unsteer(ended, Steered, BeforeNote.Parse(before.ToString()), []).ShouldBe(rules, $"seed {seed}");
    });

    [Fact]
    public void A_launch_and_a_shadow_do_not_write_against_each_other() => ForAll((seed, rules, random, pilots) =>
    {
        var (share, sample) = (random.Share(), random.Share());
        var (steered, before) = RuleSteering.Steer(rules, Steered, share, pilots);
        var mirrored = RuleMirroring.Mirror(Stored(steered), Services, sample, true);
        var (again, _) = RuleSteering.Steer(RuleSteering.Unsteer(mirrored, Steered, before, pilots), Steered, share, pilots);
        RuleMirroring.Mirror(Stored(again), Services, sample, true).ShouldBe(Stored(mirrored), $"seed {seed}: {share} %, {sample} %");
        RouteDefaults.SameRules(again, mirrored).Should().BeTrue($"seed {seed}: the launch has nothing to write");
    });

    private static void Scribble(JsonArray rules, Generator random)
    {
        if (rules[random.Below(rules.Count)] is not JsonObject rule) return;
        var ours = Services.Filter(random.Share());
        if (random.Coin()) ours["requestMirror"]!["backendRef"]!["namespace"] = "shop";
        var holder = random.Coin() && rule["backendRefs"] is JsonArray { Count: > 0 } references ? references[0]!.AsObject() : rule;
        if (holder["filters"] is not JsonArray filters) holder["filters"] = new JsonArray(ours);
        else filters.Insert(random.Below(filters.Count + 1), ours);
    }

    private static JsonArray Stored(JsonArray rules)
    {
        var route = new JsonObject { ["spec"] = new JsonObject { ["rules"] = rules.Wire() } };
        Defaults.Route(route);
        return route["spec"]!["rules"]!.AsArray().Wire();
    }

    private static void ForAll(Action<int, JsonArray, Generator> property) => ForAll((seed, rules, random, _) => property(seed, rules, random));

    private static void ForAll(Action<int, JsonArray, Generator, IReadOnlyList<PilotMatch>> property)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Generator(seed);
            var route = random.Route();
            var rules = route.Rules.Wire();
            foreach (var rule in rules.OfType<JsonObject>().Where(_ => random.Coin()))
            {
                var filters = rule["filters"] as JsonArray ?? [];
                rule["filters"] = filters.DeepClone();
                rule["filters"]!.AsArray().Add((JsonNode)new MirroredServices("shop", "checkout", "audit", 80).Filter(random.Share()));
            }

            property(seed, rules, random, route.Pilots);
        }
    }
}
