using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>Equal refusals say nothing of a shadow.</summary>
public sealed class RefusedByLiveTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly VerdictRules Rules = new() { Over = TimeSpan.FromHours(2), MinComparisons = 3_000, MaxMismatch = 0.01 };

    [Theory]
    [InlineData(404, "live.hostHeader")]
    [InlineData(421, "live.hostHeader")]
    [InlineData(401, "credentials: Forward")]
    [InlineData(403, "credentials: Forward")]
    [InlineData(400, "live.tls")]
    [InlineData(302, "live.tls")]
    [InlineData(405, "requests.methods")]
    public void Answers_that_are_nearly_all_refused_hold_the_verdict_up_and_say_what_would_be_right(int status, string right)
    {
        var judgement = Judge(Compare(Begin(), "GET /a", 4_000, number => number % 20 == 0 ? 200 : status));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Inconclusive, VerdictWhy.LiveAnswersDiffer));
        judgement.Message.Should().StartWith("of 4000 answers of live").And.Contain($"95 % {(status == 302 ? "3xx" : status)}").And.Contain(right).And.Contain("refusalsExpected");
    }

    [Theory]
    [InlineData(304)]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(429)]
    public void Other_answers_hold_nothing_up(int status) => Judge(Compare(Begin(), "GET /a", 4_000, _ => status)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);

    [Fact]
    public void A_tenth_of_other_answers_is_enough()
    {
        Judge(Compare(Begin(), "GET /a", 4_000, number => number % 10 == 0 ? 200 : 404)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        RefusedByLive.Of(Compare(Begin(), "GET /a", 99, _ => 404)).Should().BeNull("99 answers are too few");
    }

    [Theory]
    [InlineData(NotCompared.LiveFailed)]
    [InlineData(NotCompared.BothTimedOut)]
    public void A_live_that_hardly_answers_at_all_holds_the_verdict_up_and_it_is_said_what_to_look_at(NotCompared reason)
    {
        var evidence = Compare(Begin(), "GET /a", 10, _ => 200) with { NotCompared = Begin().NotCompared.Add(reason, 91).Add(NotCompared.LiveRate, 5_000) };
        var judgement = VerdictJudge.Judge(evidence, Rules with { RefusalsExpected = true }, ShadowHealth.Up, Start.AddHours(2));
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Inconclusive, VerdictWhy.LiveAnswersDiffer));
        judgement.Message.Should().StartWith("of 101 requests").And.Contain("91 were refused").And.Contain("live.tls").And.Contain("caSecret").And.Contain("PeerAuthentication").And.Contain("NetworkPolicy");
        Judge(evidence with { NotCompared = evidence.NotCompared.SetItem(reason, 89) }).Why.Should().Be(VerdictWhy.TooFewComparisons, "99 asks are too few");
        Judge(Compare(evidence, "GET /a", 5, _ => 200)).Why.Should().Be(VerdictWhy.TooFewComparisons, "a tenth and more is answered");
    }

    [Fact]
    public void Who_says_that_refusals_are_right_gets_a_verdict() =>
        VerdictJudge.Judge(Compare(Begin(), "GET /a", 4_000, _ => 404), Rules with { RefusalsExpected = true }, ShadowHealth.Up, Start.AddHours(2)).Verdict.Should().Be(ShadowVerdict.SameOrBetter);

    [Fact]
    public void One_endpoint_of_redirects_is_named_and_holds_nothing_up()
    {
        var evidence = Compare(Compare(Begin(), "GET /a", 4_000, _ => 200), "GET /login", 2_000, _ => 302);
        var judgement = Judge(evidence);
        judgement.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        judgement.Endpoints.Single(endpoint => endpoint.Endpoint == "GET /login").Refused.Should().Be("100 % 3xx");
        judgement.Endpoints.Single(endpoint => endpoint.Endpoint == "GET /a").Refused.Should().BeEmpty();
        RefusedByLive.Named(evidence).Should().Be("hardly answered otherwise: GET /login (100 % 3xx)");
    }

    [Fact]
    public void A_worse_shadow_is_worse_on_refusals_too()
    {
        var evidence = Compare(Begin(), "GET /a", 4_000, _ => 404, differsEvery: 10);
        Judge(evidence).Should().Match<ShadowJudgement>(judgement => judgement.Verdict == ShadowVerdict.Worse && judgement.Why == VerdictWhy.Mismatches);
    }

    [Fact]
    public void Answers_of_two_servers_add_up()
    {
        var one = LiveAnswers.None.With(200).With(404);
        var sum = one.Plus(LiveAnswers.None.With(404).With(304));
        sum.Should().Be(LiveAnswers.None.With(404).With(304).With(404).With(200));
        (sum.Total, sum.Worthless, sum.Shares()).Should().Be((4, 2, "50 % 404"));
        EndpointEvidence.Empty.With(new Comparison { Endpoint = "e", At = Start, LiveStatus = 404 }, 0).Plus(EndpointEvidence.Empty.With(new Comparison { Endpoint = "e", At = Start, LiveStatus = 200 }, 0)).Answers.Total.Should().Be(2);
    }

    [Fact]
    public void The_condition_holds_is_told_once_and_ends_with_the_word_of_a_person()
    {
        var world = new ShadowWorld { LiveStatus = 401 };
        world.Until(w => w.Condition("LiveAnswersDiffer")?.Status == ConditionStatus.True, "it is seen");
        world.Condition("LiveAnswersDiffer")!.Message.Should().Contain("100 % 401").And.Contain("credentials: Forward");
        var end = world.Now + TimeSpan.FromMinutes(10);
        world.Until(w => w.Now >= end, "the time of the verdict passes");
        world.Status.Phase.Should().Be(ShadowPhase.Comparing);
        world.Status.Judgement!.Why.Should().Be(VerdictWhy.LiveAnswersDiffer);
        world.Restart();
        world.Until(w => w.Now >= end.AddMinutes(1), "the operator starts anew");
        world.Done.OfType<ShadowEffect.EmitEvent>().Should().ContainSingle(told => told.Reason == Reason.LiveAnswersDiffer).Which.Warning.Should().BeTrue();

        world.Spec = world.Spec with { Verdict = world.Spec.Verdict with { RefusalsExpected = true } };
        world.Until(w => w.Status.Phase == ShadowPhase.Decided, "what was compared is enough");
        world.Status.Judgement!.Verdict.Should().Be(ShadowVerdict.SameOrBetter);
        world.Condition("LiveAnswersDiffer")!.Status.Should().Be(ConditionStatus.False);
    }

    private static ShadowEvidence Begin() => ShadowEvidence.Begin("s", Start, Rules.Over);

    private static ShadowJudgement Judge(ShadowEvidence evidence) => VerdictJudge.Judge(evidence, Rules, ShadowHealth.Up, Start.AddHours(2));

    private static ShadowEvidence Compare(ShadowEvidence evidence, string endpoint, int count, Func<int, int> status, int differsEvery = 0)
    {
        for (var number = 0; number < count; number++)
        {
            evidence = evidence.With(new Comparison
            {
                Endpoint = endpoint, At = Start.AddHours(1.9 * number / count), LiveStatus = status(number), Fields = 3,
                Shadow = differsEvery > 0 && number % differsEvery == 0 ? [new Difference("body", DifferenceKind.Value)] : [],
            });
            evidence = evidence.With(endpoint, TimeSpan.FromMilliseconds(10 + (number % 7)), TimeSpan.FromMilliseconds(9 + (number % 7)));
        }

        return evidence;
    }
}
