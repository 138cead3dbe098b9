using System.Collections.Immutable;
using System.Text.Json;
using Penumbra.Api.Json;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Api.Tests.ShadowDeployments;

public sealed class ShadowStatusMappingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_was_written_and_read_is_written_the_same(int seed)
    {
        var status = Any(new Random(seed), "ä", 300);
        var written = Written(status);
        var read = Read(written);
        Written(read).Should().Be(written);
        Dump.Of(Read(Written(read))).Should().Be(Dump.Of(read));
    }

    [Fact]
    public void What_the_rules_go_on_from_is_read_as_it_was()
    {
        var status = Any(new Random(1), "a", 20);
        var read = Read(Written(status));
        (read.Phase, read.Subject, read.Since, read.DecidedAt, read.Seen).Should().Be((status.Phase, status.Subject, status.Since, status.DecidedAt, status.Seen));
        read.Mirror.Should().Be(status.Mirror);
        read.Replay.Should().Be(status.Replay);
        Dump.Of(read.Resources).Should().Be(Dump.Of(status.Resources));
        read.Noisy.Should().Equal(status.Noisy);
        Dump.Of(read.Conditions).Should().Be(Dump.Of(status.Conditions));
        Dump.Of(read.NotCompared).Should().Be(Dump.Of(status.NotCompared));
        Dump.Of(read.Differences).Should().Be(Dump.Of(status.Differences));
        (read.Judgement!.Verdict, read.Judgement.Why, read.Judgement.Message, read.Judgement.Counts).Should().Be((status.Judgement!.Verdict, status.Judgement.Why, status.Judgement.Message, status.Judgement.Counts));
    }

    [Fact]
    public void No_status_is_the_empty_status() => ShadowStatusMapping.FromWire(null).Should().Be(ShadowStatus.Empty);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"phase":"Levitating","verdict":"Superb","why":"BecauseWhyNot"}""")]
    [InlineData("""{"verdict":"Worse","why":"7","mismatch":{"evidenceWorse":"lots"},"latency":{"ratioP50":"slow"},"notCompared":{"Whim":3}}""")]
    [InlineData("""{"mirror":{"sample":"all","since":"2026-11-21T09:00:00Z"},"differences":[{"endpoint":"a","field":"b","kind":"Odd"}]}""")]
    [InlineData("""{"resources":{"cpu":{"ratio":"much","low":"","high":"1"},"state":"?"},"notJudged":[{"field":"resources.cpu","why":"Whim"}]}""")]
    [InlineData("""{"fieldOfTheFuture":{"a":[1,2]},"endpoints":null}""")]
    public void What_another_version_or_a_hand_wrote_stops_nothing(string json)
    {
        var read = () => ShadowStatusMapping.FromWire(JsonSerializer.Deserialize(json, ApiJson.Default.ShadowDeploymentStatus));
        Written(read.Should().NotThrow().Subject).Should().NotBeNull();
    }

    [Theory]
    [InlineData("a")]
    [InlineData("☂")]
    public void The_largest_status_stays_below_32_KiB(string filling)
    {
        for (var seed = 0; seed < 60; seed++)
            System.Text.Encoding.UTF8.GetByteCount(Written(Any(new Random(seed), filling, 5_000) with { Subject = "a" })).Should().BeLessThanOrEqualTo(32 * 1024, $"of seed {seed}");
    }

    [Fact]
    public void Bad_endpoints_come_first()
    {
        var status = ShadowStatus.Empty with { Judgement = Judged([.. Enumerable.Range(0, 50).Select(number => Endpoint($"GET /{number}", number == 49 ? ShadowVerdict.Worse : ShadowVerdict.SameOrBetter, 100))]) };
        var endpoints = ShadowStatusMapping.ToWire(status).Endpoints!;
        endpoints.Should().HaveCount(32);
        endpoints[0].Endpoint.Should().Be("GET /49");
    }

    private static string Written(ShadowStatus status) => JsonSerializer.Serialize(ShadowStatusMapping.ToWire(status), ApiJson.Default.ShadowDeploymentStatus);

    private static ShadowStatus Read(string json) => ShadowStatusMapping.FromWire(JsonSerializer.Deserialize(json, ApiJson.Default.ShadowDeploymentStatus));

    private static ShadowStatus Any(Random random, string filling, int longest)
    {
        string Text() => string.Concat(Enumerable.Repeat(filling, random.Next(1, longest))) + random.Next();
        DateTimeOffset At() => Start.AddSeconds(random.Next(100_000));
        ImmutableArray<T> Some<T>(int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => make())];
        return new ShadowStatus
        {
            ObservedGeneration = random.Next(9),
            Phase = (ShadowPhase)random.Next(4),
            Subject = Text(),
            Since = At(),
            Mirror = new MirrorStatus(new Share(random.Next(Share.Whole)), At(), $"i{random.Next()}", random.Next(), random.Next(2) == 0 ? null : random.Next(1000) / 8.0) { Refused = random.Next(2) == 0 ? null : $"{random.Next():x8}" },
            Images = random.Next(3) switch { 0 => ComparedImages.None, 1 => new ComparedImages($"{random.Next():x8}", "") { Programs = "0badcafe deadbeef" }, _ => new ComparedImages("", "a.example/orders:1 b.example/proxy@sha256:2") },
            Judgement = Judged(Some(40, () => Endpoint(Text(), (ShadowVerdict)random.Next(3), random.Next(100_000)))) with
            {
                Verdict = (ShadowVerdict)random.Next(3), Why = (VerdictWhy)random.Next(17), Message = Text(), ExpectedAt = At(), NotWorse = Math.Exp(random.Next(600)), Worse = random.NextDouble(),
                Median = new LatencyRatio(0.5, random.NextDouble() * 3, 0.1, 0.95), Tail = random.Next(2) == 0 ? null : new LatencyRatio(0.99, 1.5, 0.1, 0.95),
            },
            Replay = random.Next(3) switch { 0 => null, 1 => new ReplayProgress(random.Next(), null, false), _ => new ReplayProgress(random.Next(), random.Next(), true) },
            DecidedAt = random.Next(2) == 0 ? null : At(),
            Seen = random.Next(),
            Live = random.Next(2) == 0 ? [] : [new LiveEvents("availability", random.Next(100, 1_000), random.Next(100))],
            Coverage = random.Next(2) == 0 ? null : random.Next(0, 150) / 100.0,
            NotCompared = Some(9, () => (NotCompared)random.Next(12)).Distinct().ToImmutableSortedDictionary(reason => reason, _ => (long)random.Next()),
            Differences = Some(20, () => new FoundDifference(Text(), new Difference(Text(), (DifferenceKind)random.Next(7)), random.Next())),
            Noisy = Some(20, Text),
            Objectives = Some(5, () => new Evaluation
            {
                Objective = $"o{random.Next()}", Verdict = (Verdict)random.Next(3), Why = (UnknownWhy)random.Next(9), Value = "99%", Bound = ">= 99.9%", Samples = random.Next(), Needed = random.Next(), Since = At(), At = At(),
                Judge = random.Next(2) == 0 ? JudgeKind.Threshold : JudgeKind.Sequential, Note = Text(),
            }),
            Resources = random.Next(3) == 0 ? null : new ResourceStatus(
                random.Next(2) == 0 ? null : new ResourceFigure(random.Next(5_000) / 1e3, random.Next(5_000) / 1e3, random.Next(5_000) / 1e3, random.Next(120)), null,
                [.. Some(2, () => new ResourceGap((ResourceKind)random.Next(2), (ResourceUnjudged)random.Next(8), Text()))], new string('A', random.Next(6_000))),
            Evidence = random.Next(2) == 0 ? null : new EvidenceStatus(1, "a/1", "10", [new ObjectiveEvidence("o", "q", new string('A', random.Next(Penumbra.Core.Objectives.ObjectiveKeeping.Limit)), "p=1,0,0", "", 1.5)]),
            Conditions = [.. new[] { "Ready", "Stalled", "MirrorLoop" }.Select(type => new Condition(type, (ConditionStatus)random.Next(3), "Reason", Text(), At(), random.Next(9)))],
        };
    }

    private static ShadowJudgement Judged(IReadOnlyList<EndpointJudgement> endpoints) => new()
    {
        Verdict = ShadowVerdict.Worse, Why = VerdictWhy.Mismatches, Message = "", Counts = new(900, 90, 10), Needed = 20, NeededForWorse = 100, Endpoints = endpoints,
    };

    private static EndpointJudgement Endpoint(string name, ShadowVerdict verdict, long same) => new() { Endpoint = name, Counts = new(same, 7, 3), Verdict = verdict, Why = VerdictWhy.NotSureYet };
}
