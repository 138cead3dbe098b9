using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

public sealed class LaunchFaultTests
{
    [Fact]
    public void A_share_that_somebody_raises_is_put_back_at_once()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.All };
        world.Run(TimeSpan.FromSeconds(1));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Events.Should().Contain(told => told.Contains("TrafficConflict", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_share_that_somebody_lowers_is_not_raised_again_until_retry(bool markerKept)
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.Run(TimeSpan.FromSeconds(2));
        var route = world.Routes["checkout"];
        world.Routes["checkout"] = route with { Actual = Share.None, NamesCandidate = false, AtRest = true, Marker = markerKept ? route.Marker : null, ChangedBy = "argocd-controller" };
        world.Run(TimeSpan.FromMinutes(10));
        world.CandidateShare.Should().Be(Share.None);
        world.Status.Conditions.Single(condition => condition.Type == "TrafficConflict").Message.Should().Contain("argocd-controller");
        world.Acts["retry"] = "bbb/1";
        world.RunUntil(w => w.CandidateShare == Share.Percent(50), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void A_hand_on_the_route_of_a_healthy_launch_is_undone()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
        world.Run(TimeSpan.FromSeconds(10));
        world.Candidate = world.Candidate! with { Selects = "aaa" };
        world.Routes["checkout"] = world.Routes["checkout"] with { Actual = Share.All, NamesCandidate = true, AtRest = false };
        world.Run(TimeSpan.FromSeconds(2));
        world.CandidateShare.Should().Be(Share.None);
    }

    [Fact]
    public void Two_routes_go_back_together()
    {
        var world = Specs.Adopted(Specs.Guarded(), "web", "api");
        world.Push("bbb");
        world.RunUntil(w => w.Routes.Values.All(route => route.Actual == Share.Percent(25)), TimeSpan.FromMinutes(5));
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.Routes.Values.All(route => route.Actual == Share.None), TimeSpan.FromSeconds(30));
    }

    // Every write of a whole launch killed once, before and after it: the same end, and never a bad revision again.
    [Theory]
    [InlineData(0.0, "bbb")]
    [InlineData(0.3, "aaa")]
    public void A_crash_at_every_write_leads_to_the_same_end(double failing, string serves)
    {
        var writes = Life(failing, serves);
        writes.Should().BeGreaterThan(10);
        for (var kill = 0; kill < writes; kill++)
        {
            Life(failing, serves, kill);
            Life(failing, serves, kill, after: true);
        }
    }

    // The second while the first is recovered from, or long after it.
    [Theory]
    [InlineData(0.0, "bbb")]
    [InlineData(0.3, "aaa")]
    public void Two_crashes_at_any_two_writes_lead_to_the_same_end(double failing, string serves)
    {
        for (var first = 0; ; first++)
        {
            // The lives with one crash say how many writes there are to die at after it.
            var writes = Life(failing, serves, first);
            if (first >= writes) return;
            for (var second = first + 1; second < writes; second++) Life(failing, serves, first, second);
        }
    }

    private static int Life(double failing, string serves, int killAt = -1, int killAgainAt = -1, bool after = false)
    {
        var spec = Specs.WithPilots();
        var world = new LaunchWorld(spec);
        world.Failing["bbb"] = failing;
        var count = 0;
        var dying = false;
        world.BeforeWrite = effect =>
        {
            if (effect is LaunchEffect.EmitEvent) return true;
            if (dying)
            {
                dying = false;
                return false;
            }

            var write = count++;
            if (write != killAt && write != killAgainAt) return true;
            if (!after) return false;
            dying = true;
            return true;
        };
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(2));
        world.Run(TimeSpan.FromSeconds(10));
        world.Push("bbb");
        var done = failing > 0 ? LaunchPhase.RolledBack : LaunchPhase.Healthy;
        world.RunUntil(w => w.Status.Phase == done && w.Apex!.Selects == serves && w.CandidateShare == Share.None && w.Status.Candidate?.Revision == (failing > 0 ? "bbb" : null), TimeSpan.FromMinutes(20));
        world.Run(TimeSpan.FromSeconds(30));
        world.Apex!.Selects.Should().Be(serves, "killed at {0} and {1}", killAt, killAgainAt);
        world.OutcomeOf("bbb").Should().Be(failing > 0 ? RevisionOutcome.RolledBack : RevisionOutcome.Promoted);
        world.ReplicasOf(serves).Should().Be(4);
        world.ReplicasOf(serves == "aaa" ? "bbb" : "aaa").Should().Be(0);
        return count;
    }

    [Theory]
    [InlineData(DeletionPolicy.Retain)]
    [InlineData(DeletionPolicy.Revert)]
    public void Deletion_in_the_middle_of_a_launch_loses_nobody(DeletionPolicy policy)
    {
        var world = Specs.Adopted(Specs.Guarded() with { DeletionPolicy = policy });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        world.Deleting = true;
        world.Run(TimeSpan.FromSeconds(30));
        world.CandidateShare.Should().Be(Share.None);
        if (policy == DeletionPolicy.Retain)
        {
            world.Gone.Should().BeTrue();
            world.Revisions.Should().Equal("aaa");
            world.Apex!.Selects.Should().Be("aaa");
            return;
        }

        world.Gone.Should().BeFalse("nobody has scaled the template up yet");
        world.Apex!.Selects.Should().Be("aaa");
        world.Template = LaunchWorld.TemplateOf("bbb");
        world.Run(TimeSpan.FromSeconds(30));
        world.Gone.Should().BeTrue();
        world.Apex!.Ours.Should().BeFalse();
        world.Revisions.Should().BeEmpty();
    }

    [Theory]
    [InlineData(DeletionPolicy.Retain)]
    [InlineData(DeletionPolicy.Revert)]
    public void A_launch_that_is_deleted_after_its_Service_restores_it_before_it_takes_users_off_the_candidate(DeletionPolicy policy)
    {
        var world = Specs.Adopted(Specs.Guarded() with { DeletionPolicy = policy });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        (world.Apex, world.Deleting) = (null, true);
        world.BeforeWrite = effect => effect is not LaunchEffect.SetTraffic || world.Apex is not null ? true : throw new InvalidOperationException("users are led to a Service that is not there");
        world.Run(TimeSpan.FromSeconds(30));
        world.CandidateShare.Should().Be(Share.None);
        world.Apex!.Selects.Should().Be("aaa");
    }

    [Fact]
    public void A_launch_that_is_to_revert_waits_for_nobody_where_its_Service_and_template_went_with_it()
    {
        var world = Specs.Adopted(Specs.Guarded() with { DeletionPolicy = DeletionPolicy.Revert });
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(25), TimeSpan.FromMinutes(5));
        (world.Apex, world.Template, world.Deleting) = (null, null, true);
        world.Run(TimeSpan.FromSeconds(30));
        world.Gone.Should().BeTrue();
    }

    [Fact]
    public void In_a_terminating_namespace_the_launch_lets_go_at_once()
    {
        var world = Specs.Adopted();
        (world.Deleting, world.NamespaceTerminating) = (true, true);
        world.Pass();
        world.Gone.Should().BeTrue();
    }

    [Fact]
    public void A_problem_holds_the_launch_and_still_lets_it_go_back()
    {
        var world = Specs.Adopted(Specs.Guarded());
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(5));
        world.Problems.Add(new Problem(Reason.SourceNotFound, "spec.objectives[0].source", "there is no MetricSource x"));
        world.Run(TimeSpan.FromMinutes(5));
        world.CandidateShare.Should().Be(Share.Percent(5));
        world.Status.Conditions.Single(condition => condition.Type == "Stalled").Message.Should().Contain("spec.objectives[0].source");
        world.Failing["bbb"] = 1;
        world.RunUntil(w => w.CandidateShare == Share.None, TimeSpan.FromSeconds(30));
    }
}
