using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

/// <summary>An account that is full of what this very refresh left: it is gone on with, or goes, and stops no run.</summary>
public sealed class RefreshRoomTests
{
    private static RefreshWorld Failed(SnapshotRefreshSpec spec)
    {
        var world = new RefreshWorld(spec).WithSource();
        world.Trouble = step => step == (spec.Residue == ResidueMode.Fresh ? RefreshStep.Prove : RefreshStep.Verify) ? new WorkResult(step, WorkOutcome.Failed, Reason.VerifyFailed, "an address was found", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Crash();
        (world.RunId, world.Trouble) = ("20261121t060000z", _ => null);
        world.StartedAt = world.Now;
        world.Done.Clear();

        // Production's own included.
        world.MostDatabases = world.Databases.Count;
        return world;
    }

    [Theory]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Rewrite, true)]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Rewrite, false)]
    [InlineData(DatabaseKind.Instance, ResidueMode.Rewrite, true)]
    [InlineData(DatabaseKind.Instance, ResidueMode.Rewrite, false)]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Fresh, true)]
    [InlineData(DatabaseKind.Cluster, ResidueMode.Fresh, false)]
    [InlineData(DatabaseKind.Instance, ResidueMode.Fresh, false)]
    public void The_database_that_a_failed_run_kept_at_the_quota_is_gone_on_with_or_makes_room(DatabaseKind kind, ResidueMode residue, bool adopted)
    {
        var world = Failed((kind == DatabaseKind.Cluster ? RefreshSpecs.Cluster() : RefreshSpecs.Instance()) with { Residue = residue });
        if (!adopted) world.Digest = "d2";
        world.Run(most: 600).Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Should().HaveCount(adopted ? 0 : 1);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void What_others_have_at_the_quota_stops_the_run_before_it_costs()
    {
        var world = new RefreshWorld(RefreshSpecs.Cluster()).WithSource();
        world.MostDatabases = world.Databases.Count;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.QuotaExhausted));
        world.Done.Should().NotContain(effect => effect.WritesToCloud);
    }

    [Fact]
    public void Snapshots_that_no_run_published_make_room_at_the_quota_before_anything_is_restored()
    {
        var world = new RefreshWorld(RefreshSpecs.Instance()).WithSource();
        world.Run(until: () => world.Done.Exists(effect => effect is RefreshEffect.CopySnapshot)).Should().BeNull();
        world.Crash();
        world.Advance(TimeSpan.FromHours(1));
        (world.RunId, world.StartedAt, world.MostSnapshots) = ("20261121t060000z", world.Now, world.Snapshots.Count(snapshot => snapshot.Type == "manual"));
        world.MostSnapshots.Should().Be(2);
        world.Done.Clear();
        world.Run().Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
        world.Snapshots.Where(snapshot => Ownership.IsOurs(snapshot.Tags, RefreshWorld.Uid)).Should().ContainSingle();
        world.Violations.Should().BeEmpty();
    }
}
