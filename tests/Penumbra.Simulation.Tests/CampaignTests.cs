using Penumbra.Simulation.Runs;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Tests;

/// <summary>What a campaign leaves out it leaves out by a rule: who runs it again tries the same.</summary>
public sealed class CampaignTests
{
    [Fact]
    public void The_same_pairs_of_crashes_are_tried_however_many_threads_there_are()
    {
        var (one, three) = (Tried(threads: 1), Tried(threads: 3));
        one.Pairs.Should().BePositive();
        three.Should().Be(one);
    }

    [Fact]
    public void About_one_of_so_many_is_taken_and_all_of_them_are_reached()
    {
        string[] pairs = [.. Enumerable.Range(0, 97).SelectMany(first => Enumerable.Range(0, 97).Select(second => $"a-story crash-after {first}, crash-before {second} 0"))];
        pairs.Count(pair => Choice.Takes(pair, 97)).Should().BeInRange(60, 140);
        pairs.Should().OnlyContain(pair => Choice.Takes(pair, 1));
    }

    private static (long Runs, long Crashes, long Pairs, long Of, string Tried) Tried(int threads)
    {
        var story = ScenarioReader.All().Single(scenario => scenario.Name == "stall-on-autoscaler-of-template");
        var campaign = new Campaign([story], threads, _ => { });
        campaign.Clean(TimeSpan.FromMinutes(1));
        campaign.Crashes([story], index => index % 7 == 0, pairs: 29);
        campaign.Failures.Should().BeEmpty();
        return (campaign.Runs, campaign.CrashesCovered, campaign.PairsCovered, campaign.PairsSeen, campaign.Tried);
    }
}
