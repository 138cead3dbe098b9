using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>An apex Service that is somebody else's object: its selector gains our key, and whoever takes the key away is not fought.</summary>
public sealed class LaunchAdoptedServiceTests
{
    private static readonly ServiceFacts Existing = new() { Name = "checkout", Adopted = true };

    [Fact]
    public void An_existing_Service_is_refused_unless_it_is_to_be_adopted()
    {
        var world = new LaunchWorld { Apex = Existing with { Adopted = false } };
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Reason.Should().Be(Reason.ServiceExists);
        world.Stalled().Should().Contain("spec.traffic.service.name").And.Contain("adopt: true");
        world.Revisions.Should().BeEmpty();
    }

    [Fact]
    public void An_adopted_Service_serves_through_the_whole_life_of_a_launch()
    {
        var world = Adopted();
        world.Apex.Should().Match<ServiceFacts>(apex => apex.Adopted && apex.Selects == "aaa");
        world.Push("bbb");
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_Service_whose_selector_an_applier_holds_is_refused_before_anything_exists()
    {
        var world = new LaunchWorld(Spec()) { Apex = Existing with { SelectorApplier = "argocd-controller" }, SelectsAll = true };
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Reason.Should().Be(Reason.SelectorContested);
        world.Stalled().Should().Contain("argocd-controller").And.Contain("spec.traffic.service.adopt");
        world.Revisions.Should().BeEmpty();
        world.Apex = Existing;
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_Service_of_another_launch_is_never_adopted()
    {
        var world = new LaunchWorld(Spec()) { Apex = Existing with { Owner = "shop" }, SelectsAll = true };
        world.Run(TimeSpan.FromSeconds(10));
        world.Status.Reason.Should().Be(Reason.ServiceExists);
        world.Stalled().Should().Contain("DarkLaunch shop");
    }

    [Fact]
    public void A_Service_that_selects_other_pods_is_left_alone_as_our_key_would_empty_it()
    {
        var world = new LaunchWorld(Spec()) { Apex = Existing };
        world.Run(TimeSpan.FromMinutes(5));
        world.Status.Should().Match<LaunchStatus>(status => status.Phase == LaunchPhase.Adopting && status.Reason == Reason.WaitingForApex);
        world.Status.Message.Should().Contain("its selector must match the pod labels of Deployment checkout");
        world.Apex!.Selects.Should().BeNull();
    }

    [Fact]
    public void A_key_that_is_lost_in_mid_launch_is_put_back_at_once_and_the_second_time_the_candidate_goes_back()
    {
        var world = Adopted();
        world.Push("bbb");
        world.RunUntil(w => w.CandidateShare == Share.Percent(5), TimeSpan.FromMinutes(1));

        world.Apex = world.Apex! with { Selects = null, SelectorApplier = "argocd-controller", SelectorChangedBy = "argocd-controller" };
        world.Run(TimeSpan.FromSeconds(1));
        world.Apex!.Selects.Should().Be("aaa");
        world.CandidateShare.Should().Be(Share.Percent(5), "once may be an accident");
        world.Restart();

        world.Apex = world.Apex with { Selects = null, SelectorApplier = "argocd-controller", SelectorChangedBy = "argocd-controller" };
        world.Run(TimeSpan.FromSeconds(20));
        world.Apex!.Selects.Should().Be("aaa");
        world.CandidateShare.Should().Be(Share.None);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
        world.Status.Decisions[0].Reason.Should().Be(Reason.SelectorContested);
        world.Status.Decisions[0].Evidence.Should().Contain("argocd-controller").And.Contain("second time");
    }

    [Fact]
    public void A_candidate_in_the_dark_goes_too_when_the_key_is_lost_twice()
    {
        var world = Adopted(Spec() with { Steps = [new StepSpec { Share = Share.Percent(5), Replicas = 1 }, new StepSpec { Share = Share.All }], ProgressDeadline = TimeSpan.FromHours(1) });
        world.NeverReady.Add("bbb");
        world.Push("bbb");
        world.Run(TimeSpan.FromSeconds(5));
        for (var time = 0; time < 2; time++)
        {
            world.Apex = world.Apex! with { Selects = null };
            world.Run(TimeSpan.FromSeconds(1));
            world.Apex!.Selects.Should().Be("aaa");
        }

        world.Run(TimeSpan.FromSeconds(10));
        world.ReplicasOf("bbb").Should().Be(0);
        world.OutcomeOf("bbb").Should().Be(RevisionOutcome.RolledBack);
    }

    [Fact]
    public void Nobody_is_fought_over_a_key_that_no_user_misses()
    {
        var world = Adopted();
        world.Apex = world.Apex! with { Selects = null, SelectorApplier = "argocd-controller" };
        world.Run(TimeSpan.FromSeconds(10));
        var writes = world.Writes;
        world.Run(TimeSpan.FromMinutes(30));
        world.Writes.Should().Be(writes);
        world.Apex!.Selects.Should().BeNull();
        world.Stalled().Should().Contain("argocd-controller");

        world.Push("bbb");
        world.Run(TimeSpan.FromMinutes(1));
        world.Revisions.Should().NotContain("bbb", "users would be sent to it");

        world.Apex = world.Apex with { SelectorApplier = null };
        world.RunUntil(w => w.Apex!.Selects == "bbb" && w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Deleting_the_launch_with_Revert_gives_the_Service_back()
    {
        var world = Adopted(Spec() with { DeletionPolicy = DeletionPolicy.Revert });
        world.Template = LaunchWorld.TemplateOf("aaa");
        world.Deleting = true;
        world.Run(TimeSpan.FromSeconds(30));
        world.Gone.Should().BeTrue();
        world.Apex.Should().Match<ServiceFacts>(apex => !apex.Ours && apex.Selects == null);
    }

    private static DarkLaunchSpec Spec() => Specs.Guarded() with { Traffic = Specs.Simple().Traffic with { AdoptService = true } };

    private static LaunchWorld Adopted(DarkLaunchSpec? spec = null)
    {
        var world = new LaunchWorld(spec ?? Spec()) { Apex = Existing, SelectsAll = true };
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(1));
        world.Run(TimeSpan.FromSeconds(10));
        return world;
    }
}
