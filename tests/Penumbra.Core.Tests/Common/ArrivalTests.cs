using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.Tests.DarkLaunches;
using Penumbra.Core.Tests.ShadowDeployments;

namespace Penumbra.Core.Tests.Common;

public sealed class ArrivalTests
{
    private static readonly DateTimeOffset Created = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly Problem Missing = new(Reason.RouteNotFound, "spec.live.gatewayAPI", "there is no HTTPRoute orders");

    [Fact]
    public void A_launch_that_is_applied_before_its_Deployment_is_reconciling_and_goes_on_when_it_comes()
    {
        var world = new LaunchWorld { Template = null };
        world.CreatedAt = world.Now;
        world.Settle();
        Says(world.Status, "Stalled").Should().BeFalse("whoever waits by kstatus fails at once on it");
        Says(world.Status, "Reconciling").Should().BeTrue();
        Says(world.Status, "Ready").Should().BeFalse();
        world.Status.Message.Should().Contain("there is no Deployment");
        world.Run(TimeSpan.FromSeconds(3));
        world.Template = LaunchWorld.TemplateOf("aaa");
        world.RunUntil(w => w.Status.Phase == LaunchPhase.Healthy, TimeSpan.FromMinutes(2));
        world.Log.Should().NotContain(line => line.Contains("Stalled", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Deployment_that_does_not_come_stalls_its_launch_without_another_word_from_the_cluster()
    {
        var world = new LaunchWorld { Template = null };
        world.CreatedAt = world.Now;
        world.Settle();
        world.Last!.ReconsiderAt.Should().Be(world.CreatedAt + Arrival.Patience);
        world.Run(Arrival.Patience);
        world.Stalled().Should().Contain("spec.targetRef.name: there is no Deployment");
        Says(world.Status, "Reconciling").Should().BeFalse();
    }

    [Fact]
    public void A_route_that_is_missing_stalls_a_shadow_after_a_moment_and_is_told_as_an_event_once_then()
    {
        var world = new ShadowWorld { CreatedAt = ShadowWorld.Start, Problems = [Missing] };
        world.Pass();
        world.Condition("Stalled")!.Status.Should().Be(ConditionStatus.False);
        world.Condition("Reconciling")!.Should().Match<Condition>(told => told.Status == ConditionStatus.True && told.Reason == nameof(Reason.RouteNotFound) && told.Message == Missing.ToString());
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().BeEmpty();
        world.Until(w => w.Condition("Stalled")!.Status == ConditionStatus.True, "it did not come");
        (world.Now - ShadowWorld.Start).Should().BeGreaterThanOrEqualTo(Arrival.Patience);
        for (var pass = 0; pass < 3; pass++) world.Pass();
        world.Done.OfType<ShadowEffect.EmitEvent>().Where(told => told.Reason == Reason.RouteNotFound).Should().ContainSingle().Which.Warning.Should().BeTrue();
    }

    [Theory]
    [InlineData(Reason.TemplateNotFound, 0, true)]
    [InlineData(Reason.TemplateNotFound, 9, true)]
    [InlineData(Reason.TemplateNotFound, 10, false)]
    [InlineData(Reason.TemplateNotFound, -9, true)]
    [InlineData(Reason.TemplateNotFound, -3600, false)]
    [InlineData(Reason.InvalidSpec, 0, false)]
    [InlineData(Reason.RouteContested, 0, false)]
    public void Only_what_may_still_come_is_waited_for_and_not_for_long(Reason reason, int seconds, bool awaited)
    {
        IReadOnlyList<Problem> problems = [new Problem(Reason.ShareTooCoarse, "spec.steps[0]", "follows from it"), new Problem(reason, "spec", "wrong")];
        (Arrival.Until(problems, Created, Created.AddSeconds(seconds)) is not null).Should().Be(awaited);
        Arrival.Until(problems, null, Created).Should().BeNull("nobody says how old it is");
    }

    private static bool Says(LaunchStatus status, string type) => status.Conditions.Single(condition => condition.Type == type).Status == ConditionStatus.True;
}
