using System.Net;
using Amazon.Runtime;
using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Rds;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Time;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Worker;

public sealed class RefreshWorkerTests
{
    private static WorkerWorld World(DatabaseKind kind = DatabaseKind.Cluster) => new(WorkerSpecs.Of(kind));

    [Theory]
    [InlineData(DatabaseKind.Cluster)]
    [InlineData(DatabaseKind.Instance)]
    public async Task A_run_goes_through_and_asks_little_while_it_waits(DatabaseKind kind)
    {
        var world = World(kind);
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("nothing went wrong");
        world.Worked.Should().Equal(RefreshStep.Quiesce, RefreshStep.Sanitize, RefreshStep.Rewrite, RefreshStep.Verify);
        world.Rds.Calls.Count.Should().BeLessThan(260, "calls follow from what remains");
        world.Status.Usual.Should().Contain(usual => usual.Step == RefreshStep.Restore);
    }

    [Theory]
    [InlineData(DatabaseKind.Cluster)]
    [InlineData(DatabaseKind.Instance)]
    public async Task A_worker_killed_before_or_after_any_call_is_gone_on_from_on_the_same_temporary_database(DatabaseKind kind)
    {
        var whole = World(kind);
        await whole.RunAsync();
        for (var at = 0; at < whole.Rds.Writes; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var world = World(kind);
                var (count, point) = (0, at);
                world.Rds.Around = (_, isBefore) =>
                {
                    if (isBefore != before) return;
                    if (count++ == point) throw new KilledException();
                };
                (await world.RunAsync()).Should().Be(ExitCode.Done, $"killed {(before ? "before" : "after")} call {at}");
                world.ShouldHaveSucceeded($"killed {(before ? "before" : "after")} call {at}");
                world.Processes.Should().Be(2);
                world.Rds.Calls.Count(call => call.StartsWith("RestoreDB", StringComparison.Ordinal)).Should().BeLessThanOrEqualTo(before ? 2 : 1);
            }
        }
    }

    [Fact]
    public async Task A_worker_killed_at_any_two_calls_is_gone_on_from()
    {
        var whole = World();
        await whole.RunAsync();
        for (var first = 0; first < whole.Rds.Writes; first++)
        {
            for (var second = first + 1; second < whole.Rds.Writes + 4; second++)
            {
                var world = World();
                var (count, one, two) = (0, first, second);
                world.Rds.Around = (_, isBefore) =>
                {
                    if (isBefore) return;
                    var now = count++;
                    if (now == one || now == two) throw new KilledException();
                };
                (await world.RunAsync()).Should().Be(ExitCode.Done, $"{first} {second}");
                world.ShouldHaveSucceeded($"{first} {second}");
            }
        }
    }

    [Theory]
    [InlineData(RefreshStep.Quiesce)]
    [InlineData(RefreshStep.Sanitize)]
    [InlineData(RefreshStep.Rewrite)]
    [InlineData(RefreshStep.Verify)]
    [InlineData(RefreshStep.Snapshot)]
    public async Task A_worker_killed_in_the_database_is_gone_on_from(RefreshStep step)
    {
        var world = World();
        var killed = false;
        world.Database = at => at == step && !killed && (killed = true) ? throw new KilledException() : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded(step.ToString());
        world.Rds.Calls.Count(call => call.StartsWith("RestoreDB", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData(DatabaseKind.Cluster)]
    [InlineData(DatabaseKind.Instance)]
    public async Task A_worker_killed_between_ConfigMap_and_status_leaves_a_name_that_holds(DatabaseKind kind)
    {
        var world = World(kind);
        world.Named = () => throw new KilledException();
        (await world.PodAsync()).Should().BeNull("it was killed");
        world.Status.Snapshots.Should().BeEmpty();
        var calls = world.Rds.Calls.Count;
        world.Named = () => { };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("the next pod has only to write it down");
        world.Rds.Calls.Skip(calls).Should().NotContain(call => call.StartsWith("CreateDB", StringComparison.Ordinal) || call.StartsWith("CopyDB", StringComparison.Ordinal) || call.StartsWith("RestoreDB", StringComparison.Ordinal));

        var killed = World(kind);
        killed.Named = () => throw new KilledException();
        (await killed.PodAsync()).Should().BeNull();
        await killed.Time.RunAsync(killed.Time.WaitAsync(TimeSpan.FromHours(14), CancellationToken.None));
        killed.Mode = RefreshMode.Sweep;
        (await killed.RunAsync()).Should().Be(ExitCode.Done);
        killed.Rds.Snapshots.Should().Contain(snapshot => snapshot.Id == killed.ConfigMap["snapshotId"], "applications read that name");
    }

    // A sample of survivors finds a single one by chance alone: who relies on the snapshot must be able to see how good the proof is.
    [Theory]
    [InlineData(ResidueMode.Rewrite)]
    [InlineData(ResidueMode.Fresh)]
    public async Task What_the_checks_covered_stands_in_status(ResidueMode residue)
    {
        var world = World();
        world.Spec = world.Spec with { Residue = residue, Verify = [.. world.Spec.Verify, new VerifyCheck.Survivors("no-original-values", ["customers.email"]), new VerifyCheck.Suspects("suspects", [])] };
        world.Tools = new ClientTools([15]);
        world.KeptColumns = world.Columns;
        const string Power = "a sample of 10000000 of 40000000 values: it finds a single survivor with a probability of 0.2500, and one of 1,000 with 1.0000";
        world.Reports = [.. world.Spec.Verify.Select(check => new CheckReport(check.Name, 1, 1, check is VerifyCheck.Survivors ? Power : "it gave what was expected"))];
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded(residue.ToString());
        world.Status.Run!.Checks.Should().EndWith([new CheckStatus("no-original-values", CheckKind.Survivors, Power), new CheckStatus("suspects", CheckKind.Suspects, "it gave what was expected")])
            .And.HaveCount(world.Spec.Verify.Count).And.Contain(check => check.Kind == CheckKind.Query);

        var failed = World();
        failed.Reports = [new CheckReport(failed.Spec.Verify[0].Name, 1, 1, "it gave what was expected")];
        failed.Database = at => at == RefreshStep.Verify ? new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, "somebody is left") : null;
        (await failed.RunAsync()).Should().Be(ExitCode.Failed);
        failed.Status.Run!.Checks.Should().BeEmpty("nothing is proved");
    }

    [Fact]
    public async Task A_worker_without_an_identity_in_the_cloud_says_so_at_once_and_what_would_be_right()
    {
        var world = World();
        world.Credentials = new CloudIdentity(() => throw new AmazonClientException("Failed to resolve AWS credentials."));
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Processes.Should().Be(1);
        world.Rds.Calls.Should().BeEmpty();
        world.Status.Run!.Should().BeEquivalentTo(new { Step = RefreshStep.Preflight, Reason = nameof(Reason.CloudRefused) });
        world.Status.Run!.Message.Should().Contain("NoCredentials: ServiceAccount shop/refresher has no identity in the cloud: annotate it with eks.amazonaws.com/role-arn");
    }

    [Theory]
    [InlineData("Throttling", HttpStatusCode.BadRequest)]
    [InlineData("InvalidDBClusterStateFault", HttpStatusCode.BadRequest)]
    [InlineData("ServiceUnavailable", HttpStatusCode.ServiceUnavailable)]
    [InlineData("html", HttpStatusCode.InternalServerError)]
    public async Task What_passes_is_waited_for(string code, HttpStatusCode status)
    {
        var world = World();
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        world.Rds.Script = (action, _) => (seen[action] = seen.GetValueOrDefault(action) + 1) % 3 != 0 && seen[action] < 12 ? (status, code == "html" ? "<html><p>oops<br></html>" : FakeRds.ErrorBody(code)) : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded(code);
    }

    [Fact]
    public async Task A_call_that_was_done_although_its_answer_was_lost_is_adopted()
    {
        var world = World();
        var lost = new SortedSet<string>(StringComparer.Ordinal);
        world.Rds.Around = (action, before) =>
        {
            if (!before && lost.Add(action)) throw new HttpRequestException("connection reset");
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("answers were lost");
    }

    [Theory]
    [InlineData("RestoreDBClusterFromSnapshot", "KMSKeyNotAccessibleFault", "KeyUnusable")]
    [InlineData("CreateDBClusterSnapshot", "SnapshotQuotaExceeded", "QuotaExhausted")]
    [InlineData("DescribeDBClusters", "AccessDenied", "CloudRefused")]
    public async Task What_a_person_must_mend_ends_the_run_and_keeps_the_database(string action, string code, string reason)
    {
        var world = World();
        world.Rds.Script = (called, _) => called == action ? (HttpStatusCode.Forbidden, FakeRds.ErrorBody(code)) : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(reason, world.Status.Run.Message);
        world.Rds.Calls.Should().NotContain(call => call.StartsWith("DeleteDB", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_status_and_a_slow_copy_are_waited_out()
    {
        var world = World(DatabaseKind.Instance);
        world.Rds.Making = "pending";
        world.Rds.Takes = action => action == "CopyDBSnapshot" ? TimeSpan.FromMinutes(45) : TimeSpan.FromMinutes(10);
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("slow");
        world.Status.Run!.Steps.Single(step => step.Step == RefreshStep.Encrypt).Took.Should().BeGreaterThan(TimeSpan.FromMinutes(44)).And.BeLessThan(TimeSpan.FromMinutes(52));
    }

    [Fact]
    public async Task An_unclean_database_publishes_nothing_and_is_kept()
    {
        var world = World();
        world.Database = step => step == RefreshStep.Verify ? new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, "no-original-values: customers.email has 3 survivors") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.VerifyFailed));
        world.Status.Run.Message.Should().Contain("customers.email");
        world.ConfigMap.Should().BeEmpty();
        world.Rds.Calls.Should().NotContain(["CreateDBClusterSnapshot", "ModifyDBClusterSnapshotAttribute"]);
        WorkerWorld.Ours(world.Rds.Clusters).Should().ContainSingle();
    }

    [Theory]
    [InlineData("shop-snapshot")]
    [InlineData(null)]
    public async Task A_column_that_is_new_since_the_last_good_run_is_not_published_whether_a_ConfigMap_is_written_or_not(string? map)
    {
        var world = World();
        world.Spec = world.Spec with { PublishConfigMap = map, Verify = [.. world.Spec.Verify, new VerifyCheck.Suspects("suspects", [])] };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.KeptColumns.Should().Equal("public.customers.email");
        world.Columns.Add("public.customers.nickname");
        world.RunId = "20261122t000000z";
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Message.Should().Contain("customers.nickname (new since the last good run)");
        world.Status.Snapshots.Should().ContainSingle();
    }

    // Somebody deleted the ConfigMap, and the operator made it again: empty.
    [Fact]
    public async Task Nothing_is_published_when_the_list_of_known_columns_is_gone_until_a_person_accepts_them_all()
    {
        var world = World();
        world.Spec = world.Spec with { Verify = [.. world.Spec.Verify, new VerifyCheck.Suspects("suspects", [])] };
        (await world.RunAsync()).Should().Be(ExitCode.Done, "before the first run nothing is known, and nothing is missing");
        world.Columns.Add("public.customers.nickname");
        world.KeptColumns = null;
        world.RunId = "20261122t000000z";
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.VerifyFailed));
        world.Status.Run.Message.Should().Contain("the list of known columns is gone: ConfigMap nightly-refresh-columns, entry columns");
        world.Status.Snapshots.Should().ContainSingle();

        world.AcceptsColumns = true;
        world.RunId = "20261123t000000z";
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.KeptColumns.Should().Equal("public.customers.email", "public.customers.nickname");
    }

    [Fact]
    public async Task Work_in_the_database_that_takes_longer_than_usual_is_told_while_it_lasts()
    {
        var world = World();
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.RunId = "20261122t000000z";
        var noted = false;
        world.Lasting = step => step == RefreshStep.Sanitize ? TimeSpan.FromMinutes(50) : TimeSpan.Zero;
        world.Cluster = () =>
        {
            noted |= world.Status.Run is { Outcome: RunOutcome.Running } run && run.Steps[^1] is { Step: RefreshStep.Sanitize, Note: "SlowerThanUsual" };
            return null;
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        noted.Should().BeTrue();
        world.Events.Where(told => told.Reason == Reason.SlowerThanUsual && told.Note.StartsWith("Sanitize", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(true, "NoProgress")]
    [InlineData(false, "DeadlineExceeded")]
    public async Task Work_in_the_database_that_stands_still_ends_where_it_is_known_how_long_it_takes_and_else_at_the_deadline(bool known, string reason)
    {
        var world = World();
        if (known)
        {
            (await world.RunAsync()).Should().Be(ExitCode.Done);
            world.RunId = "20261122t000000z";
        }

        world.Lasting = step => step == RefreshStep.Sanitize ? TimeSpan.FromDays(30) : TimeSpan.Zero;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(reason, world.Status.Run.Message);
        WorkerWorld.Ours(world.Rds.Clusters).Should().Contain(thing => thing.Status != "deleting", "it is kept for the next run");
    }

    // A unique column of digits is replaced by one statement; a table that has grown takes its time.
    [Fact]
    public async Task One_long_statement_of_a_mask_is_no_standstill()
    {
        var world = World();
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.RunId = "20261122t000000z";
        world.Lasting = step => step == RefreshStep.Sanitize ? TimeSpan.FromHours(9) : TimeSpan.Zero;
        world.Telling = new WorkProgress("shape", "customers", 0, 0) { IsOneStatement = true };
        var told = new SortedSet<string>(StringComparer.Ordinal);
        world.Cluster = () =>
        {
            if (world.Status.Run is { Outcome: RunOutcome.Running } run) told.Add(run.Message);
            return null;
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run!.Message);
        told.Should().Contain(message => message.StartsWith("Sanitize: one statement for 8h", StringComparison.Ordinal) && message.EndsWith(": shape customers", StringComparison.Ordinal));

        world.RunId = "20261123t000000z";
        world.Lasting = step => step == RefreshStep.Sanitize ? TimeSpan.FromDays(30) : TimeSpan.Zero;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DeadlineExceeded));
    }

    [Fact]
    public async Task Who_lost_the_Lease_writes_nothing_any_more()
    {
        var world = World();
        world.Rds.Around = (action, before) =>
        {
            if (action == "CreateDBInstance" && !before) world.MayWrite = false;
        };
        (await world.ProcessAsync()).Should().Be(ExitCode.Again);
        var writes = world.Rds.Writes;
        (await world.ProcessAsync()).Should().Be(ExitCode.Again);
        world.Rds.Writes.Should().Be(writes);
    }

    [Fact]
    public async Task An_API_server_that_is_away_for_a_while_stops_nothing_and_a_refresh_that_is_gone_ends_the_worker()
    {
        var world = World();
        var away = 0;
        world.Cluster = () => ++away % 3 == 0 ? new ApiFailure(ErrorKind.Retry, 503, "ServiceUnavailable", "") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("away at times");

        world = World();
        world.Cluster = () => new ApiFailure(ErrorKind.Terminal, 404, "NotFound", "");
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Rds.Writes.Should().Be(0);
    }

    [Fact]
    public async Task Missing_inputs_are_all_told_with_what_the_cloud_says_before_anything_is_changed()
    {
        var world = World();
        world.Problems = [new Problem(Reason.InputMissing, "spec.sanitize", "ConfigMap shop-sanitize has no key a.sql"), new Problem(Reason.NotYetSupported, "spec.residue", "is not supported")];
        world.Rds.Script = (called, _) => called == "DescribeSecurityGroups" ? (HttpStatusCode.Forbidden, FakeRds.ErrorBody("UnauthorizedOperation")) : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Message.Should().ContainAll("a.sql", "spec.residue", "ec2:DescribeSecurityGroups");
        world.Rds.Writes.Should().Be(0);

        world = World();
        world.Problems = [new Problem(Reason.InputMissing, "spec.sanitize", "ConfigMap shop-sanitize has no key a.sql")];
        world.Rds.Script = (_, _) => (HttpStatusCode.ServiceUnavailable, "");
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Message.Should().Contain("a.sql", "a cloud that is away holds up no word of what is wrong here");
    }

    [Theory]
    [InlineData("DescribeSecurityGroups", "ec2:DescribeSecurityGroups")]
    [InlineData("DescribeDBClusterParameters", "rds:DescribeDBClusterParameters")]
    [InlineData("DescribeDBParameters", "rds:DescribeDBParameters")]
    [InlineData("DescribeDBSubnetGroups", "rds:DescribeDBSubnetGroups")]
    [InlineData("DescribeAccountAttributes", "rds:DescribeAccountAttributes")]
    public async Task What_the_worker_may_not_look_at_is_told_with_the_right_that_is_missing_and_nothing_is_made(string action, string right)
    {
        var world = World();
        world.Spec = world.Spec with { Temporary = world.Spec.Temporary with { SubnetGroup = "lower", ClusterParameterGroup = "quiet", InstanceParameterGroup = "quiet" } };
        world.Rds.Script = (called, _) => called == action ? (HttpStatusCode.Forbidden, FakeRds.ErrorBody("UnauthorizedOperation")) : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Message.Should().Contain(right);
        world.Rds.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_protected_database_is_unprotected_and_deleted_when_the_refresh_goes()
    {
        var world = World();
        world.Database = step => step == RefreshStep.Sanitize ? new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, "a.sql, line 1") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        WorkerWorld.Ours(world.Rds.Clusters).Single().Protected = true;
        world.Mode = RefreshMode.Remove;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        WorkerWorld.Ours(world.Rds.Clusters).Should().OnlyContain(thing => thing.Status == "deleting");
    }
}
