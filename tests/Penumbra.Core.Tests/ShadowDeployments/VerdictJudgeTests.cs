using System.Collections.Immutable;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

public sealed class VerdictJudgeTests
{
    private const string Order = "GET /orders/{id}";
    private const string List = "GET /orders";
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly VerdictRules Rules = new() { Over = TimeSpan.FromHours(2), MinComparisons = 3_000, MaxMismatch = 0.01 };

    [Fact]
    public void An_equal_shadow_is_the_same_or_better_once_there_is_enough_and_the_time_has_passed()
    {
        var evidence = Compare(Begin(), 4_000, _ => [], TimeSpan.FromMinutes(60));
        Judge(evidence, Start.AddMinutes(60)).Why.Should().Be(VerdictWhy.TooEarly);
        Judge(evidence, Start.AddMinutes(60)).ExpectedAt.Should().Be(Start.AddHours(2));
        Judge(evidence, Start.AddHours(2)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void Too_few_comparisons_say_when_there_will_be_enough()
    {
        var judgement = Judge(Compare(Begin(), 600, _ => [], TimeSpan.FromHours(2)), Start.AddHours(2));
        judgement.Should().BeEquivalentTo(new { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.TooFewComparisons, Message = "600 of 3000 comparisons", ExpectedAt = Start.AddHours(10) });
    }

    [Fact]
    public void A_rare_endpoint_is_waited_for_as_long_as_it_takes()
    {
        // 2,900 of 3,000 in an hour, but only 40 of the other: the sum is there two minutes later, what the rare one needs takes half a day.
        var evidence = Compare(Compare(Begin(), 2_860, _ => [], TimeSpan.FromHours(1)), 40, _ => [], TimeSpan.FromHours(1), List);
        var judgement = Judge(evidence, Start.AddHours(1));
        judgement.Why.Should().Be(VerdictWhy.TooFewComparisons);
        judgement.ExpectedAt.Should().BeAfter(Start.AddHours(8)).And.BeBefore(Start.AddHours(16), "some 460 comparisons of it at 40 an hour");
    }

    [Fact]
    public void What_is_not_surely_fast_enough_says_when_it_can_be()
    {
        var judgement = Judge(Compare(Begin(), 3_100, _ => [], TimeSpan.FromHours(2), slower: 1.045), Start.AddHours(2));
        judgement.Why.Should().Be(VerdictWhy.LatencyNotSure);
        judgement.ExpectedAt.Should().BeAfter(Start.AddHours(2)).And.BeBefore(Start.AddHours(48));
        Judge(Compare(Begin(), 5_000, _ => [], TimeSpan.FromHours(2), slower: 1.15), Start.AddHours(2)).ExpectedAt.Should().BeNull("more of the same would not make it good");
    }

    [Fact]
    public void A_field_that_is_missing_in_one_percent_of_the_answers_is_named_and_worse()
    {
        var evidence = Compare(Begin(), 20_000, number => number % 20 == 0 ? [new("body.currency", DifferenceKind.Missing)] : [], TimeSpan.FromMinutes(50));
        var judgement = Judge(evidence, Start.AddMinutes(50));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Worse, VerdictWhy.Mismatches));
        judgement.Message.Should().Be($"{Order}: 1000 of 20000 differ");
        evidence.Endpoints[Order].Differences().Should().ContainSingle().Which.Should().Be(KeyValuePair.Create(new Difference("body.currency", DifferenceKind.Missing), 1000L));
    }

    [Fact]
    public void A_field_that_turns_out_to_differ_by_itself_is_taken_out_of_all_that_was_counted_before()
    {
        ImmutableArray<Difference> stamp = [new("body.generatedAt", DifferenceKind.Value)];
        var evidence = Compare(Begin(), 500, _ => stamp, TimeSpan.FromMinutes(1));
        evidence.Endpoints[Order].Counts().ShadowOnly.Should().Be(500);

        for (var pair = 0; pair < 2; pair++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddMinutes(2), Shadow = stamp, Live = stamp, Fields = 10 });

        evidence.Endpoints[Order].Counts().Should().Be(new DifferenceCounts(502, 0, 0));
        evidence.Endpoints[Order].NoisyFields().Should().Equal("body.generatedAt");
        evidence = Compare(evidence, 10, _ => [new("body.generatedAt", DifferenceKind.Type)], TimeSpan.FromMinutes(3));
        evidence.Endpoints[Order].Counts().ShadowOnly.Should().Be(10, "of a noisy field type and presence still count");
    }

    [Fact]
    public void A_shadow_that_does_not_answer_is_one_mismatch_a_minute_and_the_rest_is_counted()
    {
        var evidence = Begin();
        for (var second = 0; second < 180; second++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddSeconds(second), Shadow = [new("answer", DifferenceKind.Unreachable)] });
        evidence.Endpoints[Order].Counts().Should().Be(new DifferenceCounts(0, 3, 0));
        evidence.NotCompared[NotCompared.SameOutage].Should().Be(177);
    }

    [Fact]
    public void A_comparison_that_lasts_far_longer_than_its_time_keeps_its_counts_in_bounded_memory()
    {
        var evidence = Begin();
        for (var hour = 0; hour < 500; hour++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddHours(hour), Shadow = hour % 100 == 0 ? [new("status", DifferenceKind.Value)] : [] });
        evidence.Endpoints[Order].Patterns.Should().HaveCount(EndpointEvidence.MostSlices);
        evidence.Endpoints[Order].Counts().Should().Be(new DifferenceCounts(495, 5, 0));
        evidence.Endpoints[Order].Counts(evidence.SliceOf(Start.AddHours(490))).Compared.Should().Be(10);
    }

    [Fact]
    public void One_bad_endpoint_is_a_bad_verdict_although_all_together_are_fine()
    {
        var evidence = Compare(Begin(), 50_000, _ => [], TimeSpan.FromHours(2));
        evidence = Compare(evidence, 1_000, number => number % 20 == 0 ? [new("status", DifferenceKind.Value)] : [], TimeSpan.FromHours(2), List);
        Judge(evidence, Start.AddHours(2)).Should().BeEquivalentTo(new { Verdict = ShadowVerdict.Worse, Message = $"{List}: 50 of 1000 differ" });
        VerdictJudge.Judge(evidence, Rules with { PerEndpoint = false }, ShadowHealth.Up, Start.AddHours(2)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void Small_endpoints_are_judged_together()
    {
        var evidence = Compare(Begin(), 5_000, _ => [], TimeSpan.FromHours(2));
        foreach (var name in new[] { "GET /a", "GET /b", "GET /c" }) evidence = Compare(evidence, 150, _ => [], TimeSpan.FromHours(2), name);
        Judge(evidence, Start.AddHours(2)).Endpoints.Select(endpoint => (endpoint.Endpoint, endpoint.Counts.Compared)).Should().Equal((Order, 5_000), (VerdictJudge.Rest, 450));
    }

    [Fact]
    public void What_was_good_for_long_and_is_bad_lately_is_not_the_same()
    {
        var evidence = Compare(Begin(), 100_000, _ => [], TimeSpan.FromMinutes(100));
        for (var number = 0; number < 400; number++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddMinutes(115), Shadow = number % 10 == 0 ? [new("body.total", DifferenceKind.Value)] : [] });
        var judgement = Judge(evidence, Start.AddMinutes(120));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Inconclusive, VerdictWhy.WorseLately));
    }

    [Theory]
    [InlineData(4, 4, VerdictWhy.AllHold)]
    [InlineData(6, 6, VerdictWhy.ShadowDown)]
    [InlineData(0, 13, VerdictWhy.DownTooLong)]
    public void A_shadow_that_is_not_there_is_no_good_shadow(int downMinutes, int inAll, VerdictWhy why)
    {
        var evidence = Compare(Begin(), 4_000, _ => [], TimeSpan.FromHours(2));
        VerdictJudge.Judge(evidence, Rules, new(TimeSpan.FromMinutes(downMinutes), TimeSpan.FromMinutes(inAll)), Start.AddHours(2)).Why.Should().Be(why);
    }

    [Theory]
    [InlineData(9, 0.5)]
    [InlineData(12, 0.2)]
    public void An_equal_shadow_is_not_worse_however_many_fields_change_by_themselves(int fields, double share)
    {
        var random = new Random(3);
        ImmutableArray<Difference> Draw() => [.. Enumerable.Range(0, fields).Where(_ => random.NextDouble() < share).Select(number => new Difference($"body.f{number:00}", DifferenceKind.Value))];
        var evidence = Begin();
        for (var number = 0; number < 8_000; number++)
        {
            var isTwice = number < 30 || random.NextDouble() < 0.1;
            evidence = evidence.With(new Comparison { Endpoint = Order, At = Start + (Rules.Over / 8_000 * number), Shadow = Draw(), Live = isTwice ? Draw() : null, Fields = 100 });
            if (number % 500 == 0) Judge(evidence, Start + (Rules.Over / 8_000 * number)).Verdict.Should().NotBe(ShadowVerdict.Worse);
        }

        evidence.Endpoints[Order].Counts().Should().Be(new DifferenceCounts(8_000, 0, 0));
        evidence.Endpoints[Order].Patterns.Values.Should().OnlyContain(patterns => patterns.Count <= EndpointEvidence.MostPatterns + EndpointEvidence.MostTogether);
    }

    [Fact]
    public void Where_too_much_differs_by_itself_that_is_said_before_what_differs_besides_is_blamed()
    {
        ImmutableArray<Difference> noise = [.. Enumerable.Range(0, 3).Select(number => new Difference($"body.f{number}", DifferenceKind.Value))];
        var evidence = Begin();
        for (var number = 0; number < 1_000; number++)
            evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddMinutes(1), Shadow = number % 5 == 0 ? noise.Add(new("body.g", DifferenceKind.Value)) : noise, Live = noise, Fields = 10 });
        Judge(evidence, Start.AddMinutes(2)).Why.Should().Be(VerdictWhy.TooNoisy);

        for (var number = 0; number < 1_000; number++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddMinutes(1), Shadow = [new("status", DifferenceKind.Type)], Live = noise, Fields = 10 });
        Judge(evidence, Start.AddMinutes(2)).Why.Should().Be(VerdictWhy.Mismatches, "what fails needs no fields to be told by");
    }

    [Fact]
    public void Where_too_much_differs_by_itself_nothing_is_concluded()
    {
        ImmutableArray<Difference> noise = [.. Enumerable.Range(0, 3).Select(number => new Difference($"body.f{number}", DifferenceKind.Value))];
        var evidence = Compare(Begin(), 4_000, _ => noise, TimeSpan.FromHours(2));
        for (var pair = 0; pair < 5; pair++) evidence = evidence.With(new Comparison { Endpoint = Order, At = Start.AddMinutes(1), Shadow = noise, Live = noise, Fields = 10 });
        Judge(evidence, Start.AddHours(2)).Should().BeEquivalentTo(new { Why = VerdictWhy.TooNoisy, Message = $"{Order}: 3 of 10 fields differ when live is asked twice; ignore or tolerate those that may" });
    }

    [Fact]
    public void A_slower_endpoint_is_named_and_an_equally_fast_one_is_not()
    {
        var evidence = Compare(Begin(), 12_000, _ => [], TimeSpan.FromMinutes(60), Order, slower: 1.3);
        evidence = Compare(evidence, 12_000, _ => [], TimeSpan.FromMinutes(60), List);
        var judgement = Judge(evidence, Start.AddMinutes(60));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Worse, VerdictWhy.Slower));
        judgement.Message.Should().StartWith($"{Order}: slower: p50 1.3");
        judgement.Endpoints.Single(endpoint => endpoint.Endpoint == List).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void An_endpoint_that_may_be_too_slow_is_not_good_although_all_together_are_fast()
    {
        var evidence = Compare(Compare(Begin(), 30_000, _ => [], TimeSpan.FromHours(2)), 1_500, _ => [], TimeSpan.FromHours(2), List, slower: 1.09);
        var judgement = Judge(evidence, Start.AddHours(2));
        judgement.Median!.Value.High.Should().BeLessThan(1.1);
        judgement.Endpoints.Select(endpoint => (endpoint.Endpoint, endpoint.Verdict, endpoint.Why)).Should().Equal(
            (List, ShadowVerdict.Inconclusive, VerdictWhy.LatencyNotSure), (Order, ShadowVerdict.SameOrBetter, VerdictWhy.AllHold));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Inconclusive, VerdictWhy.LatencyNotSure));
        judgement.Message.Should().StartWith($"{List}: latency is not surely within 1.1 of live's: p50 1.");
        VerdictJudge.Judge(evidence, Rules with { PerEndpoint = false }, ShadowHealth.Up, Start.AddHours(2)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
    }

    [Fact]
    public void Two_servers_evidence_adds_up_to_one()
    {
        var one = Compare(Begin(), 1_000, number => number % 100 == 0 ? [new("body.total", DifferenceKind.Value)] : [], TimeSpan.FromHours(1));
        one.Endpoints[Order].Plus(one.Endpoints[Order]).Counts().Should().Be(new DifferenceCounts(1_980, 20, 0));
    }

    [Fact]
    public void What_is_kept_is_bounded_whatever_differs()
    {
        var evidence = Compare(Begin(), 5_000, number => [new($"body.map.k{number}", DifferenceKind.Extra)], TimeSpan.FromMinutes(5));
        evidence.Endpoints[Order].Patterns[0].Count.Should().BeLessThanOrEqualTo(EndpointEvidence.MostPatterns + 1);
        evidence.Endpoints[Order].Counts().ShadowOnly.Should().Be(5_000);
    }

    private static ShadowEvidence Begin() => ShadowEvidence.Begin("live/shadow/compare", Start, Rules.Over);

    private static ShadowJudgement Judge(ShadowEvidence evidence, DateTimeOffset now) => VerdictJudge.Judge(evidence, Rules, ShadowHealth.Up, now);

    private static ShadowEvidence Compare(ShadowEvidence evidence, int count, Func<int, ImmutableArray<Difference>> differences, TimeSpan over, string endpoint = Order, double slower = 1)
    {
        var random = new Random(7);
        for (var number = 0; number < count; number++)
        {
            var at = Start + (over * ((double)number / count));
            evidence = evidence.With(new Comparison { Endpoint = endpoint, At = at, Shadow = differences(number), Fields = 10 });
            var live = 0.02 * Math.Exp(random.NextDouble());
            evidence = evidence.With(endpoint, TimeSpan.FromSeconds(live), TimeSpan.FromSeconds(0.02 * Math.Exp(random.NextDouble()) * slower));
        }

        return evidence;
    }
}
