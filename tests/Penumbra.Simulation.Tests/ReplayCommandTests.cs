using Penumbra.Simulation.Commands;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Tests;

/// <summary>What is asked for and is not there is told in a sentence.</summary>
public sealed class ReplayCommandTests
{
    [Theory]
    [InlineData("promote-god-release", "")]
    [InlineData("promote-good-release", "crash-afer 17")]
    [InlineData("promote-good-release", "outage 3 soon")]
    [InlineData("promote-good-release", "source Odd 3 3")]
    public void What_is_misspelt_ends_the_command_before_anything_is_played(string scenario, string faults) =>
        ReplayCommand.Make().Parse(["--scenario", scenario, "--faults", faults]).Invoke().Should().Be(2);

    [Fact]
    public void The_scenarios_most_like_a_misspelt_one_are_named() =>
        FluentActions.Invoking(() => ScenarioReader.Find("promote-god-release")).Should().Throw<InvalidDataException>().WithMessage("there is no scenario promote-god-release; most like it are *promote-good-release*");
}
