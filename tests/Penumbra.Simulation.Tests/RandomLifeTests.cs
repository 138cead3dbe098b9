using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;
using Penumbra.Testing;

namespace Penumbra.Simulation.Tests;

/// <summary>Lives that chance had found to go wrong, and what was mended for each.</summary>
public sealed class RandomLifeTests
{
    [Theory]
    [InlineData("recreate-shadow-under-same-name", "suspend 41 1h, conflict 51", 296, "a status that was not written was taken for written, and what rests on it was done")]
    [InlineData("measure-worse-without-comparing", "source Stale 11 2, upgrade 20, lose-reply 21, unseen shadowdeployments 21 16s", 515, "what was refused as outdated was decided again on the same cache, twice a second")]
    [InlineData("pause-while-live-suffers", "watch silent 9, crash-after 45, upgrade 38, suspend 16 63s", 519, "what was found was kept every minute while nothing was found")]
    [InlineData("mend-route-that-loops", "refuse 23 429 6, crash-after 8, upgrade 26", 2739, "evidence was written with each try of a write after it")]
    [InlineData("recreate-shadow-under-same-name", "crash-before 38, source NotANumber 24 1, crash-after 18, suspend 45 20s", 1700, "the minute of the trial began before the route had the filter")]
    [InlineData("retry-after-roll-back", "source ServerError 11 3, upgrade 30, no-reply 37", 1711, "a route that was accepted while an answer was waited for was taken for late")]
    [InlineData("hold-share-for-unknown-route-field", "pages 9, no-reply 29, crash-before 47", 2136, "pods that were ready while an answer was waited for were taken for late")]
    [InlineData("keep-so-much-history", "pages 14, clock 6 1h, throttle 36 31s, crash-after 28", 2259, "only the first page of a refresh's Jobs was read")]
    [InlineData("bear-one-crash", "crash-after 22, time-travel 31 35", 5271, "one crash was counted twice by a process that began with an older list")]
    [InlineData("delete-shadow-without-operator", "refuse 19 404 3, conflict 20, upgrade 24, watch half pods 20", 5875, "a server that said of a Deployment that it is not there left it behind")]
    [InlineData("delete-shadow-while-comparing", "time-travel 30 15, throttle 3 60s, refuse 24 404 4, upgrade 14", 9969, "the comparison server went by when the copying was to end, and not by when it did")]
    [InlineData("hold-share-for-unknown-route-field", "unseen pods 33 10s, watch empty 21", 10326, "watches that end at once were taken for seeing")]
    [InlineData("recreate-shadow-under-same-name", "watch expired darklaunches 60, no-reply 5, watch bookmarks 21, conflict 19", 12113, "a write to another life of a shadow was refused as an error, and sent again twice a second")]
    [InlineData("edit-template-of-refreshes", "refuse 20 404 2, act recreate-refresh 6, throttle 41 66s, refuse-read jobs 8 429 1", 12898, "a server that said of a CronJob that it is not there left it behind")]
    public void Nothing_goes_wrong_any_more(string scenario, string faults, int seed, string what)
    {
        var story = ScenarioReader.Read(Repository.Path("tests", "Simulation", "scenarios", scenario));
        string[] plan = faults.Split(", ");

        var found = OwnThread.Run(() =>
        {
            var origin = BaseCluster.Make();
            return Verdicts.Judge(story, SimulationRun.Run(origin, story, [], 0), SimulationRun.Run(origin, story, plan, seed), plan);
        });
        found.Select(violation => violation.ToString()).Should().BeEmpty(what);
    }
}
