using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>A snapshot that was taken and never published goes, whatever ended its run; one that was published never does for that.</summary>
public sealed class RefreshUnprovedTests
{
    private static RefreshWorld World(SnapshotRefreshSpec? spec = null) => new RefreshWorld(spec ?? RefreshSpecs.Cluster(one => one with { PublishName = "shop-clean-{{date}}" })).WithSource();

    private static List<string> Ours(RefreshWorld world) => [.. world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Select(snapshot => snapshot.Id)];

    private static CallFailure Refused(string operation) => new(operation, CallClass.Person, "AccessDenied", "no", default, 1, default);

    private static RefreshWorld Next(RefreshWorld world, string run)
    {
        world.Crash();
        (world.RunId, world.StartedAt, world.Refuse) = (run, world.Now, _ => null);
        world.Done.Clear();
        return world;
    }

    [Theory]
    [InlineData(DatabaseKind.Cluster)]
    [InlineData(DatabaseKind.Instance)]
    public void Whatever_ends_a_run_takes_its_unpublished_snapshots_along(DatabaseKind kind)
    {
        foreach (var why in new[] { "deadline", "stands still", "share" })
        {
            var world = World(kind == DatabaseKind.Cluster ? null : RefreshSpecs.Instance() with { PublishName = "shop-clean-{{date}}" });
            world.Spec = world.Spec with { Deadline = TimeSpan.FromHours(why == "deadline" ? 12 : 100) };
            if (why == "share") world.Refuse = effect => effect is RefreshEffect.ShareSnapshot ? Refused("ModifyDBSnapshotAttribute") : null;
            else world.After = effect => world.CallTakes = effect is RefreshEffect.Work { Step: RefreshStep.Verify } ? TimeSpan.FromDays(30) : world.CallTakes;
            if (why == "deadline") world.Between = () => world.Snapshots.Where(snapshot => snapshot.Status == "creating").ToList().ForEach(snapshot => world.Replace(snapshot.Id, one => one with { Progress = (int)(world.Now.Ticks % 100) }));
            world.Run().Should().Be(RunOutcome.Failed, why);
            Ours(world).Should().BeEmpty(why);
            world.Databases.Should().Contain(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid), "it is kept for the next run");
        }
    }

    [Fact]
    public void A_process_that_dies_between_the_end_and_the_deletion_is_gone_on_from()
    {
        var world = World();
        world.Refuse = effect => effect is RefreshEffect.ShareSnapshot ? Refused("ModifyDBClusterSnapshotAttribute") : null;
        world.After = effect =>
        {
            if (effect is RefreshEffect.PatchStatus { Status.Run.Outcome: RunOutcome.Failed }) throw new OperationCanceledException();
        };
        world.Run().Should().Be(RunOutcome.Failed);
        Ours(world).Should().BeEmpty();
    }

    [Fact]
    public void What_could_not_be_deleted_is_deleted_by_the_sweep_the_removal_and_the_same_days_next_run()
    {
        foreach (var mode in new[] { RefreshMode.Sweep, RefreshMode.Remove, RefreshMode.Refresh })
        {
            var world = World();
            world.Refuse = effect => effect switch { RefreshEffect.ShareSnapshot => Refused("ModifyDBClusterSnapshotAttribute"), RefreshEffect.DeleteSnapshot => Refused("DeleteDBClusterSnapshot"), _ => null };
            world.Run().Should().Be(RunOutcome.Failed);
            world.Status.Run!.Message.Should().Contain("ModifyDBClusterSnapshotAttribute", "what ended the run is what is told");
            Ours(world).Should().Equal("shop-clean-20261121");
            Next(world, "20261121t060000z").Mode = mode;
            world.Run().Should().Be(RunOutcome.Succeeded, mode.ToString());
            world.Done.OfType<RefreshEffect.DeleteSnapshot>().Should().ContainSingle(mode.ToString());
            Ours(world).Should().HaveCount(mode == RefreshMode.Refresh ? 1 : 0);
            world.Violations.Should().BeEmpty();
        }
    }

    [Fact]
    public void The_sweep_leaves_what_was_published_and_what_a_run_under_way_has_taken()
    {
        var world = World();
        world.Run().Should().Be(RunOutcome.Succeeded);
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        world.Run(until: () => world.Done.Exists(effect => effect is RefreshEffect.CreateSnapshot)).Should().BeNull();
        world.Crash();
        world.Mode = RefreshMode.Sweep;
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("shop-clean-20261121", "shop-clean-20261122");
        world.Advance(TimeSpan.FromHours(14));
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal(["shop-clean-20261121"], "nobody wrote the end of a run whose Job was killed");
    }

    [Fact]
    public void Unpublished_ones_push_out_no_published_one()
    {
        var world = World(RefreshSpecs.Cluster(spec => spec with { Retain = new RetainSpec(2, TimeSpan.FromDays(400)) }));
        world.Run().Should().Be(RunOutcome.Succeeded);
        var first = world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121t000000z");
        for (var day = 1; day <= 3; day++) world.Snapshots.Add(first with { Id = $"shop-clean-left-{day}", Arn = $"arn:left-{day}", CreatedAt = world.Now.AddHours(day), Tags = Ownership.Tags(world.Observe().Run with { RunId = $"left{day}" }, Ownership.Published) });
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("shop-clean-20261121t000000z", "shop-clean-20261122t000000z");
        world.Status.Snapshots.Should().HaveCount(2);
    }

    [Fact]
    public void What_is_older_than_all_that_status_knows_may_have_been_published_and_stays()
    {
        var world = World();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status = RefreshStatus.Empty;
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Mode = RefreshMode.Sweep;
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("shop-clean-20261121", "shop-clean-20261122");
    }

    // Killed for good where the ConfigMap names its snapshot and status does not list it yet.
    private static RefreshWorld KilledBetweenTheNames(SnapshotRefreshSpec? spec = null)
    {
        var world = World(spec);
        world.Run().Should().Be(RunOutcome.Succeeded);
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        world.Run(until: () => world.Done.Exists(effect => effect is RefreshEffect.WriteConfigMap)).Should().BeNull();
        world.Status.Snapshots.Should().ContainSingle();
        world.ConfigMap!["snapshotId"].Should().Be("shop-clean-20261122");
        world.Crash();
        world.Done.Clear();
        return world;
    }

    [Theory]
    [InlineData(RefreshMode.Sweep)]
    [InlineData(RefreshMode.Remove)]
    public void What_the_ConfigMap_names_stays_though_its_run_was_killed_before_it_wrote_so(RefreshMode mode)
    {
        var world = KilledBetweenTheNames();
        world.Advance(TimeSpan.FromHours(14));
        world.Mode = mode;
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ours(world).Should().Equal("shop-clean-20261121", "shop-clean-20261122");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_next_run_lists_what_the_ConfigMap_names_of_one_that_was_killed_and_keeps_it()
    {
        var world = KilledBetweenTheNames();
        Next(world, "20261123t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.Snapshots.Select(snapshot => (snapshot.Id, snapshot.RunId, snapshot.Verified)).Should().Equal(
            ("shop-clean-20261123", "20261123t000000z", true), ("shop-clean-20261122", "20261122t000000z", true), ("shop-clean-20261121", "20261121t000000z", true));
        Ours(world).Should().BeEquivalentTo(["shop-clean-20261121", "shop-clean-20261122", "shop-clean-20261123"]);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_next_pod_of_a_run_that_was_killed_there_writes_down_what_is_published_and_proves_nothing_again()
    {
        var world = KilledBetweenTheNames();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.Should().NotContain(effect => effect is RefreshEffect.Work || effect is RefreshEffect.CreateSnapshot || effect is RefreshEffect.ShareSnapshot || effect is RefreshEffect.WriteConfigMap);
        world.Events.Should().ContainSingle(told => told.Reason == Penumbra.Core.Common.Reason.SnapshotPublished);
        world.Status.Snapshots[0].Should().BeEquivalentTo(new { Id = "shop-clean-20261122", RunId = "20261122t000000z", Verified = true, SharedWith = world.Spec.Accounts });
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_look_that_is_refused_right_after_the_ConfigMap_was_written_takes_nothing_away()
    {
        var world = World();
        world.Run(until: () => world.Done.Exists(effect => effect is RefreshEffect.WriteConfigMap)).Should().BeNull();
        var decision = Penumbra.Core.SnapshotRefreshes.Decide.Next(world.Spec, world.Observe() with { Failure = Refused("DescribeDBClusters") });
        decision.Ends.Should().Be(RunOutcome.Failed);
        decision.Effects.Should().NotContain(effect => effect is RefreshEffect.DeleteSnapshot);
        decision.Status.Snapshots.Should().ContainSingle(snapshot => snapshot.Id == "shop-clean-20261121" && snapshot.Verified);
    }

    [Fact]
    public void A_hand_at_the_ConfigMap_lists_nothing_and_proves_nothing()
    {
        var world = World();
        world.Run(until: () => world.Snapshots.Exists(snapshot => snapshot.Id == "shop-clean-20261121" && snapshot.Status == "available")).Should().BeNull();
        var taken = world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121");
        world.ConfigMap = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["snapshotId"] = taken.Id, ["snapshotArn"] = taken.Arn, ["createdAt"] = Times.Text(taken.CreatedAt!.Value), ["runId"] = world.RunId,
        };
        world.WriteBehind(taken.DatabaseResourceId);
        world.Crash();
        world.Decision().Status.Snapshots.Should().BeEmpty();
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Decision().Status.Snapshots.Should().BeEmpty();
    }

    // The name and the run that the next one will have can be known before it begins; what they are written beside is another snapshot of ours, of no proof or of another run's.
    private static void Forge(RefreshWorld world, CloudSnapshot named) => world.ConfigMap = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["snapshotId"] = "shop-clean-20261122", ["snapshotArn"] = named.Arn, ["createdAt"] = Times.Text(named.CreatedAt!.Value), ["runId"] = "20261122t000000z",
    };

    [Theory]
    [InlineData(Ownership.Published)]
    [InlineData(Ownership.Intermediate)]
    public void A_hand_that_knows_the_next_runs_name_publishes_no_other_snapshot_of_ours_by_it(string part)
    {
        var world = World();
        world.Run().Should().Be(RunOutcome.Succeeded);
        Next(world, "20261122t000000z").Advance(TimeSpan.FromDays(1));
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.StartedAt = world.Now;
        var unproved = world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121") with
        {
            Id = "unproved", Arn = "arn:unproved", CreatedAt = world.Now.AddHours(-2), Tags = Ownership.Tags(world.Observe().Run with { RunId = "20261121t120000z" }, part),
        };
        world.Snapshots.Add(unproved);
        Forge(world, unproved);
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.Snapshots.Select(snapshot => snapshot.Id).Should().Equal("shop-clean-20261122", "shop-clean-20261121");
        world.Status.Snapshots.Should().NotContain(snapshot => snapshot.Arn == "arn:unproved");
        world.ConfigMap.Should().Contain("snapshotArn", world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261122").Arn);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_hand_at_the_ConfigMap_of_a_killed_run_lists_nothing_that_is_not_its_proved_snapshot()
    {
        foreach (var forged in new[] { "a foreign one", "an older one of ours", "one that is gone", "another proof's", "a later one of its name" })
        {
            var world = KilledBetweenTheNames();
            var taken = world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261122");
            if (forged == "a foreign one") Forge(world, taken with { Arn = "arn:aws:rds:eu-north-1:999999999999:snapshot:theirs" });
            if (forged == "an older one of ours") Forge(world, world.Snapshots.Single(snapshot => snapshot.Id == "shop-clean-20261121"));
            if (forged == "one that is gone") world.Snapshots.Remove(taken);
            if (forged == "another proof's")
                world.Snapshots[world.Snapshots.IndexOf(taken)] = taken with { Tags = Ownership.Tags(world.Observe().Run, Ownership.Published, (Penumbra.Core.Common.Keys.CloudProof, RefreshView.ProofTag(world.Status.Run!.Proof! with { Fence = "1" }))) };
            if (forged == "a later one of its name")
            {
                var other = taken with { DatabaseResourceId = "cluster-PROD", CreatedAt = world.Now };
                world.Snapshots[world.Snapshots.IndexOf(taken)] = other;
                Forge(world, other);
            }

            var listed = world.Status.Snapshots.Select(snapshot => snapshot.Id).ToList();
            Next(world, "20261123t000000z").Advance(TimeSpan.FromDays(1));
            world.Decision().Status.Snapshots.Select(snapshot => snapshot.Id).Should().Equal(listed, forged);
        }
    }

    [Fact]
    public void A_next_run_that_cannot_look_at_once_does_not_forget_what_a_killed_one_published()
    {
        var world = KilledBetweenTheNames();
        Next(world, "20261123t000000z").Advance(TimeSpan.FromDays(1));
        world.StartedAt = world.Now;
        var blind = Penumbra.Core.SnapshotRefreshes.Decide.Next(world.Spec, world.Observe() with { Cloud = new CloudFacts(), CloudSeen = false, Failure = new CallFailure("DescribeDBClusters", CallClass.Retry, "Throttling", "", world.Now, 1, world.Now) });
        blind.Effects.Should().BeEmpty("status still tells of the proof that only the cloud can be compared with");
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.Snapshots.Select(snapshot => snapshot.Id).Should().Equal("shop-clean-20261123", "shop-clean-20261122", "shop-clean-20261121");
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("wrong inputs")]
    [InlineData("deadline")]
    public void A_next_run_that_ends_before_it_could_look_does_not_forget_it_either(string why)
    {
        var world = KilledBetweenTheNames();
        Next(world, "20261123t000000z").Advance(TimeSpan.FromDays(1));
        world.StartedAt = why == "deadline" ? world.Now.AddDays(-1) : world.Now;
        if (why == "wrong inputs") world.Preflight = world.Preflight with { Local = [new Penumbra.Core.Common.Problem(Penumbra.Core.Common.Reason.InputMissing, "spec.sanitize", "ConfigMap shop-sanitize does not exist")] };
        var blind = Penumbra.Core.SnapshotRefreshes.Decide.Next(world.Spec, world.Observe() with { Cloud = new CloudFacts(), CloudSeen = false, Failure = why == "refused" ? Refused("DescribeDBClusters") : null });
        blind.Ends.Should().Be(RunOutcome.Failed);
        blind.Effects.Should().OnlyContain(effect => effect is RefreshEffect.EmitEvent, "it is told, and status still tells of the proof");

        world.Advance(TimeSpan.FromDays(1));
        (world.RunId, world.StartedAt, world.Preflight) = ("20261124t000000z", world.Now, world.Preflight with { Local = [] });
        world.Snapshots.Add(RefreshWorld.Automated(world.Now.AddHours(-1)));
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Status.Snapshots.Select(snapshot => snapshot.Id).Should().Equal("shop-clean-20261124", "shop-clean-20261122", "shop-clean-20261121");
    }
}
