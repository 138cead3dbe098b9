using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>residue: Fresh: what was verified is loaded into a new, empty database, whose snapshot is published.</summary>
public sealed class RefreshFreshTests
{
    public static TheoryData<DatabaseKind> Kinds() => [DatabaseKind.Cluster, DatabaseKind.Instance];

    private static RefreshWorld World(DatabaseKind kind) => new RefreshWorld(RefreshSpecs.Fresh(kind)).WithSource();

    private static CloudDatabase? Ours(RefreshWorld world, string part) => world.Databases.Find(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid) && Ownership.IsFor(database.Tags, part) && database.Status != "deleting");

    private static void Ends(RefreshWorld world, string because)
    {
        world.Violations.Should().BeEmpty(because);
        world.ConfigMap.Should().NotBeNull(because);
        world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).Should().OnlyContain(database => database.Status == "deleting", because);
        world.Status.Snapshots.Should().ContainSingle(because).Which.Should().Match<PublishedSnapshot>(snapshot => snapshot.Verified && snapshot.Physical, because);
        world.Done.OfType<RefreshEffect.CopySnapshot>().Should().BeEmpty(because);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Select(restore => restore.Id).Distinct().Should().ContainSingle(because);
        world.Done.OfType<RefreshEffect.CreateDatabase>().Select(create => create.Id).Distinct().Should().ContainSingle(because);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_published_is_a_snapshot_of_a_new_database_that_was_encrypted_from_the_start(DatabaseKind kind)
    {
        var world = World(kind);
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ends(world, "nothing went wrong");
        var create = world.Done.OfType<RefreshEffect.CreateDatabase>().Single();
        create.KmsKey.Should().Be("alias/lower-envs");
        create.Like.Engine.Should().Be("aurora-postgresql", "it is like the temporary one");
        world.Done.OfType<RefreshEffect.CreateSnapshot>().Should().ContainSingle().Which.DatabaseId.Should().Be(create.Id);
        world.Done.OfType<RefreshEffect.Work>().Select(work => work.Step).Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Verify, RefreshStep.Prove);
        world.Status.Run!.Steps.Where(step => step.State == StepState.Skipped).Select(step => step.Step).Should().Contain([RefreshStep.Rewrite, RefreshStep.Encrypt]);
        world.Status.Usual.Select(usual => usual.Step).Should().Contain([RefreshStep.Create, RefreshStep.Load, RefreshStep.Prove]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_worker_that_dies_before_or_after_any_effect_is_gone_on_from(DatabaseKind kind)
    {
        var whole = World(kind);
        whole.Run().Should().Be(RunOutcome.Succeeded);
        for (var at = 0; at < whole.Done.Count; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var (world, point) = (World(kind), at);
                world.Run(most: 600, dieBefore: count => before && count == point, dieAfter: count => !before && count == point).Should().Be(RunOutcome.Succeeded, $"{before} {point}");
                Ends(world, $"{before} {point}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_worker_that_dies_twice_is_gone_on_from_too(DatabaseKind kind)
    {
        var whole = World(kind);
        whole.Run().Should().Be(RunOutcome.Succeeded);
        for (var first = 0; first < whole.Done.Count; first++)
        {
            for (var second = first + 1; second < whole.Done.Count + 10; second++)
            {
                var (world, one, two) = (World(kind), first, second);
                world.Run(most: 800, dieAfter: count => count == one || count == two).Should().Be(RunOutcome.Succeeded, $"{one} {two}");
                Ends(world, $"{one} {two}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_load_that_was_interrupted_begins_anew_in_another_empty_database(DatabaseKind kind)
    {
        var world = World(kind);
        var died = false;
        world.DuringLoad = () =>
        {
            if (died) return;
            died = true;
            throw new OperationCanceledException();
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ends(world, "it begins anew");
        world.Done.OfType<RefreshEffect.CreateDatabase>().Should().HaveCount(2);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().ContainSingle("the temporary database is gone on with");
        world.Status.Run!.Recreated.Should().Be(1);
    }

    [Fact]
    public void A_load_that_is_interrupted_each_time_ends_the_run_and_publishes_nothing()
    {
        var world = World(DatabaseKind.Cluster);
        world.DuringLoad = () => throw new OperationCanceledException();
        world.Run(most: 2000).Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.LoadFailed));
        world.ConfigMap.Should().BeNull();
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void Who_writes_into_the_verified_database_while_it_is_dumped_is_noticed_and_what_came_along_goes_with_its_database()
    {
        var world = World(DatabaseKind.Cluster);
        var wrote = false;
        world.DuringLoad = () =>
        {
            if (wrote) return;
            wrote = true;
            world.WriteBehind(Ours(world, Ownership.Temporary)!.ResourceId);
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ends(world, "it was noticed");
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
        world.Done.OfType<RefreshEffect.Work>().Count(work => work.Step == RefreshStep.Verify).Should().Be(2);
        world.Done.OfType<RefreshEffect.CreateDatabase>().Should().HaveCount(2);
    }

    [Fact]
    public void Who_writes_into_the_new_database_while_the_snapshot_is_taken_is_noticed_and_it_goes_whole()
    {
        var world = World(DatabaseKind.Cluster);
        world.After = effect =>
        {
            if (effect is RefreshEffect.CreateSnapshot && world.Done.OfType<RefreshEffect.CreateSnapshot>().Count() == 1) world.WriteBehind(Ours(world, Ownership.Fresh)!.ResourceId);
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ends(world, "it was noticed");
        world.Done.OfType<RefreshEffect.CreateDatabase>().Should().HaveCount(2, "deleted rows stay in files: another database is made");
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
    }

    [Fact]
    public void A_temporary_database_that_vanishes_takes_its_new_one_along()
    {
        var world = World(DatabaseKind.Cluster);
        world.After = effect =>
        {
            if (effect is RefreshEffect.Load && world.Done.OfType<RefreshEffect.Load>().Count() == 1) world.Databases.Remove(Ours(world, Ownership.Temporary)!);
        };
        world.Run(most: 800).Should().Be(RunOutcome.Succeeded);
        Ends(world, "both are made anew");
        world.Done.OfType<RefreshEffect.Load>().Should().HaveCount(2);
    }

    [Fact]
    public void A_new_database_that_breaks_is_deleted_and_made_anew()
    {
        var world = World(DatabaseKind.Cluster);
        world.After = effect =>
        {
            if (effect is not RefreshEffect.CreateDatabase || world.Done.OfType<RefreshEffect.CreateDatabase>().Count() > 1) return;
            var at = world.Databases.FindIndex(database => Ownership.IsFor(database.Tags, Ownership.Fresh));
            world.Databases[at] = world.Databases[at] with { Status = "incompatible-network" };
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        Ends(world, "it broke");
    }

    [Fact]
    public void A_database_of_the_new_ones_name_that_is_not_ours_is_left_alone()
    {
        var world = World(DatabaseKind.Cluster);
        world.Databases.Add(new CloudDatabase { Kind = DatabaseKind.Cluster, Id = CloudNames.Fresh(world.Observe().Run), ResourceId = "foreign", Status = "available" });
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NameTaken));
        world.Done.Should().NotContain(effect => effect is RefreshEffect.DeleteDatabase);
    }

    [Theory]
    [InlineData("", "Fresh needs pg_dump and pg_restore of PostgreSQL 15, the server's major version, and the worker's image has no pg_dump and pg_restore")]
    [InlineData("13,14", "has pg_dump and pg_restore of 13, 14")]
    [InlineData("17", "has pg_dump and pg_restore of 17")]
    [InlineData("15", null)]
    [InlineData("13,16", null)]
    public void Client_programs_that_do_not_fit_are_found_before_anything_costs_money(string majors, string? wrong)
    {
        var world = World(DatabaseKind.Cluster);
        world.Preflight = new PreflightFacts { Tools = new ClientTools([.. majors.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]) };
        world.Run().Should().Be(wrong is null ? RunOutcome.Succeeded : RunOutcome.Failed);
        if (wrong is null) return;
        world.Status.Run!.Reason.Should().Be(nameof(Reason.ClientToolsUnfit));
        world.Status.Run.Message.Should().Contain(wrong).And.Contain("docs/operations.md");
        world.Done.Should().OnlyContain(effect => !effect.WritesToCloud);
    }

    [Theory]
    [InlineData(1, 9, "1 more databases; the run needs 2")]
    [InlineData(9, 1, "1 more instances; the run needs 2")]
    public void One_database_and_instance_more_must_be_allowed(int databases, int instances, string told)
    {
        var world = World(DatabaseKind.Cluster);
        world.Preflight = new PreflightFacts { DatabasesLeft = databases, InstancesLeft = instances };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.QuotaExhausted));
        world.Status.Run.Message.Should().Contain(told);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Both_databases_go_when_the_refresh_goes_and_when_they_are_too_old(DatabaseKind kind)
    {
        foreach (var mode in new[] { RefreshMode.Sweep, RefreshMode.Remove })
        {
            var world = World(kind);
            world.Trouble = step => step == RefreshStep.Load ? new WorkResult(step, WorkOutcome.Failed, Reason.LoadFailed, "shop: stopped", world.Now) : null;
            world.Run().Should().Be(RunOutcome.Failed);
            (Ours(world, Ownership.Temporary), Ours(world, Ownership.Fresh)).Should().Match<(CloudDatabase?, CloudDatabase?)>(both => both.Item1 != null && both.Item2 != null);
            world.Crash();
            world.Advance(TimeSpan.FromHours(49));
            world.Mode = mode;
            world.Run().Should().Be(RunOutcome.Succeeded, mode.ToString());
            world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid) && database.Status != "deleting").Should().BeEmpty(mode.ToString());
        }
    }
}
