using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>What was published and is older: how long it stays, and who may still restore it.</summary>
public sealed class RefreshRetentionTests
{
    private static RefreshWorld Published(int runs, SnapshotRefreshSpec spec)
    {
        var world = new RefreshWorld(spec);
        for (var day = 1; day <= runs; day++) Next(world, day);
        return world;
    }

    private static void Next(RefreshWorld world, int day)
    {
        world.Crash();
        world.Advance(new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero) - world.Now);
        (world.Mode, world.RunId, world.StartedAt) = (RefreshMode.Refresh, $"202611{day:00}t000000z", world.Now);
        world.Snapshots.RemoveAll(snapshot => snapshot.Type == "automated");
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.Run().Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
    }

    private static RunOutcome? Sweep(RefreshWorld world, TimeSpan later)
    {
        world.Crash();
        world.Advance(later);
        world.Mode = RefreshMode.Sweep;
        world.Done.Clear();
        return world.Run();
    }

    private static List<string> Ours(RefreshWorld world) => [.. world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Select(snapshot => snapshot.RunDay())];

    [Fact]
    public void The_sweep_deletes_published_ones_that_are_too_old_and_never_the_newest_good_one()
    {
        var world = Published(4, RefreshSpecs.Cluster(spec => spec with { Retain = new RetainSpec(7, TimeSpan.FromDays(14)) }));
        Sweep(world, TimeSpan.FromDays(12)).Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("20261103", "20261104");
        Sweep(world, TimeSpan.FromDays(300)).Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal(["20261104"], "it is the newest good one");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_sweep_deletes_what_is_beyond_keep()
    {
        var world = Published(4, RefreshSpecs.Cluster());
        world.Spec = world.Spec with { Retain = new RetainSpec(2, TimeSpan.FromDays(14)) };
        Sweep(world, TimeSpan.FromHours(1)).Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("20261103", "20261104");
    }

    [Fact]
    public void The_sweep_leaves_old_ones_that_it_cannot_tell_from_what_is_named()
    {
        var world = Published(3, RefreshSpecs.Cluster());
        world.ConfigMap = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["snapshotId"] = world.Status.Snapshots[^1].Id, ["snapshotArn"] = world.Status.Snapshots[^1].Arn, ["runId"] = world.Status.Snapshots[^1].RunId, ["createdAt"] = Times.Text(world.Status.Snapshots[^1].CreatedAt),
        };
        Sweep(world, TimeSpan.FromDays(100)).Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("20261101", "20261103");
    }

    [Fact]
    public void An_account_that_is_taken_off_the_list_is_taken_off_what_was_published_before()
    {
        var world = Published(3, RefreshSpecs.Cluster(spec => spec with { Accounts = ["111122223333", "444455556666"] }));
        world.Spec = world.Spec with { Accounts = ["111122223333", "777788889999"] };
        Next(world, 4);
        world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Select(snapshot => string.Join(",", snapshot.SharedWith!))
            .Should().Equal(["111122223333", "111122223333", "111122223333", "111122223333,777788889999"], "nothing older is shared with somebody new");
        world.Status.Snapshots.Select(snapshot => string.Join(",", snapshot.SharedWith)).Should().Equal("111122223333,777788889999", "111122223333", "111122223333", "111122223333");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_sweep_takes_such_an_account_off_while_no_run_publishes()
    {
        var world = Published(2, RefreshSpecs.Cluster(spec => spec with { Accounts = ["111122223333", "444455556666"] }));
        world.Spec = world.Spec with { Accounts = ["111122223333"] };
        Sweep(world, TimeSpan.FromHours(1)).Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.ShareSnapshot>().Should().HaveCount(2).And.OnlyContain(share => share.Add.Count == 0);
        world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Should().OnlyContain(snapshot => string.Join(",", snapshot.SharedWith!) == "111122223333");
        Sweep(world, TimeSpan.FromDays(1)).Should().Be(RunOutcome.Succeeded);
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }
}

file static class SnapshotDays
{
    public static string RunDay(this CloudSnapshot snapshot) => snapshot.Id.Replace("shop-clean-", "", StringComparison.Ordinal)[..8];
}
