using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>Which snapshot a run starts from, in an account that is full of others.</summary>
public sealed class RefreshSourceTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private static CloudSnapshot Of(string id, string type, int hoursAgo) => RefreshWorld.Automated(Midnight.AddHours(-hoursAgo)) with { Id = id, Arn = $"arn:{id}", Type = type };

    private static RefreshWorld World(SourceStrategy strategy) => new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Source = spec.Source with { Strategy = strategy } })).WithSource();

    private static string? RestoredFrom(RefreshWorld world)
    {
        world.Run();
        world.Violations.Should().BeEmpty();
        return world.Done.OfType<RefreshEffect.RestoreDatabase>().FirstOrDefault()?.Snapshot;
    }

    [Fact]
    public void The_newest_automated_one_of_the_named_database_is_taken_and_none_of_another()
    {
        var world = World(SourceStrategy.LatestAutomated);
        world.Snapshots.Add(RefreshWorld.Automated(Midnight.AddHours(-1), source: "billing"));
        world.Snapshots.Add(RefreshWorld.Automated(Midnight.AddHours(-1), DatabaseKind.Instance));
        world.Snapshots.Add(RefreshWorld.Automated(Midnight.AddHours(-26)));
        world.Snapshots.Add(Of("shop-by-hand", "manual", 1));
        world.Snapshots.Add(Of("shop-in-the-making", "automated", 0) with { Status = "creating" });
        RestoredFrom(world).Should().EndWith(":rds:shop-prod-2026-11-20");
    }

    [Fact]
    public void The_newest_manual_one_is_taken_and_none_that_a_refresh_has_made()
    {
        var world = World(SourceStrategy.LatestManual);
        world.Snapshots.Add(Of("shop-before-migration", "manual", 5));
        world.Snapshots.Add(Of("shop-of-a-refresh", "manual", 1) with { Tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.CloudOwner] = "another refresh" } });
        world.Snapshots.Add(Of("billing-by-hand", "manual", 1) with { DatabaseId = "billing" });
        RestoredFrom(world).Should().Be("arn:shop-before-migration");
    }

    [Fact]
    public void The_newest_backup_is_taken()
    {
        var world = World(SourceStrategy.LatestBackup);
        world.Snapshots.Add(Of("awsbackup:older", "awsbackup", 30));
        world.Snapshots.Add(Of("awsbackup:newer", "awsbackup", 6));
        RestoredFrom(world).Should().Be("arn:awsbackup:newer");
    }

    [Fact]
    public void Of_another_kind_alone_there_is_none_and_nothing_is_made()
    {
        var world = World(SourceStrategy.LatestBackup);
        world.Run().Should().Be(RunOutcome.Failed);
        (world.Status.Run!.Reason, world.Status.Run.Message).Should().Be((nameof(Reason.SnapshotNotFound), "spec.source: shop-prod has no available snapshot of the kind LatestBackup"));
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Fact]
    public void A_clone_is_made_of_the_cluster_of_that_name_and_of_no_instance_or_neighbour()
    {
        var world = World(SourceStrategy.Clone);
        world.Databases.Insert(0, world.Databases[0] with { Id = "billing", Arn = "arn:billing" });
        world.Databases.Insert(0, world.Databases[1] with { Kind = DatabaseKind.Instance, Arn = "arn:instance" });
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.Run!.Source.Should().Be("arn:prod");
        world.Done.OfType<RefreshEffect.CloneDatabase>().Should().ContainSingle().Which.SourceId.Should().Be("shop-prod");
    }

    [Fact]
    public void Only_a_run_that_succeeded_is_a_last_success_and_says_what_is_usual()
    {
        var world = World(SourceStrategy.LatestAutomated);
        world.Trouble = step => step == RefreshStep.Verify ? new WorkResult(step, WorkOutcome.Failed, Reason.VerifyFailed, "left as they were", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        (world.Status.LastSuccess, world.Status.Usual.Count).Should().Be((null, 0));

        (world.RunId, world.Trouble, world.StartedAt) = ("20261122t000000z", _ => null, world.Now);
        world.Crash();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.LastSuccess.Should().BeCloseTo(world.Now, TimeSpan.FromMinutes(1));
        world.Status.Usual.Should().OnlyContain(usual => usual.Times.Count == 1).And.Contain(usual => usual.Times[0] >= world.CallTakes && usual.Times[0] < world.CallTakes * 2);
    }
}
