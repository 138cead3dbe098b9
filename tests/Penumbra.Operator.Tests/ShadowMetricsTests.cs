using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;
using Penumbra.Kubernetes.Client;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Tests;

public sealed class ShadowMetricsTests
{
    private static readonly ObjectKey Orders = new("shop", "orders-next");

    [Fact]
    public void A_shadow_is_measured_from_its_first_pass_until_it_is_gone()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var metrics = new ShadowMetrics(meters);
        metrics.Seen(Orders, ShadowStatus.Empty with { Phase = ShadowPhase.Preparing, Conditions = [new Condition("Stalled", ConditionStatus.True, "InvalidSpec", "", DateTimeOffset.UnixEpoch, 1)] });
        Lines(telemetry).Should().BeEquivalentTo(
            """penumbra_shadow_phase{namespace="shop",name="orders-next",phase="Preparing"} 1""",
            """penumbra_shadow_stalled{namespace="shop",name="orders-next"} 1""",
            """penumbra_shadow_live_under_strain{namespace="shop",name="orders-next"} 0""");

        metrics.Seen(Orders, ShadowStatus.Empty with
        {
            Phase = ShadowPhase.Comparing,
            Coverage = 0.97,
            Judgement = new ShadowJudgement { Verdict = ShadowVerdict.Worse, Why = VerdictWhy.Mismatches, Message = "" },
            Objectives = [new Evaluation { Objective = "availability", Verdict = Verdict.Bad }],
            Conditions = [new Condition("LiveUnderStrain", ConditionStatus.True, "LiveUnderStrain", "", DateTimeOffset.UnixEpoch, 1)],
        });
        Lines(telemetry).Should().BeEquivalentTo(
            """penumbra_shadow_phase{namespace="shop",name="orders-next",phase="Comparing"} 1""",
            """penumbra_shadow_verdict{namespace="shop",name="orders-next"} -1""",
            """penumbra_shadow_coverage_ratio{namespace="shop",name="orders-next"} 0.97""",
            """penumbra_shadow_objective_verdict{namespace="shop",name="orders-next",objective="availability"} -1""",
            """penumbra_shadow_stalled{namespace="shop",name="orders-next"} 0""",
            """penumbra_shadow_live_under_strain{namespace="shop",name="orders-next"} 1""");

        metrics.Forget(Orders);
        Lines(telemetry).Should().BeEmpty();
    }

    private static IEnumerable<string> Lines(OperatorTelemetry telemetry) => string.Concat(telemetry.Scrape()).Split('\n').Where(line => line.StartsWith("penumbra_shadow_", StringComparison.Ordinal));
}
