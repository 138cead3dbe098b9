using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Worker;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>What the API server will never take: an immutable ConfigMap, one that is too long, a webhook that says no.</summary>
public sealed class RefusedWriteTests
{
    [Theory]
    [InlineData("shop-snapshot", 422, "spec.publish.configMap", "field is immutable when `immutable` is set")]
    [InlineData("columns", 413, "nightly-refresh-columns", "Request entity too large: limit is 3145728")]
    public async Task A_ConfigMap_that_is_refused_for_good_ends_the_run_with_the_servers_words_and_asks_the_cloud_no_more(string what, int code, string path, string words)
    {
        var world = World();
        world.Refused = written => written == what ? new ApiFailure(ErrorKind.Terminal, code, "Invalid", words) : null;
        var ended = await world.RunAsync();
        ended.Should().Be(ExitCode.Failed);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Failed);
        world.Status.Run.Reason.Should().Be(nameof(Reason.WriteRefused));
        world.Status.Run.Message.Should().ContainAll(path, $"{code}", words);
        world.Events.Should().ContainSingle(told => told.Warning && told.Reason == Reason.WriteRefused);
        world.Rds.Calls.Count.Should().BeLessThan(300, "nobody asks for hours");
        world.ConfigMap.Should().BeEmpty();
        WorkerWorld.Ours(world.Rds.Snapshots).Should().BeEmpty("nothing names it, and nobody could prove it later");
    }

    [Theory]
    [InlineData("shop-snapshot", 403)]
    [InlineData("shop-snapshot", 404)]
    [InlineData("columns", 403)]
    public async Task A_right_that_is_missing_for_the_moment_is_waited_for_and_told_by_an_event(string what, int code)
    {
        var world = World();
        DateTimeOffset? first = null;
        world.Refused = written => written == what && world.Time.Now < (first ??= world.Time.Now) + TimeSpan.FromMinutes(70) ? new ApiFailure(ErrorKind.Terminal, code, "Forbidden", "cannot create resource configmaps") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done, world.Status.Run?.Message);
        world.ShouldHaveSucceeded("the operator made the ConfigMap again within the hour");
        world.Events.Should().ContainSingle(told => told.Warning && told.Reason == Reason.WriteRefused).Which.Note.Should().ContainAll("ConfigMap", $"{code}", "cannot create resource configmaps");
    }

    [Fact]
    public async Task A_right_that_stays_missing_ends_the_run_at_its_deadline()
    {
        var world = World();
        world.Refused = what => what == "shop-snapshot" ? new ApiFailure(ErrorKind.Terminal, 403, "Forbidden", "admission webhook says no") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Failed);
        world.Status.Run!.Reason.Should().Be(nameof(Reason.DeadlineExceeded));
        world.ConfigMap.Should().BeEmpty();
        WorkerWorld.Ours(world.Rds.Snapshots).Should().BeEmpty("nothing names it, and nobody could prove it later");
    }

    [Fact]
    public async Task What_passes_is_tried_again()
    {
        var (world, away) = (World(), 0);
        world.Refused = what => what != "status" && ++away % 3 != 0 ? new ApiFailure(ErrorKind.Retry, 500, "InternalError", "failed calling webhook") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("the webhook came back");
    }

    [Fact]
    public async Task A_status_that_is_refused_is_asked_for_less_and_less_and_told_by_an_event()
    {
        var world = World();
        var until = world.Time.Now.AddHours(3);
        world.Refused = what => what == "status" && world.Time.Now < until ? new ApiFailure(ErrorKind.Terminal, 403, "Forbidden", "admission webhook says no") : null;
        (await world.RunAsync()).Should().Be(ExitCode.Done);
        world.ShouldHaveSucceeded("it was allowed in the end");
        world.Rds.Calls.Count.Should().BeLessThan(600, "each attempt looks at the cloud anew");
        world.Events.Should().ContainSingle(told => told.Warning && told.Reason == Reason.WriteRefused).Which.Note.Should().ContainAll("status", "admission webhook says no");
    }

    private static WorkerWorld World() => new(WorkerSpecs.Of(DatabaseKind.Cluster));
}
