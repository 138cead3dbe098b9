using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

public sealed class RefreshProofTests
{
    private static RefreshWorld World() => new RefreshWorld(RefreshSpecs.Cluster()).WithSource();

    private static string Resource(RefreshWorld world) => world.Databases.First(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).ResourceId;

    [Fact]
    public void A_write_while_the_snapshot_is_taken_is_noticed_and_the_database_is_verified_again()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is RefreshEffect.CreateSnapshot && world.Done.OfType<RefreshEffect.CreateSnapshot>().Count() == 1) world.WriteBehind(Resource(world));
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
        world.Done.OfType<RefreshEffect.CreateSnapshot>().Should().HaveCount(2);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void Who_writes_each_time_ends_the_run_after_three_proofs_more()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is RefreshEffect.CreateSnapshot) world.WriteBehind(Resource(world));
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.FenceMoved));
        world.Done.OfType<RefreshEffect.ShareSnapshot>().Should().BeEmpty();
        world.ConfigMap.Should().BeNull();
        world.Snapshots.Should().NotContain(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid), "the fence moved: the snapshot is deleted");
    }

    [Fact]
    public void A_proof_that_somebody_writes_into_status_shares_nothing()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.CreateMember) return;
            var temporary = world.Databases.First(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));
            var forged = new Proof(world.RunId, temporary.ResourceId, $"{world.Digest}@{world.Status.Run!.Source}", world.Now.AddHours(-1), "100");
            world.Status = world.Status with { Run = world.Status.Run with { Proof = forged, Step = RefreshStep.Share } };
            world.Snapshots.Add(new Penumbra.Core.SnapshotRefreshes.Observed.CloudSnapshot
            {
                Kind = DatabaseKind.Cluster, Id = "shop-clean-20261121t000000z", Arn = "arn:forged", Status = "available", CreatedAt = world.Now, DatabaseId = temporary.Id, DatabaseResourceId = temporary.ResourceId, SharedWith = [],
                Tags = Ownership.Tags(world.Observe().Run, Ownership.Published, (Keys.CloudProof, RefreshView.ProofTag(forged))),
            });
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.DeleteSnapshot>().Should().Contain(delete => delete.Id == "shop-clean-20261121t000000z", "it is not of a proof of this process");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_snapshot_that_somebody_puts_in_the_place_of_ours_is_not_shared()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.ReadFence || world.Done.OfType<RefreshEffect.ReadFence>().Count() > 1) return;
            var at = world.Snapshots.FindIndex(snapshot => snapshot.Id == "shop-clean-20261121t000000z");
            world.Snapshots[at] = world.Snapshots[at] with { DatabaseResourceId = "cluster-PROD" };
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.DeleteSnapshot>().Should().ContainSingle();
        world.Violations.Should().BeEmpty();
    }

    // By name, ARN, tags and the database's identity nobody could tell them apart.
    [Theory]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Rewrite, "shop-clean-20261121t000000z")]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Fresh, "shop-clean-20261121t000000z")]
    [InlineData(DatabaseKind.Instance, ResidueMode.Fresh, "shop-clean-20261121t000000z")]
    [InlineData(DatabaseKind.Instance, ResidueMode.Rewrite, "intermediate")]
    [InlineData(DatabaseKind.Instance, ResidueMode.Rewrite, "shop-clean-20261121t000000z")]
    public void A_copy_of_what_was_there_before_that_somebody_puts_in_the_place_of_the_snapshot_is_not_shared(DatabaseKind kind, ResidueMode residue, string id)
    {
        var world = new RefreshWorld((kind == DatabaseKind.Cluster ? RefreshSpecs.Cluster() : RefreshSpecs.Instance()) with { Residue = residue }).WithSource();
        if (id == "intermediate") id = CloudNames.Intermediate(world.Observe().Run);
        var replaced = false;
        world.Between = () =>
        {
            if (replaced || !world.Done.Exists(effect => effect is RefreshEffect.ReadFence) || !world.Snapshots.Exists(snapshot => snapshot.Id == id && snapshot.Status == "available")) return;
            replaced = true;
            world.Replace(id, snapshot => kind == DatabaseKind.Cluster ? snapshot with { CopyOf = "arn:raw" } : snapshot with { CopyOf = null, OriginallyCreatedAt = world.StartedAt.AddMinutes(1) });
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        replaced.Should().BeTrue();
        world.Done.OfType<RefreshEffect.DeleteSnapshot>().Should().Contain(delete => delete.Id == id);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_snapshot_that_was_taken_anew_under_the_same_name_needs_the_fence_to_be_read_again()
    {
        var world = World();
        var replaced = false;
        world.Between = () =>
        {
            if (replaced || !world.Done.Exists(effect => effect is RefreshEffect.ReadFence)) return;
            replaced = true;
            world.WriteBehind(Resource(world));
            world.Replace("shop-clean-20261121t000000z", snapshot => snapshot);
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        replaced.Should().BeTrue();
        world.Events.Should().Contain(told => told.Reason == Reason.FenceMoved);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_snapshot_of_the_published_name_without_our_tag_is_left_alone_and_the_run_fails_loudly()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is RefreshEffect.Work { Step: RefreshStep.Verify })
                world.Snapshots.Add(RefreshWorld.Automated(world.Now) with { Id = "shop-clean-20261121t000000z", Type = "manual" });
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NameTaken));
        world.Done.Should().NotContain(effect => effect is RefreshEffect.DeleteSnapshot || effect is RefreshEffect.ShareSnapshot);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_refreshes_that_want_one_name_never_touch_each_others_snapshot(int when)
    {
        var world = new RefreshWorld(RefreshSpecs.Instance() with { PublishName = "shop-clean-{{date}}" }).WithSource();
        var theirs = RefreshWorld.Automated(world.Now, DatabaseKind.Instance) with
        {
            Id = "shop-clean-20261121", Arn = "arn:theirs", Type = "manual", SharedWith = ["999999999999"], Tags = Ownership.Tags(world.Observe().Run with { OwnerUid = "another-uid", Name = "other" }, Ownership.Published),
        };
        world.Between = () =>
        {
            if (world.Snapshots.Contains(theirs) || when == 1 && !world.Done.Exists(effect => effect is RefreshEffect.Work { Step: RefreshStep.Verify }) || when == 2 && !world.Done.Exists(effect => effect is RefreshEffect.ReadFence)) return;
            world.Snapshots.Add(theirs);
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NameTaken));
        world.Snapshots.Should().Contain(theirs);
        world.Done.Should().NotContain(effect => effect is RefreshEffect.ShareSnapshot || effect is RefreshEffect.WriteConfigMap);
        world.Violations.Should().BeEmpty();
        foreach (var mode in new[] { RefreshMode.Sweep, RefreshMode.Remove })
        {
            world.Crash();
            (world.Mode, world.Spec) = (mode, world.Spec with { OnDelete = RefreshDeletion.Delete });
            world.Advance(TimeSpan.FromDays(30));
            world.Run().Should().Be(RunOutcome.Succeeded);
            world.Snapshots.Should().Contain(theirs);
        }
    }

    [Fact]
    public void Sharing_is_a_difference()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.ReadFence) return;
            var at = world.Snapshots.FindIndex(snapshot => snapshot.Id == "shop-clean-20261121t000000z");
            world.Snapshots[at] = world.Snapshots[at] with { SharedWith = ["999999999999"] };
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        var share = world.Done.OfType<RefreshEffect.ShareSnapshot>().Single();
        share.Add.Should().Equal("111122223333");
        share.Remove.Should().Equal("999999999999");
    }
}
