using System.Collections.Immutable;
using System.Text.Json;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Api.Tests.DarkLaunches;

public sealed class StatusMappingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_status_that_was_written_is_read_back_as_it_was(int seed)
    {
        var status = Any(new Random(seed));
        Dump.Of(Stored(status)).Should().Be(Dump.Of(status));
    }

    [Theory]
    [InlineData("availability", JudgeKind.Sequential, null)]
    [InlineData("availability", JudgeKind.Threshold, "None")]
    [InlineData(RestartObjective.Name, JudgeKind.Sequential, "None")]
    public void What_has_no_stated_error_rate_says_so(string objective, JudgeKind judge, string? said)
    {
        var status = LaunchStatus.Empty with { Objectives = [new Evaluation { Objective = objective, Verdict = Verdict.Bad, Judge = judge }] };
        StatusMapping.ToWire(status).Objectives!.Single().ErrorControl.Should().Be(said);
        Stored(status).Objectives.Single().Judge.Should().Be(judge);
    }

    [Fact]
    public void No_status_is_the_empty_status() => StatusMapping.FromWire(null).Should().Be(LaunchStatus.Empty);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"phase":"Levitating","reason":"BecauseWhyNot","weight":"a lot"}""")]
    [InlineData("""{"phase":"7","reason":"3"}""")]
    [InlineData("""{"objectives":[{"name":"a","verdict":"Superb","mode":"Loud","why":"Dunno"}]}""")]
    [InlineData("""{"decisions":[{"at":"2026-11-21T09:00:00Z","revision":"a","from":"x","to":"y","reason":"?"}]}""")]
    [InlineData("""{"step":{"index":-4,"of":0,"held":"30d"}}""")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"Perhaps","reason":"R","lastTransitionTime":"2026-11-21T09:00:00Z"}]}""")]
    [InlineData("""{"revisions":[{"revision":"a","state":"Lost","outcome":"Unclear"}],"hold":{"reason":"Whim","revision":"a","share":"?","since":"2026-11-21T09:00:00Z"}}""")]
    [InlineData("""{"fieldOfTheFuture":{"a":[1,2]},"traffic":null,"handled":null}""")]
    public void What_another_version_or_a_hand_wrote_stops_nothing(string json)
    {
        var wire = JsonSerializer.Deserialize(json, ApiJson.Default.DarkLaunchStatus);
        var read = () => StatusMapping.FromWire(wire);
        var status = read.Should().NotThrow().Subject;
        status.Weight.Should().Be(Share.None);
        (status.Phase is null || Enum.IsDefined(status.Phase.Value)).Should().BeTrue();
    }

    [Theory]
    [InlineData('x')]
    [InlineData('ä')]
    [InlineData('☂')]
    public void The_largest_status_stays_below_32_KiB_and_keeps_what_the_operator_goes_on_from(char filling)
    {
        var status = Largest(filling);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(StatusMapping.ToWire(status), ApiJson.Default.DarkLaunchStatus);
        bytes.Length.Should().BeLessThanOrEqualTo(32 * 1024);
        var stored = Stored(status);
        stored.Traffic.Should().Equal(status.Traffic);
        stored.Step.Should().Be(status.Step);
        stored.Handled.Should().Equal(status.Handled);
        stored.Objectives.Select(objective => (objective.Objective, objective.Verdict, objective.Since)).Should().Equal(status.Objectives.Select(objective => (objective.Objective, objective.Verdict, objective.Since)));
        stored.Revisions.Should().Equal(status.Revisions);
        (stored.Hold! with { Message = "" }).Should().Be(status.Hold! with { Message = "" });
        stored.Decisions.Should().NotBeEmpty();
    }

    [Fact]
    public void A_status_fits_the_schema_however_long_its_parts_are()
    {
        var status = Largest('x') with
        {
            Revisions = [.. Enumerable.Range(0, 200).Select(i => new RevisionStatus($"r{i}", RevisionState.Kept, null))],
            Objectives = [new Evaluation { Objective = "huge", Verdict = Verdict.Good, Value = new string('9', 300), Bound = new string('9', 300) }],
            Stable = new ReleaseStatus("r1", 0, 1, 1, [.. Enumerable.Range(0, 100).Select(i => new string('i', 2000))]),
        };
        var wire = StatusMapping.ToWire(status);
        wire.Revisions!.Count.Should().BeLessThanOrEqualTo(64);
        wire.Objectives![0].Value!.Length.Should().BeLessThanOrEqualTo(64);
        wire.Objectives[0].Bound!.Length.Should().BeLessThanOrEqualTo(64);
        wire.Stable!.Images!.Count.Should().BeLessThanOrEqualTo(32);
        wire.Stable.Images.Should().OnlyContain(image => image.Length <= 1024);
    }

    [Fact]
    public void A_cut_never_splits_a_character()
    {
        var wire = StatusMapping.ToWire(LaunchStatus.Empty with { Decisions = [new DecisionStatus(Start, "a", Share.None, Share.All, Reason.StepPassed, string.Concat(Enumerable.Repeat("😀", 200)))] });
        var evidence = wire.Decisions![0].Evidence!;
        evidence.Length.Should().BeLessThanOrEqualTo(256);
        evidence.Should().EndWith("😀…");
    }

    private static LaunchStatus Stored(LaunchStatus status)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(StatusMapping.ToWire(status), ApiJson.Default.DarkLaunchStatus);
        return StatusMapping.FromWire(JsonSerializer.Deserialize(bytes, ApiJson.Default.DarkLaunchStatus));
    }

    private static LaunchStatus Any(Random random)
    {
        DateTimeOffset Time() => Start.AddMilliseconds(random.Next(0, 100_000_000));
        DateTimeOffset? MaybeTime() => random.Next(2) == 0 ? null : Time();
        string Text(int length) => new([.. Enumerable.Range(0, random.Next(1, length)).Select(_ => "abcxyz 019/äé\"\\<☂"[random.Next(17)])]);
        Share Share() => new(random.Next(0, 100_001));
        T One<T>()
            where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        ImmutableList<T> Some<T>(Func<int, T> make, int most) => [.. Enumerable.Range(0, random.Next(most)).Select(make)];
        ReleaseStatus Release() => new(Text(10), random.Next(4), random.Next(9), random.Next(9), Some(_ => Text(40), 3));
        return new LaunchStatus
        {
            ObservedGeneration = random.Next(),
            Phase = random.Next(8) == 0 ? null : One<LaunchPhase>(),
            Reason = One<Reason>(),
            Message = Text(200),
            Stable = random.Next(2) == 0 ? null : Release(),
            Candidate = random.Next(2) == 0 ? null : Release(),
            Weight = Share(),
            Step = random.Next(2) == 0 ? null : new StepStatus { Index = random.Next(50), Of = 50, Since = MaybeTime(), Held = TimeSpan.FromMilliseconds(random.Next(1_000_000)), EarliestNext = MaybeTime(), PreparingSince = MaybeTime(), Plan = Text(8) },
            Traffic = Some(i => new RouteStatus("gatewayAPI", "HTTPRoute", $"r{i}", Text(36), Text(60)), 4),
            Objectives = Some(i => new Evaluation
            {
                Objective = $"o{i}", Mode = One<ObjectiveMode>(), Verdict = One<Verdict>(), Why = One<UnknownWhy>(), Value = Text(20), Bound = Text(20), Samples = random.Next(), Needed = random.Next(),
                ExpectedAt = MaybeTime(), At = MaybeTime(), Since = Time(), Note = Text(100),
            }, 5),
            Decisions = Some(_ => new DecisionStatus(Time(), Text(10), Share(), Share(), One<Reason>(), Text(200)), 20),
            Revisions = Some(i => new RevisionStatus($"r{i}", One<RevisionState>(), random.Next(2) == 0 ? null : One<RevisionOutcome>()), 6),
            Handled = Some(_ => Text(30), 20),
            Hold = random.Next(2) == 0 ? null : new HoldStatus(One<Reason>(), Text(10), random.Next(9), Share(), Time(), Text(100)),
            PendingRevision = random.Next(2) == 0 ? null : Text(10),
            Replicas = random.Next(99),
            Selector = Text(60),
            LiveAt = MaybeTime(),
            Conditions = Some(i => new Condition($"c{i}", One<ConditionStatus>(), Text(20), Text(100), Time(), random.Next()), 7),
        };
    }

    // 20 decisions, 32 objectives, 16 routes, 24 revisions, and every text as long as it can get.
    private static LaunchStatus Largest(char filling)
    {
        string Text(int length) => new(filling, length);
        var release = new ReleaseStatus("3b02ee90", 9, 1000, 1000, [.. Enumerable.Range(0, 8).Select(_ => Text(200))]);
        return new LaunchStatus
        {
            ObservedGeneration = long.MaxValue, Phase = LaunchPhase.RollingBack, Reason = Reason.ProgressDeadlineExceeded, Message = Text(9000), Stable = release, Candidate = release, Weight = new Share(12_345),
            Step = new StepStatus { Index = 49, Of = 50, Since = Start, Held = TimeSpan.FromMilliseconds(1), EarliestNext = Start, PreparingSince = Start, Plan = "0123abcd" },
            Traffic = [.. Enumerable.Range(0, 16).Select(i => new RouteStatus("gatewayAPI", "HTTPRoute", $"{new string('n', 60)}{i}", Guid.Empty.ToString(), $"{Guid.Empty}/12/3b02ee90/12.345/Forward"))],
            Objectives = [.. Enumerable.Range(0, 32).Select(i => new Evaluation
            {
                Objective = $"{new string('o', 40)}{i}", Verdict = Verdict.Unknown, Why = UnknownWhy.BoundOutsideBuckets, Value = "99.9999%", Bound = ">= 99.9999%", Samples = int.MaxValue, Needed = int.MaxValue,
                ExpectedAt = Start, At = Start, Since = Start, Note = Text(600),
            })],
            Decisions = [.. Enumerable.Range(0, 20).Select(i => new DecisionStatus(Start, "3b02ee90", new Share(12_345), Share.All, Reason.ProgressDeadlineExceeded, Text(256)))],
            Revisions = [.. Enumerable.Range(0, 24).Select(i => new RevisionStatus($"3b02ee9{i}", RevisionState.Candidate, RevisionOutcome.RolledBack))],
            Handled = [.. Enumerable.Range(0, 20).Select(i => $"approve 3b02ee90/1/{i}")],
            Hold = new HoldStatus(Reason.TrafficConflict, "3b02ee90", 1, Share.None, Start, Text(3000)),
            Replicas = 9999, Selector = Text(80), LiveAt = Start,
            Conditions = [.. new[] { "Ready", "Reconciling", "Stalled", "Adopted", "Paused", "TrafficConflict", "SourceUnavailable" }.Select(type => new Condition(type, ConditionStatus.True, nameof(Reason.ProgressDeadlineExceeded), Text(9000), Start, long.MaxValue))],
        };
    }
}
