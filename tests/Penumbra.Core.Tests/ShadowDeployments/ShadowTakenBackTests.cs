using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Policies;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

public sealed class ShadowTakenBackTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Difference Noisy = new("body.at", DifferenceKind.Value);
    private static readonly Difference Wrong = new("body.total", DifferenceKind.Value);

    [Theory]
    [InlineData("GET /busy: ", true)]
    [InlineData("GET /seldom: ", false)]
    [InlineData("(rest): ", false)]
    public void A_verdict_is_taken_back_for_a_field_of_what_it_blames_alone(string blames, bool isTakenBack)
    {
        var rules = new VerdictRules { MaxMismatch = 0.01 };
        var evidence = ShadowEvidence.Begin("s", Start, rules.Over);
        var busy = EndpointEvidence.Empty.With(Comparing("GET /busy", [Noisy], [Noisy]), 0, 40).With(Comparing("GET /busy", [], []), 0, 2 * rules.LeastOfEndpoint);
        var seldom = EndpointEvidence.Empty.With(Comparing("GET /seldom", [Wrong], []), 0, 9);
        evidence = evidence with { Endpoints = evidence.Endpoints.SetItem("GET /busy", busy).SetItem("GET /seldom", seldom) };
        busy.IsJudged(Noisy).Should().BeFalse();
        var bad = new ShadowJudgement
        {
            Verdict = ShadowVerdict.Worse, Why = VerdictWhy.Mismatches, Message = $"{blames}9 of 9 differ", Counts = default, NotWorse = 1, Worse = 1e9, Needed = 20, NeededForWorse = 160, Pairs = 0, Endpoints = [],
        };
        var view = ShadowView.Of(
            new ShadowSpec { LiveService = "orders", LivePort = 8080, Template = "orders-next", Settings = "s1", Verdict = rules },
            new ShadowObserved
            {
                Now = Start.AddHours(1), Object = new ShadowFacts { Uid = "u" }, LiveImages = ["a"], ShadowImages = ["b"],
                Report = new ComparisonReport { Evidence = evidence, Seen = 1, Instance = "1" },
                Status = ShadowStatus.Empty with { Subject = "s", Since = Start, Judgement = bad, Differences = [new("GET /busy", Noisy, 40), new("GET /seldom", Wrong, 9)] },
            });
        (view.Judgement!.Verdict != ShadowVerdict.Worse).Should().Be(isTakenBack);
    }

    private static Comparison Comparing(string endpoint, Difference[] shadow, Difference[] live) => new() { Endpoint = endpoint, At = Start, Shadow = [.. shadow], Live = [.. live], LiveStatus = 200, Fields = 5 };
}
