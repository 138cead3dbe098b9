using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>Routes that were edited while they are steered: by the launch's owner, or by somebody else.</summary>
public sealed class LaunchRouteTests
{
    [Fact]
    public void An_edit_of_the_managed_route_is_written_at_once_and_only_once()
    {
        var world = AtQuarter();
        var since = world.Status.Step!.Since;
        world.Routes["checkout"] = world.Routes["checkout"] with { Current = false };
        world.Log.Clear();
        world.Run(TimeSpan.FromSeconds(5));
        Written(world).Should().ContainSingle();
        world.Routes["checkout"].Current.Should().BeTrue();
        world.CandidateShare.Should().Be(Share.Percent(25));
        world.Status.Step!.Since.Should().Be(since, "the step goes on");
    }

    [Fact]
    public void An_edit_in_the_moment_of_a_step_costs_no_second_write()
    {
        var world = AtQuarter();
        world.BeforeWrite = effect =>
        {
            if (effect is Core.DarkLaunches.Effects.LaunchEffect.ScaleRevision) world.Routes["checkout"] = world.Routes["checkout"] with { Current = false };
            return true;
        };
        world.Log.Clear();
        world.Spec = world.Spec with { BakeTime = TimeSpan.FromHours(1) };
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(2));
        Written(world).Count.Should().BeLessThanOrEqualTo(2, "one for the edit, one for the step");
    }

    [Fact]
    public void A_pause_does_not_hold_up_what_leaves_the_shares_alone()
    {
        var world = AtQuarter();
        world.Spec = world.Spec with { Paused = true };
        world.Run(TimeSpan.FromSeconds(5));
        world.Status.Reason.Should().Be(Reason.PausedBySpec);
        world.Routes["checkout"] = world.Routes["checkout"] with { Current = false };
        world.Log.Clear();
        world.Run(TimeSpan.FromMinutes(5));
        Written(world).Should().ContainSingle();
        world.CandidateShare.Should().Be(Share.Percent(25));
    }

    [Fact]
    public void Nothing_is_written_while_a_problem_with_the_route_stands()
    {
        var world = AtQuarter();
        world.Problems.Add(new Problem(Reason.RouteNamesOtherServices, "spec.traffic.gatewayAPI.managed", "no rule leads to Service checkout"));
        world.Routes["checkout"] = world.Routes["checkout"] with { Current = false };
        world.Log.Clear();
        world.Run(TimeSpan.FromMinutes(1));
        Written(world).Should().BeEmpty();
    }

    [Fact]
    public void One_lowered_rule_of_several_is_respected_until_retry()
    {
        var world = AtQuarter();
        world.Routes["checkout"] = world.Routes["checkout"] with { Least = Share.Percent(5), ChangedBy = "kubectl-edit" };
        world.Log.Clear();
        world.Run(TimeSpan.FromMinutes(10));
        Written(world).Should().BeEmpty("nobody is fought, and the other rules keep what was asked");
        world.Status.Reason.Should().Be(Reason.TrafficConflict);
        world.Status.Message.Should().Contain("kubectl-edit").And.Contain("in one of its rules");
        world.Status.Hold!.Share.Should().Be(Share.Percent(5));

        world.Acts["retry"] = "bbb/1";
        world.Run(TimeSpan.FromSeconds(2));
        world.Routes["checkout"].Least.Should().Be(Share.Percent(25));
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void One_rule_that_is_raised_above_what_was_asked_is_undone_even_while_another_is_lowered()
    {
        var world = AtQuarter();
        world.Routes["checkout"] = world.Routes["checkout"] with { Least = Share.Percent(5) };
        world.Run(TimeSpan.FromSeconds(5));
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.Percent(80), Least = Share.Percent(5) };
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.Percent(5), "the share that is respected is the one that is put back");
        world.Events.Should().Contain(line => line.Contains("raised", StringComparison.Ordinal));
    }

    private static List<string> Written(LaunchWorld world) => [.. world.Log.Where(line => line.Contains("SetTraffic", StringComparison.Ordinal))];

    private static LaunchWorld AtQuarter()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25) && w.Status.Step?.Index == 2, TimeSpan.FromMinutes(5));
        return world;
    }
}
