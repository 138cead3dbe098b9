using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Policies;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.Tests.SnapshotRefreshes;

public sealed class RefreshWaitTests
{
    private static RefreshWorld World() => new RefreshWorld(RefreshSpecs.Cluster()).WithSource();

    private static void Mark(RefreshWorld world, string status, int? progress = null)
    {
        var at = world.Databases.FindIndex(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));
        world.Databases[at] = world.Databases[at] with { Status = status, Progress = progress };
    }

    // Until the cluster has begun to be restored.
    private static void Begin(RefreshWorld world)
    {
        world.CallTakes = TimeSpan.FromDays(20);
        world.Run(until: () => world.Done.Any(effect => effect is RefreshEffect.RestoreDatabase));
        for (var look = 0; look < 3; look++) world.Status = world.Decision().Status;
        world.Databases.Should().Contain(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("a-status-that-nobody-has-heard-of")]
    [InlineData("upgrading")]
    public void An_unknown_status_means_keep_waiting(string status)
    {
        var world = World();
        Begin(world);
        Mark(world, status);
        var decision = world.Decision();
        decision.Ends.Should().BeNull();
        decision.WaitsFor.Should().NotBeNull("one thing alone is asked for meanwhile");
        decision.ReconsiderAt.Should().BeAfter(world.Now);
    }

    [Fact]
    public void No_progress_for_longer_than_the_limit_fails_but_a_slow_step_that_moves_does_not()
    {
        var world = World();
        world.Spec = world.Spec with { Deadline = TimeSpan.FromHours(48) };
        Begin(world);
        for (var percent = 1; percent <= 10; percent++)
        {
            world.Advance(TimeSpan.FromMinutes(65));
            Mark(world, "creating", percent);
            var decision = world.Decision();
            decision.Ends.Should().BeNull($"{percent} %");
            world.Status = decision.Status;
        }

        world.Advance(TimeSpan.FromHours(1.9));
        world.Decision().Ends.Should().BeNull();
        world.Advance(TimeSpan.FromHours(0.2));
        var stuck = world.Decision();
        stuck.Ends.Should().Be(RunOutcome.Failed);
        stuck.Reason.Should().Be(Reason.NoProgress);
        stuck.Effects.Should().NotContain(effect => effect is RefreshEffect.DeleteDatabase, "the next run goes on with it");
    }

    [Fact]
    public void Slower_than_usual_is_said_once_and_long_before_it_is_a_failure()
    {
        var world = World();
        world.Status = world.Status with { Usual = [new UsualTimes(RefreshStep.Restore, [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(9)])] };
        Begin(world);
        world.Advance(TimeSpan.FromMinutes(16));
        var late = world.Decision();
        late.Ends.Should().BeNull();
        late.Effects.OfType<RefreshEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.SlowerThanUsual);
        late.Status.Run!.Steps[^1].Note.Should().Be(nameof(Reason.SlowerThanUsual));
        world.Status = late.Status;
        world.Decision().Effects.OfType<RefreshEffect.EmitEvent>().Should().BeEmpty();
    }

    [Fact]
    public void How_often_is_asked_follows_from_what_remains()
    {
        var now = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var step = new StepStatus { Step = RefreshStep.Encrypt, Since = now.AddMinutes(-10), MovedAt = now };
        Pace.Poll(step with { ExpectedBy = now.AddMinutes(2) }, "r", now).Should().BeCloseTo(TimeSpan.FromSeconds(15.75), TimeSpan.FromSeconds(0.75));
        Pace.Poll(step with { ExpectedBy = now.AddMinutes(40) }, "r", now).Should().BeCloseTo(TimeSpan.FromSeconds(126), TimeSpan.FromSeconds(6));
        Pace.Poll(step with { ExpectedBy = now.AddHours(9) }, "r", now).Should().BeCloseTo(TimeSpan.FromSeconds(315), TimeSpan.FromSeconds(15));
        Pace.Expected(step with { Progress = 50 }, now).Should().BeCloseTo(now.AddMinutes(10), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Failures_are_answered_by_their_class()
    {
        var world = World();
        var refusals = 3;
        world.Refuse = effect => effect is RefreshEffect.RestoreDatabase && refusals-- > 0 ? new CallFailure("RestoreDBClusterFromSnapshot", CallClass.Retry, "Throttling", "Rate exceeded", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Succeeded, "throttling passes");

        world = World();
        world.Refuse = effect => effect is RefreshEffect.RestoreDatabase ? new CallFailure("RestoreDBClusterFromSnapshot", CallClass.Person, "KMSKeyNotAccessibleFault", "no", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.KeyUnusable));

        world = World();
        world.Refuse = effect => effect is RefreshEffect.CreateSnapshot ? new CallFailure("CreateDBClusterSnapshot", CallClass.Person, "SnapshotQuotaExceeded", "Cannot create more than 100 manual snapshots", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.QuotaExhausted));
        world.Databases.Should().Contain(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid) && database.Status == "available", "it is kept for the next run");

        world = World();
        world.Refuse = effect => effect is RefreshEffect.CreateMember ? new CallFailure("CreateDBInstance", CallClass.Person, "AccessDenied", "not authorized", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.CloudRefused));

        world = World();
        world.Refuse = effect => effect is RefreshEffect.CreateMember ? new CallFailure("CreateDBInstance", CallClass.Retry, "ServiceUnavailable", "", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.NoProgress), "retrying ends");
    }

    [Fact]
    public void A_database_out_of_reach_is_tried_again_three_times()
    {
        var world = World();
        world.Trouble = step => step == RefreshStep.Quiesce ? new WorkResult(step, WorkOutcome.Retry, Reason.DatabaseUnreachable, "connection refused for 15 min", world.Now) : null;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DatabaseUnreachable));
        world.Done.OfType<RefreshEffect.Work>().Should().HaveCount(3);
    }

    [Fact]
    public void A_run_past_its_deadline_keeps_its_temporary_database()
    {
        var world = World();
        Begin(world);
        Mark(world, "creating", 5);
        world.Advance(TimeSpan.FromHours(13));
        var decision = world.Decision();
        decision.Reason.Should().Be(Reason.DeadlineExceeded);
        decision.Effects.Should().NotContain(effect => effect is RefreshEffect.DeleteDatabase);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("incompatible-restore")]
    [InlineData("inaccessible-encryption-credentials")]
    public void A_dead_database_is_replaced_and_in_the_end_given_up(string status)
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is RefreshEffect.RestoreDatabase) Mark(world, status);
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Done.OfType<RefreshEffect.RestoreDatabase>().Count().Should().BeInRange(1, 4);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.TemporaryBroken));
    }

    [Fact]
    public void A_role_on_the_restored_database_ends_the_run()
    {
        var world = World();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.RestoreDatabase) return;
            var at = world.Databases.FindIndex(database => Ownership.IsOurs(database.Tags, RefreshWorld.Uid));
            world.Databases[at] = world.Databases[at] with { Roles = ["arn:aws:iam::123456789012:role/lambda"] };
        };
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.RoleAttached));
    }

    [Theory]
    [InlineData(true, RefreshStep.Snapshot)]
    [InlineData(false, RefreshStep.Encrypt)]
    public void A_snapshot_that_comes_out_dead_is_taken_again_three_times_at_most(bool first, RefreshStep step)
    {
        var world = new RefreshWorld(RefreshSpecs.Instance()).WithSource();
        world.After = effect =>
        {
            var id = (first, effect) switch { (true, RefreshEffect.CreateSnapshot taken) => taken.Id, (false, RefreshEffect.CopySnapshot copied) => copied.Id, _ => null };
            if (id is not null && world.Snapshots.FindIndex(snapshot => snapshot.Id == id) is var at and >= 0) world.Snapshots[at] = world.Snapshots[at] with { Status = "failed" };
        };
        world.CallTakes = TimeSpan.FromMinutes(30);
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Step.Should().Be(step);
        world.Status.Run.Reason.Should().Be(nameof(Reason.TemporaryBroken));
        world.Status.Run.Message.Should().ContainAll("failed", "3 times");
        world.Done.Count(effect => first ? effect is RefreshEffect.CreateSnapshot : effect is RefreshEffect.CopySnapshot).Should().Be(4);
        world.Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_deletion_of_what_came_out_dead_is_no_attempt(bool snapshot)
    {
        var world = snapshot ? new RefreshWorld(RefreshSpecs.Instance()).WithSource() : World();
        var (dead, refusals) = (1, 5);
        world.After = effect =>
        {
            if (snapshot && effect is RefreshEffect.CreateSnapshot taken && dead-- > 0) world.Snapshots[world.Snapshots.FindIndex(one => one.Id == taken.Id)] = world.Snapshots[^1] with { Status = "failed" };
            if (!snapshot && effect is RefreshEffect.RestoreDatabase && dead-- > 0) Mark(world, "failed");
        };
        world.Refuse = effect => effect is RefreshEffect.DeleteSnapshot or RefreshEffect.DeleteDatabase && refusals-- > 0
            ? new CallFailure(snapshot ? "DeleteDBSnapshot" : "DeleteDBCluster", CallClass.Retry, "Throttling", "Rate exceeded", world.Now, 1, world.Now) : null;
        world.CallTakes = TimeSpan.FromMinutes(30);
        world.Run().Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
        refusals.Should().BeNegative("it was asked again");
        (snapshot ? world.Status.Run!.FenceMoved : world.Status.Run!.Restored).Should().Be(1);
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_throttled_deletion_of_what_found_no_room_does_not_begin_the_pause_again()
    {
        var world = World();
        var attempts = new List<DateTimeOffset>();
        world.After = effect =>
        {
            if (effect is not RefreshEffect.RestoreDatabase) return;
            attempts.Add(world.Now);
            if (attempts.Count > 3) return;
            Mark(world, "insufficient-capacity");
            world.Unready(world.Databases[^1].Id);
        };
        var refused = new HashSet<int>();
        world.Refuse = effect => effect is RefreshEffect.DeleteDatabase && attempts.Count <= 3 && refused.Add(attempts.Count) ? new CallFailure("DeleteDBCluster", CallClass.Retry, "Throttling", "Rate exceeded", world.Now, 1, world.Now) : null;
        world.Run().Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
        refused.Should().HaveCount(3);
        attempts.Zip(attempts.Skip(1), (before, after) => (after - before).TotalMinutes).Should().SatisfyRespectively(
            first => first.Should().BeApproximately(30, 15), second => second.Should().BeApproximately(60, 15), third => third.Should().BeApproximately(120, 15));
    }

    [Fact]
    public void A_wait_that_the_cloud_asks_for_ends_with_the_deadline()
    {
        var world = World();
        var asked = false;
        world.Refuse = effect => effect is RefreshEffect.CreateMember && !asked ? new CallFailure("CreateDBInstance", CallClass.Retry, "Throttling", "Rate exceeded", world.Now, 1, world.Now, TimeSpan.FromHours(24)) : null;
        world.After = _ => asked |= world.Now > world.StartedAt + world.Spec.Deadline;
        world.Run().Should().Be(RunOutcome.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DeadlineExceeded));
        world.Now.Should().BeCloseTo(world.StartedAt + world.Spec.Deadline, TimeSpan.FromMinutes(1), "nobody else would tell of it before the Job's own deadline kills the pod");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_the_cloud_has_no_room_is_waited_longer_each_time_up_to_hours(bool member)
    {
        var world = World();
        var attempts = new List<DateTimeOffset>();
        world.After = effect =>
        {
            if (effect is not (RefreshEffect.RestoreDatabase or RefreshEffect.CreateMember)) return;
            if (effect is RefreshEffect.RestoreDatabase) attempts.Add(world.Now);
            if (attempts.Count > 3) return;
            if (!member && effect is RefreshEffect.RestoreDatabase) Mark(world, "insufficient-capacity");
            if (member && effect is RefreshEffect.CreateMember) world.Members[^1] = world.Members[^1] with { Status = "insufficient-capacity", CreatedAt = null };
            if (member == effect is RefreshEffect.CreateMember) world.Unready(member ? world.Members[^1].Id : world.Databases[^1].Id);
        };
        world.Run().Should().Be(RunOutcome.Succeeded, "there was room in the end: {0}", world.Status.Run?.Message);
        attempts.Should().HaveCount(4);
        attempts.Zip(attempts.Skip(1), (before, after) => after - before).Should().SatisfyRespectively(
            first => first.Should().BeCloseTo(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(15)),
            second => second.Should().BeCloseTo(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(15)),
            third => third.Should().BeCloseTo(TimeSpan.FromMinutes(120), TimeSpan.FromMinutes(15)));
        world.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_call_that_finds_no_room_is_tried_for_hours()
    {
        var world = World();
        var until = world.Now.AddHours(5);
        world.Refuse = effect => effect is RefreshEffect.CreateMember && world.Now < until ? new CallFailure("CreateDBInstance", CallClass.Retry, "InsufficientDBInstanceCapacity", "", world.Now, 1, world.Now) : null;
        world.Run(most: 1_000).Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
    }

    [Fact]
    public void A_lost_answer_is_forgotten_once_something_else_is_waited_for()
    {
        var world = new RefreshWorld(RefreshSpecs.Instance()).WithSource();
        var lost = true;
        world.Refuse = effect =>
        {
            if (effect is not RefreshEffect.CopySnapshot copy || !lost) return null;
            lost = false;
            world.CallTakes = TimeSpan.FromHours(3);
            world.Perform(copy);
            return new CallFailure("CopyDBSnapshot", CallClass.Adopt, "DBSnapshotAlreadyExists", "it exists", world.Now, 1, world.Now);
        };
        world.After = effect => world.CallTakes = TimeSpan.FromMinutes(4);
        world.Between = () =>
        {
            // It moves.
            for (var at = 0; at < world.Snapshots.Count; at++)
                if (world.Snapshots[at].Status == "copying") world.Snapshots[at] = world.Snapshots[at] with { Progress = (int)((world.Now - world.Snapshots[at].CreatedAt!.Value).TotalMinutes / 2) };
        };
        world.Run().Should().Be(RunOutcome.Succeeded, world.Status.Run?.Message);
        world.Done.OfType<RefreshEffect.CopySnapshot>().Should().ContainSingle();
    }
}
