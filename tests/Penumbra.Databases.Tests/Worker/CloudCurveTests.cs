using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Worker;
using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>A cloud that does not go on evenly: copies that wait in a queue, machines that are not to be had, accounts full of others' snapshots.</summary>
public sealed class CloudCurveTests
{
    [Theory]
    [InlineData(110, true)]
    [InlineData(130, false)]
    public async Task A_copy_that_waits_in_the_queue_is_waited_for_within_the_limit(int minutes, bool goesOn)
    {
        var world = World(DatabaseKind.Instance);
        world.Rds.Takes = operation => operation == "CopyDBSnapshot" ? TimeSpan.FromHours(4) : FakeRds.UsuallyTakes(operation);
        world.Rds.Curve = thing => thing.CopyOf is not null && world.Time.Now - thing.Created < TimeSpan.FromMinutes(minutes) ? 0 : null;
        (await world.RunAsync()).Should().Be(goesOn ? ExitCode.Done : ExitCode.Failed, world.Status.Run?.Message);
        if (goesOn) world.ShouldHaveSucceeded("it moved in the end");
        else world.Status.Run!.Reason.Should().Be(nameof(Reason.NoProgress));
    }

    [Theory]
    [InlineData(DatabaseKind.Instance)]
    [InlineData(DatabaseKind.Cluster)]
    public async Task A_machine_that_is_not_to_be_had_is_asked_for_again_half_an_hour_and_an_hour_later(DatabaseKind kind)
    {
        var (world, asked) = (World(kind), new List<DateTimeOffset>());
        var call = kind == DatabaseKind.Instance ? "RestoreDBInstanceFromDBSnapshot" : "CreateDBInstance";
        world.Rds.Around = (action, before) =>
        {
            if (action != call || before) return;
            asked.Add(world.Time.Now);
            if (asked.Count < 3) (world.Rds.Instances[^1].Status, world.Rds.Instances[^1].Ready) = ("insufficient-capacity", DateTimeOffset.MaxValue);
        };
        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run?.Message);
        world.ShouldHaveSucceeded("there was one in the end");
        asked.Should().HaveCount(3);
        (asked[1] - asked[0]).Should().BeGreaterThan(TimeSpan.FromMinutes(30)).And.BeLessThan(TimeSpan.FromMinutes(60));
        (asked[2] - asked[1]).Should().BeGreaterThan(TimeSpan.FromMinutes(60)).And.BeLessThan(TimeSpan.FromMinutes(90));
    }

    [Theory]
    [InlineData(DatabaseKind.Instance)]
    [InlineData(DatabaseKind.Cluster)]
    public async Task An_account_full_of_snapshots_is_read_to_its_last_page(DatabaseKind kind)
    {
        var world = World(kind);
        var cluster = kind == DatabaseKind.Cluster;
        for (var day = 240; day >= 1; day--)
        {
            var at = world.Time.Now.AddHours(-1).AddMinutes(-day);
            world.Rds.Add(world.Rds.Snapshots, $"rds:shop-prod-{day}", snapshot => (snapshot.Type, snapshot.Of, snapshot.OfCluster, snapshot.Created) = ("automated", "shop-prod", cluster, at));
            world.Rds.Add(world.Rds.Snapshots, $"others-{day}", snapshot => (snapshot.Of, snapshot.OfCluster, snapshot.Created) = ("billing", cluster, at));
        }

        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run?.Message);
        world.ShouldHaveSucceeded("what is ours stands on the last page");
        world.Status.Run!.Source.Should().EndWith("rds:shop-prod-1", "the newest stands on the last page too");
        world.Rds.Snapshots.Count(snapshot => snapshot.Id.StartsWith("others-", StringComparison.Ordinal)).Should().Be(240);
    }

    [Fact]
    public async Task A_security_group_that_may_reach_itself_is_a_way_out()
    {
        var world = World(DatabaseKind.Cluster);
        world.Rds.Script = (action, _) => action != "DescribeSecurityGroups" ? null : (System.Net.HttpStatusCode.OK,
            "<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-0123</groupId><ipPermissionsEgress><item><ipProtocol>-1</ipProtocol><groups><item><groupId>sg-0123</groupId></item></groups></item></ipPermissionsEgress></item></securityGroupInfo></DescribeSecurityGroupsResponse>");
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.EgressOpen));
        world.Status.Run.Message.Should().Contain("sg-0123 to itself");
    }

    private static WorkerWorld World(DatabaseKind kind) => new(WorkerSpecs.Of(kind));
}
