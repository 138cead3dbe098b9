using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Evidence;
using Penumbra.Comparison.Recordings;
using Penumbra.Comparison.Replaying;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

/// <summary>A recording, the one that replays it, and the server that compares what comes of it.</summary>
public sealed class ReplayTests : IDisposable
{
    private const string Canary = "k4n4ry-55d1c0ffee";
    private static readonly DateTimeOffset Since = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-replay-").FullName;

    private string Recorded => Path.Combine(_folder, "recording");

    private string Kept => Path.Combine(_folder, "evidence");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Requests_are_asked_in_their_order_one_after_another_and_counted_once()
    {
        var (now, most) = (0, 0);
        await using var live = await Upstream.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            await context.Response.WriteAsync("{}");
            Interlocked.Decrement(ref now);
        });
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Compare = new CompareRules { NoiseShare = 0 } });
        Lines([.. Enumerable.Range(0, 30).Select(number => Line("GET", $"/orders/{number}?q=%2F"))]);
        (await ReplayAsync(comparing)).Should().Be((ReplayEnd.Done, "30 requests are replayed"));
        live.Asked.Select(asked => asked.Target).Should().Equal(Enumerable.Range(0, 30).Select(number => $"/orders/{number}?q=%2F"));
        most.Should().Be(1);
        (comparing.Snapshot.Compared, comparing.Snapshot.Replay with { Recording = null }).Should().Be((30, new ReplayProgress(30, 30, true)));

        // Again: it is done already.
        (await ReplayAsync(comparing)).End.Should().Be(ReplayEnd.Done);
        live.Asked.Should().HaveCount(30);
    }

    [Fact]
    public async Task What_is_not_asked_is_counted_by_its_reason_and_so_is_what_cannot_be_read()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Requests = config.Requests with { Excluded = ["/export"], MaxBody = 100 } });
        Lines(Line("GET", "/orders/1"), Line("DELETE", "/orders/1"), Line("GET", "/export/1"), "broken", Line("GET", "/orders/2"), $$"""{"method":"GET","path":"/orders","body":"{{new string('a', 101)}}"}""");
        (await ReplayAsync(comparing)).End.Should().Be(ReplayEnd.Done);
        comparing.Snapshot.Evidence.NotCompared.Should().Equal(new Dictionary<NotCompared, long>
        {
            [NotCompared.MethodExcluded] = 1, [NotCompared.PathExcluded] = 1, [NotCompared.BodyTooLarge] = 1, [NotCompared.Malformed] = 1,
        });
        (comparing.Snapshot.Compared, comparing.Snapshot.Replay.Replayed).Should().Be((2, 6));
        live.Asked.Should().OnlyContain(asked => asked.Method == "GET");
    }

    [Fact]
    public async Task Host_headers_and_body_reach_both_as_they_were_recorded_and_credentials_do_not()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Requests = config.Requests with { Methods = ["POST"], Strip = ["X-Internal"] }, Compare = new CompareRules { NoiseShare = 0 } });
        Lines("""{"method":"POST","path":"/orders","headers":{"Host":"shop.example:8080","Content-Type":"text/plain","Cookie":"a=b","Authorization":"c","X-Internal":"d","X-Kept":"e","Connection":"close"},"body":"f"}""");
        (await ReplayAsync(comparing)).End.Should().Be(ReplayEnd.Done);
        live.Asked.Should().HaveCount(2).And.OnlyContain(asked => asked.Headers["host"] == "shop.example:8080" && asked.Headers["x-kept"] == "e" && asked.Headers["content-type"] == "text/plain" && asked.Headers["content-length"] == "1");
        live.Asked.SelectMany(asked => asked.Headers.Keys).Should().NotContain(["cookie", "authorization", "x-internal"]);
    }

    [Fact]
    public async Task Live_is_asked_no_more_often_than_it_may_be_and_nothing_is_dropped_for_that()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Requests = config.Requests with { MaxLiveRps = 3 }, Compare = new CompareRules { NoiseShare = 0 } });
        Lines([.. Enumerable.Range(0, 8).Select(number => Line("GET", $"/orders/{number}"))]);
        var began = TimeProvider.System.GetTimestamp();
        (await ReplayAsync(comparing)).End.Should().Be(ReplayEnd.Done);
        TimeProvider.System.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromSeconds(1.5));
        (comparing.Snapshot.Compared, comparing.Not(NotCompared.LiveRate)).Should().Be((8, 0));
    }

    [Fact]
    public async Task No_request_is_sent_before_its_time()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live);
        Lines([.. Enumerable.Range(0, 5).Select(number => Line("GET", $"/orders/{number}"))]);
        var began = TimeProvider.System.GetTimestamp();
        (await ReplayAsync(comparing, rate: 10)).End.Should().Be(ReplayEnd.Done);
        TimeProvider.System.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromSeconds(0.35));
    }

    [Fact]
    public async Task A_server_that_lost_a_little_is_told_that_little_again()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        Lines([.. Enumerable.Range(0, 20).Select(number => Line("GET", $"/orders/{number}"))]);
        var name = await NameAsync(Comparing.Key);
        await using (var comparing = await Comparing.StartAsync(live, live, Keeping))
        {
            foreach (var position in Enumerable.Range(1, 12)) (await TellAsync(comparing, Request(position) with { Recording = name })).Status.Should().Be(HttpStatusCode.OK);
            await File.WriteAllBytesAsync(Kept, await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")));
            foreach (var position in Enumerable.Range(13, 3)) await TellAsync(comparing, Request(position) with { Recording = name });
        }

        await using (var comparing = await Comparing.StartAsync(live, live, Keeping))
        {
            comparing.Snapshot.Replay.Replayed.Should().Be(12, "as of the evidence that was kept");
            (await TellAsync(comparing, Request(16) with { Recording = name })).Should().Be((HttpStatusCode.Conflict, 12), "it says where to go on");
            (await ReplayAsync(comparing, subject: ReplayOptions.SubjectOf("subject", Since))).End.Should().Be(ReplayEnd.Done);
            (comparing.Snapshot.Compared, comparing.Snapshot.Replay.Replayed).Should().Be((20, 20));
        }
    }

    [Fact]
    public async Task What_was_done_is_acknowledged_and_what_is_not_its_turn_is_refused()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, Keeping);
        (await TellAsync(comparing, Request(1))).Should().Be((HttpStatusCode.OK, 1));
        (await TellAsync(comparing, Request(1))).Should().Be((HttpStatusCode.OK, 1));
        (await TellAsync(comparing, Request(3))).Should().Be((HttpStatusCode.Conflict, 1));
        (await TellAsync(comparing, new ReplayMessage { Recording = Name, Position = 2, IsEnd = true })).Should().Be((HttpStatusCode.Conflict, 1));
        comparing.Snapshot.Compared.Should().Be(1);
        (await TellAsync(comparing, new ReplayMessage { Recording = Name, Position = 1, IsEnd = true })).Should().Be((HttpStatusCode.OK, 1));
        (await TellAsync(comparing, Request(2))).Should().Be((HttpStatusCode.OK, 1), "the end is the end");
        comparing.Snapshot.Compared.Should().Be(1);
    }

    [Fact]
    public async Task Nobody_without_the_key_poses_as_a_replay_and_none_of_another_subject_is_taken()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, Keeping);
        var right = Mark(comparing);
        var body = Request(1).Write();
        foreach (var mark in new[] { "", "a;b;c;d", right.Make(Request(2).Write()), Mark(comparing, key: "another key that is long enough").Make(body), Mark(comparing, subject: "other").Make(body), Mark(comparing, name: "other").Make(body), new Requests.ShadowMark("orders-next", Comparing.Key, TimeSpan.FromMinutes(1), TimeProvider.System).Make() })
            (await PostAsync(comparing, body, mark)).Status.Should().Be(HttpStatusCode.Forbidden, mark);
        foreach (var odd in new[] { "", "{}", "[]", Named("\"position\":-1,\"end\":true"), Named("\"position\":1,\"reason\":\"Loop\""), Named("\"position\":1,\"method\":\"GET\""), Named("\"position\":1,\"end\":true,\"total\":3"), "{\"position\":1,\"method\":\"GET\",\"target\":\"/\",\"headers\":[]}", "{\"recording\":\"monday.har\",\"position\":1,\"end\":true}" })
            (await PostAsync(comparing, Encoding.UTF8.GetBytes(odd), right.Make(Encoding.UTF8.GetBytes(odd)))).Status.Should().Be(HttpStatusCode.BadRequest, odd);

        // A client whose requests are mirrored can say what he likes.
        await comparing.CopyAsync("/orders/1", "GET", (ReplayMark.Header, right.Make(body)));
        await Comparing.UntilAsync(() => comparing.Done > 0);
        comparing.Snapshot.Replay.Should().Be(ReplayProgress.None);
        live.Asked.Should().NotContain(asked => asked.Target == "/replay");
    }

    [Theory]
    [InlineData("", "the recording is empty")]
    [InlineData("nothing", "the recording is neither HAR 1.2 nor newline-delimited JSON")]
    [InlineData(null, "there is no file of that name")]
    public async Task What_is_no_recording_fails_for_good_and_nothing_is_sent(string? text, string why)
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live);
        if (text is not null) await File.WriteAllTextAsync(Recorded, text);
        (await ReplayAsync(comparing)).Should().Be((ReplayEnd.Failed, why));
        comparing.Snapshot.Replay.Should().Be(ReplayProgress.None);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Another_recording_under_the_same_name_is_not_gone_on_with(int length)
    {
        using var ending = new CancellationTokenSource();
        var asked = 0;
        await using var live = await Upstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{}");
            if (Interlocked.Increment(ref asked) == 8) await ending.CancelAsync();
        });
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Compare = new CompareRules { NoiseShare = 0 } });
        Lines([.. Enumerable.Range(0, 10).Select(number => Line("GET", $"/orders/{number}"))]);
        var first = await File.ReadAllTextAsync(Recorded);
        (await new Replayer(Options(comparing, 10_000, ""), comparing.Client, TimeProvider.System, NullLogger.Instance).RunAsync(ending.Token)).End.Should().Be(ReplayEnd.Again);
        await Comparing.UntilAsync(() => comparing.Snapshot.InFlight == 0);
        var replayed = comparing.Snapshot.Replay.Replayed;
        replayed.Should().BeInRange(3, 9);

        Lines([.. Enumerable.Range(100, length).Select(number => Line("GET", $"/orders/{number}"))]);
        (await ReplayAsync(comparing)).Should().Match<(ReplayEnd End, string Why)>(answer => answer.End == ReplayEnd.Again && answer.Why.Contains("another recording"));
        live.Asked.Should().NotContain(request => request.Target.Length == "/orders/100".Length, "nothing of it is asked");
        (comparing.Snapshot.Replay.Replayed, comparing.Snapshot.Compared).Should().Be((replayed, replayed));
        (await ExportAsync(comparing)).Replay.IsChanged.Should().BeTrue("the operator is told");

        // Who puts the first one back goes on with it.
        await File.WriteAllTextAsync(Recorded, first);
        (await ReplayAsync(comparing)).End.Should().Be(ReplayEnd.Done);
        comparing.Snapshot.Compared.Should().Be(10);
        (await ExportAsync(comparing)).Replay.IsChanged.Should().BeFalse();

        Lines(Line("GET", "/orders/200"));
        (await ReplayAsync(comparing)).Why.Should().Contain("another recording", "what is done is not said to be done of another");
    }

    [Fact]
    public async Task A_recording_that_is_changed_while_it_is_replayed_is_not_replayed_to_its_end()
    {
        var changed = 0;
        await using var live = await Upstream.StartAsync(async context =>
        {
            if (Interlocked.Exchange(ref changed, 1) == 0) await File.AppendAllTextAsync(Recorded, Line("GET", "/orders/100") + "\n");
            await context.Response.WriteAsync("{}");
        });
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Compare = new CompareRules { NoiseShare = 0 } });
        Lines([.. Enumerable.Range(0, 3).Select(number => Line("GET", $"/orders/{number}"))]);
        (await ReplayAsync(comparing)).Should().Be((ReplayEnd.Again, "the recording was changed while it was replayed; the next process looks anew"));
        comparing.Snapshot.Replay.IsFinished.Should().BeFalse();
        (await ReplayAsync(comparing)).Why.Should().Contain("another recording");
    }

    [Fact]
    public async Task A_recording_that_is_changed_before_anything_of_it_was_asked_is_simply_the_recording()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, Keeping);
        (await TellAsync(comparing, new ReplayMessage { Total = 7, Recording = Name })).Status.Should().Be(HttpStatusCode.OK);
        (await TellAsync(comparing, new ReplayMessage { Total = 9, Recording = "fedcba9876543210" })).Status.Should().Be(HttpStatusCode.OK);
        comparing.Snapshot.Replay.Should().Be(new ReplayProgress(0, 9, false) { Recording = "fedcba9876543210" });
        (await TellAsync(comparing, Request(1))).Status.Should().Be(HttpStatusCode.OK, "nothing was counted yet");
        (await TellAsync(comparing, Request(2) with { Recording = "fedcba9876543210" })).Should().Be((HttpStatusCode.Conflict, 1), "a request of another is not counted with it");
    }

    [Fact]
    public async Task What_a_recording_is_outlives_the_server_and_tells_nothing_of_it()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using (var comparing = await Comparing.StartAsync(live, live, Keeping))
        {
            await TellAsync(comparing, Request(1));
            await TellAsync(comparing, new ReplayMessage { Total = 7, Recording = "fedcba9876543210" });
            await File.WriteAllBytesAsync(Kept, await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")));
        }

        await using (var comparing = await Comparing.StartAsync(live, live, Keeping))
        {
            comparing.Snapshot.Replay.Should().Be(new ReplayProgress(1, null, false) { Recording = Name }, "whether it was changed is told anew");
            (await TellAsync(comparing, Request(2) with { Recording = "fedcba9876543210" })).Should().Be((HttpStatusCode.Conflict, 1));
        }

        // The same file has another name under another key: nobody can guess what stands in it.
        Lines(Line("GET", "/orders/1"));
        (await NameAsync(Comparing.Key)).Should().MatchRegex("^[0-9a-f]{16}$").And.Be(await NameAsync(Comparing.Key)).And.NotBe(await NameAsync([.. Comparing.Key, 1]));
    }

    [Fact]
    public async Task The_end_of_all_that_will_come_is_a_verdict_in_the_report()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { IsReplayAlone = true });
        Lines(Line("GET", "/orders/1"));
        await ReplayAsync(comparing);
        comparing.Snapshot.Judgement.Message.Should().EndWith("all is replayed, and nothing more will come");
        (await comparing.ReportAsync("/report.json")).Text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Should().Contain("""
            "replay":{"replayed":1,"total":1,"finished":true}
            """);
    }

    [Fact]
    public async Task Nothing_of_a_recording_appears_in_any_output()
    {
        await using var live = await Upstream.StartAsync(() => $$"""{"a":"{{Canary}}"}""");
        await using var shadow = await Upstream.StartAsync(() => $$"""{"a":"{{Canary}}2"}""");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Methods = ["GET", "POST"] } });
        Lines(
            $$"""{"method":"POST","path":"/orders/{{Canary}}?q={{Canary}}","headers":{"Host":"{{Canary}}.example","X-{{Canary}}":"{{Canary}}","Cookie":"{{Canary}}"},"body":"{{Canary}}"}""",
            $$"""{"method":"{{Canary}}","path":"/{{Canary}}"}""", Canary, $$"""{"method":"GET","path":"{{Canary}}","body":"{{Canary}}"}""", $$"""{"method":"GET","path":"/","headers":{"{{Canary}} ":"{{Canary}}"} }""");
        var logged = new ListLogger();
        var (end, why) = await new Replayer(Options(comparing, 10_000, ""), comparing.Client, TimeProvider.System, logged).RunAsync(default);
        (end, comparing.Snapshot.Replay.Replayed, comparing.Not(NotCompared.Malformed)).Should().Be((ReplayEnd.Done, 5, 3));
        logged.Lines.Should().Contain(line => line.Contains("Entry 3 "));
        foreach (var path in new[] { "/report", "/report.json", "/metrics" }) (await comparing.ReportAsync(path)).Text.Should().NotContain(Canary, path);
        string.Join('\n', [why, .. logged.Lines, .. comparing.Logged]).Should().NotContain(Canary);
        EvidenceCodec.Decode(await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")))!.ToString().Should().NotContain(Canary);
    }

    private ComparisonConfig Keeping(ComparisonConfig config) => config with { Subject = "subject", Since = Since, EvidenceFile = Kept };

    private static string Line(string method, string path) => $$"""{"method":"{{method}}","path":"{{path}}"}""";

    private void Lines(params string[] lines) => File.WriteAllLines(Recorded, lines);

    private ReplayOptions Options(Comparing comparing, double rate, string subject) =>
        new() { File = Recorded, Server = comparing.Server.ReportAddress, Shadow = "orders-next", Subject = subject, Key = Comparing.Key, Rate = rate };

    private Task<(ReplayEnd End, string Why)> ReplayAsync(Comparing comparing, double rate = 10_000, string subject = "") =>
        new Replayer(Options(comparing, rate, subject), comparing.Client, TimeProvider.System, NullLogger.Instance).RunAsync(default);

    private const string Name = "0123456789abcdef";

    private static string Named(string fields) => $"{{\"recording\":\"{Name}\",{fields}}}";

    private async Task<string> NameAsync(byte[] key)
    {
        await using var file = File.OpenRead(Recorded);
        await using var read = new DigestedStream(file, key);
        return await read.EndAsync(default);
    }

    private static async Task<EvidenceExport> ExportAsync(Comparing comparing) => EvidenceCodec.Decode(await comparing.Client.GetByteArrayAsync(new Uri(comparing.Server.ReportAddress, "/evidence")))!;

    private static ReplayMessage Request(long position) => new() { Recording = Name, Position = position, Request = new RecordedRequest { Method = "GET", Target = $"/orders/{position}" } };

    private static ReplayMark Mark(Comparing comparing, string name = "orders-next", string? subject = null, string? key = null) =>
        new(name, subject ?? ReplayMark.Subject("subject", Since), key is null ? Comparing.Key : Encoding.ASCII.GetBytes(key), TimeProvider.System);

    private static async Task<(HttpStatusCode Status, long Replayed)> TellAsync(Comparing comparing, ReplayMessage message, string? subject = null) =>
        await PostAsync(comparing, message.Write(), Mark(comparing, subject: subject).Make(message.Write()));

    private static async Task<(HttpStatusCode Status, long Replayed)> PostAsync(Comparing comparing, byte[] body, string mark)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(comparing.Server.ReportAddress, "/replay")) { Content = new ByteArrayContent(body) };
        message.Headers.TryAddWithoutValidation(ReplayMark.Header, mark);
        using var response = await comparing.Client.SendAsync(message);
        return (response.StatusCode, ReplayAnswer.Read(await response.Content.ReadAsByteArrayAsync())?.Replayed ?? -1);
    }

    private sealed class ListLogger : Microsoft.Extensions.Logging.ILogger
    {
        public List<string> Lines { get; } = [];

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add($"{formatter(state, exception)} {exception}");

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
