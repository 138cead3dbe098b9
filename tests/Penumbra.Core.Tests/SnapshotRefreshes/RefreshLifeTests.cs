using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

public sealed class RefreshLifeTests
{
    [Fact]
    public void A_cluster_is_restored_under_the_key_cleaned_proved_shared_and_taken_away()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();

        world.Run().Should().Be(RunOutcome.Succeeded);

        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().ContainSingle().Which.KmsKey.Should().Be("alias/lower-envs");
        world.Done.OfType<RefreshEffect.CopySnapshot>().Should().BeEmpty("restoring under the key makes the copy unnecessary");
        world.Done.OfType<RefreshEffect.Work>().Select(work => work.Step).Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Rewrite, RefreshStep.Verify);
        world.Snapshots.Should().Contain(snapshot => snapshot.Id == "shop-clean-20261121t000000z").Which.SharedWith.Should().Equal("111122223333");
        world.ConfigMap.Should().Contain("snapshotId", "shop-clean-20261121t000000z").And.Contain("consumerMustCopy", "false").And.Contain("runId", "20261121t000000z");
        world.Status.Snapshots.Should().ContainSingle().Which.Verified.Should().BeTrue();
        world.Events.Select(told => told.Reason).Should().Equal(Reason.SnapshotPublished, Reason.RefreshSucceeded);
        world.Status.Run!.Steps.Single(step => step.Step == RefreshStep.Encrypt).State.Should().Be(StepState.Skipped);
        world.Databases.Where(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid)).Should().OnlyContain(database => database.Status == "deleting");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void An_instance_is_copied_under_the_key_and_its_receiver_must_copy()
    {
        var world = new RefreshWorld(RefreshSpecs.Instance()).WithSource();

        world.Run().Should().Be(RunOutcome.Succeeded);

        world.Done.OfType<RefreshEffect.RestoreDatabase>().Single().KmsKey.Should().BeNull("the restore of an instance takes no key");
        world.Done.OfType<RefreshEffect.CreateMember>().Should().BeEmpty();
        world.Done.OfType<RefreshEffect.CopySnapshot>().Should().ContainSingle();
        world.ConfigMap.Should().Contain("consumerMustCopy", "true");
        world.Snapshots.Where(snapshot => Ownership.IsFor(snapshot.Tags, Ownership.Intermediate)).Should().BeEmpty();
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_clone_starts_from_the_running_cluster()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Source = spec.Source with { Strategy = SourceStrategy.Clone } })).WithSource();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.CloneDatabase>().Should().ContainSingle().Which.SourceId.Should().Be("shop-prod");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_new_snapshot_of_the_source_goes_at_the_end()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { Source = spec.Source with { Strategy = SourceStrategy.NewSnapshot } })).WithSource();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.CreateSnapshot>().First().DatabaseId.Should().Be("shop-prod");
        world.Snapshots.Should().NotContain(snapshot => snapshot.DatabaseId == "shop-prod" && snapshot.Type == "manual");
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_next_run_adopts_an_orphan_when_the_digest_agrees_and_proves_it_again()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Trouble = step => step == RefreshStep.Sanitize ? new WorkResult(step, WorkOutcome.Failed, Reason.SanitizeFailed, "customers.sql, line 3, statement 2", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.SanitizeFailed));
        var kept = world.Databases.Single(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));

        world.Crash();
        world.Trouble = _ => null;
        (world.RunId, world.StartedAt) = ("20261121t060000z", world.Now);
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Succeeded);

        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().BeEmpty();
        world.Events.Should().Contain(told => told.Reason == Reason.OrphanAdopted && told.Note.Contains(kept.Id));
        world.Done.OfType<RefreshEffect.Work>().Select(work => work.Step).Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Rewrite, RefreshStep.Verify);
        world.Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("reuse")]
    [InlineData("age")]
    [InlineData("source")]
    public void An_orphan_that_does_not_fit_is_deleted_and_another_is_restored(string why)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Trouble = step => step == RefreshStep.Verify ? new WorkResult(step, WorkOutcome.Failed, Reason.VerifyFailed, "customers.email: 3 rows", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Crash();
        world.Trouble = _ => null;
        world.RunId = "20261122t000000z";
        switch (why)
        {
            case "digest": world.Digest = "d2"; break;
            case "reuse": world.Spec = RefreshSpecs.Cluster(spec => spec with { Temporary = spec.Temporary with { Reuse = false } }); break;
            case "source": world.Snapshots.Add(RefreshWorld.Automated(world.Now)); break;
            default: world.Advance(TimeSpan.FromHours(49)); world.Spec = RefreshSpecs.Cluster(spec => spec with { Source = spec.Source with { MaxAge = TimeSpan.FromHours(100) } }); break;
        }

        world.StartedAt = world.Now;
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().ContainSingle();
        world.Events.Should().Contain(told => told.Reason == Reason.OrphanDeleted);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_database_that_somebody_deletes_in_mid_run_is_restored_anew()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.Work { Step: RefreshStep.Sanitize } || world.Done.OfType<RefreshEffect.RestoreDatabase>().Count() > 1) return;
            world.Databases.RemoveAll(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));
            world.Members.Clear();
        };
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(2);
        world.Events.Should().Contain(told => told.Reason == Reason.TemporaryLost);
        world.Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public void A_cluster_whose_instance_is_dead_is_restored_anew_three_times_at_most(int times)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Between = () =>
        {
            if (world.Done.OfType<RefreshEffect.CreateMember>().Count() > times) return;
            for (var at = 0; at < world.Members.Count; at++) if (world.Members[at].Status == "creating") world.Members[at] = world.Members[at] with { Status = "incompatible-network" };
        };
        world.Run().Should().Be(times == 1 ? RunOutcome.Succeeded : RunOutcome.Failed);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(times == 1 ? 2 : 4);
        world.Violations.Should().BeEmpty();
        if (times == 1) world.Status.Run!.Restored.Should().Be(1, "a broken one counts once");
        else world.Status.Run!.Message.Should().Contain("incompatible-network");
    }

    [Fact]
    public void A_run_that_failed_for_a_dead_instance_leaves_nothing_that_the_next_one_fails_for_again()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Trouble = step => step == RefreshStep.Sanitize ? new WorkResult(step, WorkOutcome.Failed, Reason.SanitizeFailed, "no", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Members[0] = world.Members[0] with { Status = "storage-full" };
        world.Trouble = _ => null;
        world.Crash();
        (world.RunId, world.StartedAt) = ("20261121t060000z", world.Now);
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(2);
    }

    [Theory]
    [InlineData(DatabaseKind.Cluster)]
    [InlineData(DatabaseKind.Instance)]
    public void A_database_whose_key_is_away_is_kept_and_gone_on_with_when_it_is_back(DatabaseKind kind)
    {
        var world = new RefreshWorld(kind == DatabaseKind.Cluster ? RefreshSpecs.Cluster() : RefreshSpecs.Instance()).WithSource();
        void Set(string from, string to)
        {
            for (var at = 0; at < world.Databases.Count; at++) if (Ownership.IsOurs(world.Databases[at].Tags, RefreshWorld.Uid) && world.Databases[at].Status == from) world.Databases[at] = world.Databases[at] with { Status = to };
        }

        world.After = effect =>
        {
            if (effect is RefreshEffect.Work { Step: RefreshStep.Sanitize }) Set("available", "inaccessible-encryption-credentials-recoverable");
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.KeyUnusable));
        world.Done.Should().NotContain(effect => effect is RefreshEffect.DeleteDatabase);
        world.After = _ => { };
        Set("inaccessible-encryption-credentials-recoverable", "available");
        world.Crash();
        (world.RunId, world.StartedAt) = ("20261121t060000z", world.Now);
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().ContainSingle();
    }

    [Fact]
    public void A_database_whose_marks_do_not_match_is_deleted_and_restored_anew()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Trouble = step => step == RefreshStep.Sanitize && world.Done.OfType<RefreshEffect.RestoreDatabase>().Count() == 1
            ? new WorkResult(step, WorkOutcome.Restore, Reason.SanitizeFailed, "statement 2 was another", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(2);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void The_sweep_deletes_only_what_is_too_old()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()) { Mode = RefreshMode.Sweep };
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.CloudOwner] = RefreshWorld.Uid, [Keys.CloudPart] = Ownership.Temporary };
        world.Databases.Add(new CloudDatabase { Kind = DatabaseKind.Cluster, Id = "old", Status = "available", CreatedAt = world.Now.AddHours(-49), Tags = tags });
        world.Databases.Add(new CloudDatabase { Kind = DatabaseKind.Cluster, Id = "young", Status = "available", CreatedAt = world.Now.AddHours(-3), Tags = tags });
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.OfType<RefreshEffect.DeleteDatabase>().Should().ContainSingle().Which.Id.Should().Be("old");
        world.Status.Should().Be(RefreshStatus.Empty, "status belongs to the runs");
    }

    [Theory]
    [InlineData(RefreshDeletion.Keep, 1)]
    [InlineData(RefreshDeletion.Delete, 0)]
    public void Removing_takes_away_the_temporary_database_and_keeps_snapshots_unless_told(RefreshDeletion onDelete, int left)
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster(spec => spec with { OnDelete = onDelete })).WithSource();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Crash();
        world.Mode = RefreshMode.Remove;
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Snapshots.Count(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Should().Be(left);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_guest_in_the_temporary_cluster_is_not_deleted_and_the_cluster_is_named()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()) { Mode = RefreshMode.Remove };
        world.Databases.Add(new CloudDatabase { Kind = DatabaseKind.Cluster, Id = "penumbra-x", Status = "available", Tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Keys.CloudOwner] = RefreshWorld.Uid, [Keys.CloudPart] = Ownership.Temporary } });
        world.Members.Add(new CloudDatabase { Kind = DatabaseKind.Instance, Id = "guest", ClusterId = "penumbra-x", Status = "available" });
        world.Run().Should().Be(RunOutcome.Failed);
        world.Events.Should().Contain(told => told.Reason == Reason.OrphanedDatabase && told.Note.Contains("penumbra-x") && told.Note.Contains("guest"));
    }

    [Fact]
    public void A_run_that_ended_stays_so_whatever_pod_looks_again()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Crash();
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Succeeded);
        world.Done.Should().BeEmpty();
        Converged.Holds(RefreshView.Of(world.Spec, world.Observe())).Should().BeTrue();
    }
}
