using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Core.Tests.DarkLaunches;

public sealed class LaunchStepPlanTests
{
    // FNV-1a of "5000,False,300000000…": a status of yesterday must be understood today.
    [Fact]
    public void The_digest_of_a_list_never_changes()
    {
        StepPlan.Digest([]).Should().Be("811c9dc5");
        StepPlan.Digest([new StepSpec { Share = Share.Percent(5), Hold = TimeSpan.FromSeconds(30) }, new StepSpec { Share = Share.Percent(50), Replicas = 3, Gate = StepGate.Manual }]).Should().Be("0ce60b18");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4", 0)]
    [InlineData("5", 1)]
    [InlineData("30", 2)]
    [InlineData("100", 4)]
    public void A_share_belongs_to_the_last_step_that_does_not_exceed_it(string share, int index) => StepPlan.IndexOf(Specs.Simple().Steps, Share.Parse(share)!.Value).Should().Be(index);
}
