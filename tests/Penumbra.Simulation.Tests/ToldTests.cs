using System.Globalization;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Tests;

/// <summary>Whoever is woken at night learns it from an event: what happened to users is told even if the rest of the pass failed.</summary>
public sealed class ToldTests
{
    [Theory]
    [InlineData("roll-back-bad-release")]
    [InlineData("roll-back-by-share-of-pods")]
    public void A_rollback_is_told_once_although_a_later_write_of_its_pass_is_refused(string name)
    {
        var scenario = ScenarioReader.All().Single(scenario => scenario.Name == name);
        var clean = Run(scenario);
        Told(clean).Should().Be(1);
        var back = Number(clean.Story.First(line => line.Contains("[ObjectiveBad]", StringComparison.Ordinal)));
        foreach (var later in (int[])[back + 1, back + 2])
        {
            var run = Run(scenario, $"refuse {later} 422 1");
            run.Violations.Should().BeEmpty();
            Told(run).Should().Be(1, $"write {later} was refused");
        }
    }

    private static RunResult Run(Scenario scenario, params string[] faults) => OwnThread.Run(() => SimulationRun.Run(BaseCluster.Make(), scenario, faults, 0, tells: true));

    // As the story has it: 00:00:40.022  #25 penumbra-0: PATCH services/checkout [ObjectiveBad] -> 200.
    private static int Number(string line) => int.Parse(line.Split('#')[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private static int Told(RunResult run) => run.Story.Count(line => line.Contains("POST events [ObjectiveBad]", StringComparison.Ordinal));
}
