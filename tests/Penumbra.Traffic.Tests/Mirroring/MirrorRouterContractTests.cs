using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;
using static Penumbra.Traffic.Tests.Mirroring.Shadows;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>What every router that copies must do. A new one derives from this, and passes.</summary>
public abstract class MirrorRouterContractTests
{
    private const string Name = "orders";

    private static readonly string?[] Ladder = ["1", "10", "0.5", "12.125", "100", null, "33", null];

    protected FakeCluster Cluster { get; init; } = new();

    protected abstract IMirrorRouter Router { get; }

    /// <summary>A shadow whose object exists and copies nothing of ours. One of its rules copies to somebody else, and one leads elsewhere.</summary>
    protected abstract MirrorTarget Given();

    /// <summary>The object that copies.</summary>
    protected abstract JsonObject Live { get; }

    /// <summary>Adds a second entry of ours to a rule that has one, and one to a rule that does not lead to live, as somebody's editor might.</summary>
    protected abstract void Scribble(JsonObject live);

    /// <summary>What names the rules that are written: their neighbours in the object.</summary>
    protected abstract string Neighbour { get; }

    /// <summary>Lets the cache fall behind.</summary>
    protected abstract void Freeze();

    protected abstract void Thaw();

    [Fact]
    public void From_nothing_to_everything_and_back_leaves_the_object_as_it_was()
    {
        var shadow = Given();
        var before = Live.DeepClone();
        var form = Facts(shadow).Form;
        foreach (var share in Ladder)
        {
            Do(shadow, share);
            var facts = Facts(shadow);
            facts.Form.Should().Be(form, "people have written nothing into it");
            facts.Sample.Should().Be(Of(share), "{0} was asked for", share ?? "nothing");
            facts.Should().Match<MirrorFacts>(seen => seen.Exists && seen.InSpec && seen.Uniform);
        }

        Live["spec"].ShouldBe(before["spec"]);
        JsonNode.DeepEquals(Live["metadata"]!["annotations"], before["metadata"]!["annotations"]).Should().BeTrue("nothing needs to be remembered");
    }

    [Fact]
    public void Every_share_can_follow_every_other_share()
    {
        var shadow = Given();
        var before = Live["spec"]!.DeepClone();
        foreach (var from in Ladder)
        {
            foreach (var to in Ladder)
            {
                Do(shadow, from);
                Do(shadow, to);
                Facts(shadow).Sample.Should().Be(Of(to));
            }
        }

        Live["spec"].ShouldBe(before);
    }

    [Fact]
    public void What_the_server_stored_is_not_written_again()
    {
        var shadow = Given();
        foreach (var share in Ladder)
        {
            Do(shadow, share);
            var writes = Cluster.Writes.Count;
            Plan(shadow, share).Should().BeNull("at {0} %", share);
            Do(shadow, share);
            Cluster.Writes.Count.Should().Be(writes);
        }
    }

    [Fact]
    public void Only_what_is_ours_is_written()
    {
        var shadow = Given();
        var others = Others(Live);
        Do(shadow, "10");
        Others(Live).Should().Be(others);
        Live["spec"]!.ToJsonString().Should().Contain(Server);
        Do(shadow, "25");
        Others(Live).Should().Be(others);
    }

    [Fact]
    public void A_write_is_one_patch_of_a_foreign_object_that_holds_only_where_it_was_planned()
    {
        var shadow = Given();
        foreach (var share in Ladder)
        {
            if (Plan(shadow, share) is not { } planned) continue;
            planned.Foreign.Should().BeTrue();
            planned.Write.Verb.Should().Be(WriteVerb.JsonPatch);
            var tested = planned.Write.Body!.AsArray().Where(operation => operation!["op"]!.GetValue<string>() == "test").Select(operation => operation!["path"]!.GetValue<string>()).ToList();
            tested.Should().Contain("/metadata/uid").And.Contain("/metadata/generation");
            foreach (var changed in planned.Write.Body!.AsArray().Where(operation => operation!["op"]!.GetValue<string>() != "test").Select(operation => operation!["path"]!.GetValue<string>()))
                tested.Should().Contain($"{changed[..changed.LastIndexOf('/')]}/{Neighbour}");
            Cluster.Send(planned);
        }
    }

    [Fact]
    public void What_somebody_did_to_our_entries_is_seen_and_set_right()
    {
        var shadow = Given();
        Do(shadow, "10");
        var right = Live["spec"]!.DeepClone();
        Cluster.Edit(Kind, Name, Scribble);
        Facts(shadow).Should().Match<MirrorFacts>(facts => !facts.Uniform && facts.Sample >= Core.Common.Share.Percent(10));

        Do(shadow, "10");

        Facts(shadow).Uniform.Should().BeTrue();
        Live["spec"].ShouldBe(right);
        Cluster.Edit(Kind, Name, Scribble);
        Do(shadow, null);
        Live["spec"]!.ToJsonString().Should().NotContain(Server);
    }

    [Fact]
    public void A_write_that_meets_a_conflict_is_planned_again_from_the_live_object()
    {
        var shadow = Given();
        Do(shadow, "1");
        Freeze();
        var planned = Plan(shadow, "10");
        Thaw();
        Cluster.Edit(Kind, Name, live => live["spec"]!["somebodys"] = "field");

        Cluster.Send(planned);

        Facts(shadow).Sample.Should().Be(Core.Common.Share.Percent(10));
        Live["spec"]!["somebodys"]!.GetValue<string>().Should().Be("field");
    }

    [Fact]
    public void An_object_that_the_spec_no_longer_names_is_seen_until_nothing_of_ours_is_left()
    {
        var shadow = Given();
        var before = Live["spec"]!.DeepClone();
        var id = Facts(shadow).Id;
        Do(shadow, "10");

        var without = shadow with { Routes = [], VirtualServices = [] };
        Router.Observe(without).Mirrors.Should().ContainSingle().Which.Should().Match<MirrorFacts>(facts => !facts.InSpec && facts.Exists && facts.Id == id && facts.Sample != null);
        Router.Observe(without).Problems.Should().BeEmpty();
        Cluster.Send(Router.Plan(without, id, null));

        Live["spec"].ShouldBe(before);
        Router.Observe(without).Should().BeEquivalentTo(MirrorObservation.Nothing);
    }

    [Fact]
    public void An_object_that_does_not_exist_is_a_problem_and_nothing_is_written()
    {
        var shadow = Given();
        Cluster.Delete(Kind, Name);

        Facts(shadow).Should().Match<MirrorFacts>(facts => !facts.Exists && facts.Sample == null);
        Router.Observe(shadow).Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Reason == Reason.RouteNotFound && problem.Path.StartsWith("spec.live."));
        Plan(shadow, "10").Should().BeNull();
        Plan(shadow, null).Should().BeNull();
    }

    [Fact]
    public void An_object_that_leads_to_other_services_is_a_problem()
    {
        var shadow = Given() with { Live = "invoices" };
        Router.Observe(shadow).Problems.Should().OnlyContain(problem => problem.Reason == Reason.RouteNamesOtherServices).And.NotBeEmpty();
    }

    [Fact]
    public void A_shadow_that_never_used_the_router_sees_nothing()
    {
        var other = Given() with { Routes = [], VirtualServices = [], Server = "another-compare" };
        Router.Observe(other).Should().BeEquivalentTo(MirrorObservation.Nothing);
    }

    [Fact]
    public void An_object_that_is_as_it_should_be_has_no_problems() => Router.Observe(Given()).Problems.Should().BeEmpty();

    protected void Do(MirrorTarget shadow, string? share) => Cluster.Send(Plan(shadow, share));

    protected MirrorFacts Facts(MirrorTarget shadow) => Router.Observe(shadow).Mirrors.Should().ContainSingle().Subject;

    private static Share? Of(string? share) => share is null ? null : Shadows.Share(share);

    private string Kind => Router.Field == "istio" ? "VirtualService" : "HTTPRoute";

    private Kubernetes.Effects.PlannedWrite? Plan(MirrorTarget shadow, string? share) => Router.Plan(shadow, new RouteId(Router.Field, Kind, Name), Of(share));

    // Everything but the entries that name our server.
    private static string Others(JsonObject live)
    {
        var rest = live["spec"]!.DeepClone();
        foreach (var rule in (rest["rules"] ?? rest["http"])!.AsArray())
        {
            foreach (var field in (string[])["filters", "mirrors"])
            {
                if (rule![field] is not JsonArray list) continue;
                foreach (var ours in list.Where(entry => entry!.ToJsonString().Contains(Server)).ToList()) list.Remove(ours);
                if (list.Count == 0) rule.AsObject().Remove(field);
            }
        }

        return rest.ToJsonString();
    }
}
