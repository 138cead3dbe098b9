using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Effects;

public class EffectExecutorTests
{
    private readonly FakeApiServer _server = new();
    private readonly Fence _fence = new();
    private readonly WriteTracker _tracker;
    private readonly EffectExecutor _executor;

    public EffectExecutorTests()
    {
        _tracker = new WriteTracker(_server.Time);
        _executor = new EffectExecutor(_server.Client, _fence, _tracker, _server.Time, new Random(1), _server.Metrics, NullLogger.Instance);
    }

    [Fact]
    public void Writes_go_out_in_order_and_are_remembered()
    {
        var report = Execute(InOrder(Patch("a"), Patch("b")), InOrder(Patch("c")));

        report.Outcome.Should().Be(ExecutionOutcome.Completed);
        Paths().Should().Equal("a", "b", "c");
        _tracker.Count.Should().Be(3);
    }

    [Fact]
    public void The_first_failure_stops_what_comes_after()
    {
        FailOn("b", 403);

        var report = Execute(InOrder(Patch("a"), Patch("b"), Patch("c")), new WriteGroup(WriteGroupMode.AttemptAll, [Patch("d")]));

        report.Outcome.Should().Be(ExecutionOutcome.Failed);
        report.Failure!.Code.Should().Be(403);
        report.Writes.Select(write => write.Status).Should().Equal(WriteStatus.Written, WriteStatus.Failed, WriteStatus.NotReached, WriteStatus.NotReached);
        Paths().Should().Equal("a", "b");
    }

    [Fact]
    public void Of_writes_that_lead_back_all_are_attempted_and_what_comes_after_is_not_reached()
    {
        FailOn("b", 403);

        var report = Execute(new WriteGroup(WriteGroupMode.AttemptAll, [Patch("a"), Patch("b"), Patch("c")]), InOrder(Patch("status")));

        report.Writes.Select(write => write.Status).Should().Equal(WriteStatus.Written, WriteStatus.Failed, WriteStatus.Written, WriteStatus.NotReached);
        report.Outcome.Should().Be(ExecutionOutcome.Failed);
    }

    [Fact]
    public void A_write_that_leads_back_is_sent_again_after_the_others()
    {
        var failures = 2;
        _server.Fault = request => request.IsWrite && request.Path.EndsWith("/b", StringComparison.Ordinal) && failures-- > 0 ? FakeApiServer.Status(503, "ServiceUnavailable", "no") : null;

        var report = Execute(new WriteGroup(WriteGroupMode.AttemptAll, [Patch("a"), Patch("b"), Patch("c")]));

        report.Outcome.Should().Be(ExecutionOutcome.Completed);
        report.Writes[1].Attempts.Should().Be(3);
        Paths().Should().Equal("a", "b", "c", "b", "b");
        _server.Time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_status_is_not_sent_again_before_the_server_wants_to_hear_of_it_however_many_passes_there_are()
    {
        var status = Patch("a") with { Write = Patch("a").Write with { Subresource = "status" } };
        _server.Fault = request => request.IsWrite ? FakeApiServer.Status(429, "TooManyRequests", "slow down", """{"retryAfterSeconds":3}""") : null;
        Execute(InOrder(status)).Failure!.RetryAfter.Should().Be(TimeSpan.FromSeconds(3));
        _server.Fault = null;
        _server.Time.Advance(TimeSpan.FromSeconds(1));

        var report = Execute(InOrder(status));
        report.Outcome.Should().Be(ExecutionOutcome.Failed);
        report.Failure!.RetryAfter.Should().BeCloseTo(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(100));
        _server.Requests.Count(request => request.IsWrite).Should().Be(1);

        Execute(InOrder(Patch("b"))).Outcome.Should().Be(ExecutionOutcome.Completed, "what moves users is tried whenever there is a reason");
        _server.Time.Advance(TimeSpan.FromSeconds(2));
        Execute(InOrder(status)).Outcome.Should().Be(ExecutionOutcome.Completed);
    }

    [Fact]
    public void After_a_conflict_the_write_is_planned_anew_from_the_live_object()
    {
        _server.Put(ResourceKinds.Service, "park", "a", item => item["weight"] = 5);
        var planned = new PlannedWrite(Test(weight: 1, to: 2)) { Replan = live => Test(live["weight"]!.GetValue<int>(), to: 2) };

        var report = Execute(InOrder(planned));

        report.Outcome.Should().Be(ExecutionOutcome.Completed);
        report.Writes[0].Attempts.Should().Be(2);
        _server.Find(ResourceKinds.Service, "park", "a")!["weight"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public void Nothing_is_written_when_the_live_object_needs_nothing()
    {
        _server.Put(ResourceKinds.Service, "park", "a", item => item["weight"] = 2);

        var report = Execute(InOrder(new PlannedWrite(Test(weight: 1, to: 2)) { Replan = _ => null }));

        report.Writes[0].Status.Should().Be(WriteStatus.NothingToDo);
        report.Outcome.Should().Be(ExecutionOutcome.Completed);
    }

    [Fact]
    public void A_decision_that_rests_on_what_is_no_longer_so_is_not_carried_out()
    {
        _server.Put(ResourceKinds.Service, "park", "a", item => item["weight"] = 5);
        var planned = new PlannedWrite(Test(weight: 1, to: 2)) { StillRests = live => live["weight"]!.GetValue<int>() == 1, Replan = _ => Test(weight: 5, to: 2) };

        var report = Execute(InOrder(planned));

        report.Failure!.Kind.Should().Be(ErrorKind.Conflict, "the next pass decides anew");
        report.Writes[0].MustBeSeen.Should().BeTrue("on a cache that has not seen it yet the same would be decided, and refused, twice a second");
        _server.Find(ResourceKinds.Service, "park", "a")!["weight"]!.GetValue<int>().Should().Be(5);
    }

    [Fact]
    public void A_conflict_that_never_ends_is_given_up_after_three_new_plans()
    {
        _server.Put(ResourceKinds.Service, "park", "a", item => item["weight"] = 5);

        var report = Execute(InOrder(new PlannedWrite(Test(weight: 1, to: 2)) { Replan = _ => Test(weight: 1, to: 2) }));

        report.Failure!.Kind.Should().Be(ErrorKind.Conflict);
        report.Writes[0].Attempts.Should().Be(4);
    }

    [Fact]
    public void A_create_whose_answer_was_lost_is_recognised()
    {
        var lost = 1;
        _server.FaultAfterCommit = _ => lost-- > 0 ? throw new HttpRequestException("reset") : null;
        var create = new PlannedWrite(Create("a")) { Replan = live => live["mine"] is null ? Create("a") : null };
        Execute(InOrder(create)).Outcome.Should().Be(ExecutionOutcome.Failed, "no answer is a retry");

        Execute(InOrder(create)).Writes[0].Status.Should().Be(WriteStatus.NothingToDo);
    }

    [Fact]
    public void What_may_only_be_created_is_not_read_when_its_name_is_taken()
    {
        _server.Put(ResourceKinds.Service, "park", "a", item => item["weight"] = 5);
        var read = false;

        var report = Execute(InOrder(new PlannedWrite(Create("a")) { MadeOnce = true, Replan = _ => { read = true; return null; } }));

        report.Writes[0].Status.Should().Be(WriteStatus.NothingToDo);
        read.Should().BeFalse();
    }

    [Fact]
    public void Deleting_what_is_gone_is_a_success()
    {
        var report = Execute(InOrder(new PlannedWrite(new ObjectWrite { Verb = WriteVerb.Delete, Kind = ResourceKinds.Service, Key = new("park", "none") })));

        report.Outcome.Should().Be(ExecutionOutcome.Completed);
        report.Writes[0].Status.Should().Be(WriteStatus.NothingToDo);
    }

    [Fact]
    public void Deleting_an_object_that_was_seen_and_is_not_there_ends_the_pass_until_the_cache_agrees()
    {
        var seen = new PlannedWrite(new ObjectWrite { Verb = WriteVerb.Delete, Kind = ResourceKinds.Service, Key = new("park", "none"), Uid = "u1" });

        var report = Execute(InOrder(seen, new PlannedWrite(Create("after"))));

        report.Failure!.Kind.Should().Be(ErrorKind.Conflict, "a server that says so of what is there must not leave it behind");
        report.Writes[0].MustBeSeen.Should().BeTrue();
        report.Writes[1].Status.Should().Be(WriteStatus.NotReached);
        var cache = new Cache { Present = new ObjectVersion("u1", "5") };
        _tracker.Check(ResourceKinds.Service, new("park", "none"), cache).Should().Be(CatchUp.Overdue);
        cache.Lists.Should().Be(1, "whoever deleted it did so unseen");
    }

    [Fact]
    public void Changing_what_somebody_deleted_unseen_is_a_race_and_the_cache_lists_at_once()
    {
        var key = new ObjectKey("park", "a");
        var planned = Patch("a");
        _server.Remove(ResourceKinds.Service, "park", "a");

        var report = Execute(InOrder(planned));

        report.Failure!.Kind.Should().Be(ErrorKind.Conflict, "nobody has to see to it: the next pass decides anew");
        report.Writes[0].MustBeSeen.Should().BeTrue();
        var cache = new Cache { Present = new ObjectVersion("u1", "5") };
        _tracker.Check(ResourceKinds.Service, key, cache).Should().Be(CatchUp.Overdue);
        cache.Lists.Should().Be(1);
        _tracker.Check(ResourceKinds.Service, key, cache).Should().NotBe(CatchUp.CaughtUp);
        cache.Lists.Should().Be(1, "it is asked once");
        cache.Present = null;
        _tracker.Check(ResourceKinds.Service, key, cache).Should().Be(CatchUp.CaughtUp);
    }

    [Theory]
    [InlineData(WriteGroupMode.InOrder)]
    [InlineData(WriteGroupMode.AttemptAll)]
    public void Who_lost_the_lease_writes_nothing_more(WriteGroupMode mode)
    {
        _server.FaultAfterCommit = _ =>
        {
            _fence.MayWrite = false;
            return null;
        };

        var report = Execute(new WriteGroup(mode, [Patch("a"), Patch("b")]));

        report.Outcome.Should().Be(ExecutionOutcome.Fenced);
        Paths().Should().Equal("a");
    }

    [Fact]
    public void A_plan_that_throws_is_a_bug_of_that_write()
    {
        _server.Put(ResourceKinds.Service, "park", "a");

        var report = Execute(InOrder(new PlannedWrite(Test(1, 2)) { Replan = _ => throw new InvalidOperationException("oops") }));

        report.Failure!.Kind.Should().Be(ErrorKind.Bug);
    }

    private static WriteGroup InOrder(params PlannedWrite[] writes) => new(WriteGroupMode.InOrder, writes);

    private static ObjectWrite Create(string name) => new()
    {
        Verb = WriteVerb.Create, Kind = ResourceKinds.Service, Key = new("park", name),
        Body = new JsonObject { ["mine"] = true, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "park" } },
    };

    private static ObjectWrite Test(int weight, int to) => new()
    {
        Verb = WriteVerb.JsonPatch, Kind = ResourceKinds.Service, Key = new("park", "a"),
        Body = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/weight", ["value"] = weight }, new JsonObject { ["op"] = "replace", ["path"] = "/weight", ["value"] = to }),
    };

    private PlannedWrite Patch(string name)
    {
        _server.Put(ResourceKinds.Service, "park", name);
        return new(new ObjectWrite { Verb = WriteVerb.MergePatch, Kind = ResourceKinds.Service, Key = new("park", name), Body = new JsonObject { ["x"] = 1 } });
    }

    private void FailOn(string name, int code) =>
        _server.Fault = request => request.IsWrite && request.Path.EndsWith("/" + name, StringComparison.Ordinal) ? FakeApiServer.Status(code, "Some", "no") : null;

    private IEnumerable<string> Paths() => _server.Requests.Where(request => request.IsWrite).Select(request => request.Path.Split('/')[^1]);

    private ExecutionReport Execute(params WriteGroup[] groups)
    {
        var running = SingleThread.Start(() => _executor.ExecuteAsync(groups, default));
        _server.Time.AdvanceUntil(() => running.IsCompleted, TimeSpan.FromMinutes(1));
        return running.GetAwaiter().GetResult();
    }

    private sealed class Cache : IObjectVersions
    {
        public ObjectVersion? Present { get; set; }

        public int Lists { get; private set; }

        public string? LatestVersion => null;

        public long? ListedAt => null;

        public ObjectVersion? VersionOf(ObjectKey key) => Present;

        public void RequestList() => Lists++;
    }

    private sealed class Fence : IWriteFence
    {
        public bool MayWrite { get; set; } = true;
    }
}
